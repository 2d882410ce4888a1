package example.fabric8;

import example.contract.Contract.TestLevel;
import example.contract.runner.ContractTest;
import example.contract.runner.JarDriver;

/** The contract, with this module's packaged program as a process. */
class ProgramIT extends ContractTest {

  ProgramIT() {
    super(new JarDriver("fabric8"), TestLevel.PROCESS);
  }
}

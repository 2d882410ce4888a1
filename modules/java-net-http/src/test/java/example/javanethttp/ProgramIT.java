package example.javanethttp;

import example.contract.Contract.TestLevel;
import example.contract.runner.ContractTest;
import example.contract.runner.JarDriver;

/** The contract, with this module's packaged program as a process. */
class ProgramIT extends ContractTest {

  ProgramIT() {
    super(new JarDriver("java-net-http"), TestLevel.PROCESS);
  }
}

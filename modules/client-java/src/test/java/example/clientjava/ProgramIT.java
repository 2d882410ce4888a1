package example.clientjava;

import example.contract.Contract.TestLevel;
import example.contract.ContractTest;
import example.contract.JarDriver;

/** The contract, with this module's packaged program as a process. */
class ProgramIT extends ContractTest {

  ProgramIT() {
    super(new JarDriver("client-java"), TestLevel.PROCESS);
  }
}

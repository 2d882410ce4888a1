package example.fabric8;

import example.contract.Contract.TestLevel;
import example.contract.runner.ContractTest;

/** The contract, with this module's patterns in this process. */
class PatternsTest extends ContractTest {

  PatternsTest() {
    super(new PatternsDriver(), TestLevel.FAKE);
  }
}

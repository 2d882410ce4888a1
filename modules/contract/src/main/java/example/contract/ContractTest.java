package example.contract;

import example.contract.Contract.Distance;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The contract as a test class: a module extends it and names its driver. */
public abstract class ContractTest {

  private Examination examination;

  /** How the cases reach the client: in this process, or through its jar. */
  protected abstract Driver driver();

  protected Distance distance() {
    return Distance.FAKE;
  }

  @TestFactory
  Stream<DynamicTest> contract() {
    var reports = Path.of(System.getProperty("reports", "target/reports"));
    examination = Examination.onFake(driver(), distance(), reports);
    return examination.tests();
  }

  @AfterEach
  void writeReport() {
    examination.close();
  }
}

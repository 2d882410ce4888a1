package example.contract;

import example.contract.Contract.Distance;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The contract on the fake API server as a test class: a module extends it for each distance. */
public abstract class ContractTest {

  private final Driver driver;
  private final Distance distance;
  private Examination examination;

  /**
   * @param driver how the cases reach the client
   */
  protected ContractTest(Driver driver, Distance distance) {
    this.driver = driver;
    this.distance = distance;
  }

  @TestFactory
  Stream<DynamicTest> contract() {
    var reports = Path.of(System.getProperty("reports"));
    examination = Examination.onFake(driver, distance, reports);
    return examination.tests();
  }

  @AfterEach
  void theReportIsWritten() {
    examination.close();
  }
}

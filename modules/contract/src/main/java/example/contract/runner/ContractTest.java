package example.contract.runner;

import example.contract.Contract.TestLevel;
import example.contract.Driver;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.TestMethodOrder;

/** The contract on the embedded API server as a test class: a module extends it for each level. */
@TestInstance(Lifecycle.PER_CLASS)
@TestMethodOrder(OrderAnnotation.class)
public abstract class ContractTest {

  private final Driver driver;
  private final TestLevel level;
  private ContractRunner runner;

  /**
   * @param driver how the cases reach the client
   */
  protected ContractTest(Driver driver, TestLevel level) {
    this.driver = driver;
    this.level = level;
  }

  @BeforeAll
  void start() {
    runner = ContractRunner.onFake(driver, level, Path.of(System.getProperty("reports")));
  }

  /** What is recorded comes first: some of it waits long, and the cases run meanwhile. */
  @TestFactory
  @Order(1)
  Stream<DynamicTest> contract() {
    return Stream.concat(runner.recorded(), runner.tests());
  }

  @TestFactory
  @Order(2)
  Stream<DynamicTest> recordedAlone() {
    return runner.recordedAlone();
  }

  /** What all cases together show. */
  @TestFactory
  @Order(3)
  Stream<DynamicTest> roles() throws IOException {
    return runner.roles();
  }

  @AfterAll
  void writeResults() throws IOException {
    if (runner != null) {
      runner.close();
    }
  }
}

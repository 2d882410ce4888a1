package example.onk3s;

import example.contract.Api;
import example.contract.Client;
import example.contract.Contract.Distance;
import example.contract.Driver;
import example.contract.Examination;
import example.contract.JarDriver;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The cases that need no fault, once more against a real API server: where it answers otherwise
 * than the fake, the fake is wrong.
 */
@ExtendWith(SharedNode.class)
class ContractOnNodeTest {

  private static final Path MODULES =
      Path.of(System.getProperty("repository.root")).resolve("modules");

  private final List<Examination> examinations = new ArrayList<>();

  @TestFactory
  Stream<DynamicContainer> contract(Node node) {
    var kubernetes = node.version() + ", " + node.distribution();
    var api = Api.of(node.kubeconfig());
    return Client.names().stream()
        .flatMap(
            module ->
                Stream.of(
                    container(node, kubernetes, Distance.NODE, new JarDriver(module)),
                    container(node, kubernetes, Distance.POD, new PodDriver(module, api))));
  }

  private DynamicContainer container(
      Node node, String kubernetes, Distance distance, Driver driver) {
    var reports = MODULES.resolve(driver.client()).resolve("target/reports");
    var examination = Examination.onNode(driver, distance, node.kubeconfig(), kubernetes, reports);
    examinations.add(examination);
    return DynamicContainer.dynamicContainer(
        "%s, %s".formatted(driver.client(), distance), examination.tests());
  }

  @AfterEach
  void theReportsAreWritten() {
    examinations.forEach(Examination::close);
  }
}

package example.onk3s;

import example.contract.AdminClient;
import example.contract.Client;
import example.contract.Contract.TestLevel;
import example.contract.Driver;
import example.contract.runner.ContractRunner;
import example.contract.runner.JarDriver;
import java.io.IOException;
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

  private final List<ContractRunner> runners = new ArrayList<>();

  @TestFactory
  List<DynamicContainer> contract(Node node) throws IOException {
    var kubernetes = node.version() + ", " + node.distribution();
    var api = AdminClient.of(node.kubeconfig());
    var all = new ArrayList<DynamicContainer>();
    for (var module : Client.names()) {
      all.add(container(node, kubernetes, TestLevel.NODE, new JarDriver(module)));
      all.add(container(node, kubernetes, TestLevel.POD, new PodDriver(module, api)));
    }
    return all;
  }

  private DynamicContainer container(Node node, String kubernetes, TestLevel level, Driver driver)
      throws IOException {
    var reports = MODULES.resolve(driver.client()).resolve("target/reports");
    var runner = ContractRunner.onNode(driver, level, node.kubeconfig(), kubernetes, reports);
    runners.add(runner);
    return DynamicContainer.dynamicContainer(
        "%s, %s".formatted(driver.client(), level),
        Stream.of(runner.recorded(), runner.tests(), runner.roles()).flatMap(each -> each));
  }

  @AfterEach
  void theResultsAreWritten() throws IOException {
    for (var runner : runners) {
      runner.close();
    }
  }
}

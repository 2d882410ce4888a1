package example.onk3s;

import example.contract.Client;
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
    return Client.names().stream()
        .map(
            module -> {
              var reports = MODULES.resolve(module).resolve("target/reports");
              var examination =
                  Examination.onNode(new JarDriver(module), node.kubeconfig(), kubernetes, reports);
              examinations.add(examination);
              return DynamicContainer.dynamicContainer(module, examination.tests());
            });
  }

  @AfterEach
  void theReportsAreWritten() {
    examinations.forEach(Examination::close);
  }
}

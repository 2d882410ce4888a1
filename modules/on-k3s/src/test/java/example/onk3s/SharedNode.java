package example.onk3s;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Hands every test that asks for a {@link Node} the same one, started for the first and stopped
 * after the last, with the images of the modules and the manifests in it. Where none can be started
 * the tests are skipped, with the reason on one line; with {@code REQUIRE_CLUSTER=true} they fail
 * instead, so that nobody takes a skip for a proof.
 */
final class SharedNode implements ExecutionCondition, ParameterResolver {

  static final List<String> MODULES = List.of("client-java", "fabric8", "java-net-http");
  static final Path REPOSITORY =
      Path.of(System.getProperty("repository.root", "../..")).toAbsolutePath().normalize();

  private static final Namespace HERE = Namespace.create(SharedNode.class);

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    var whyNot = Node.whyNot();
    if (whyNot.isEmpty()) {
      return ConditionEvaluationResult.enabled("a node can be started");
    }
    var reason = "No test ran on a real node: " + whyNot.get();
    if ("true".equals(System.getenv("REQUIRE_CLUSTER"))) {
      throw new AssertionError(reason);
    }
    context
        .getRoot()
        .getStore(HERE)
        .computeIfAbsent(
            "said",
            key -> {
              System.out.println(reason);
              return reason;
            });
    return ConditionEvaluationResult.disabled(reason);
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Node.class;
  }

  @Override
  public Node resolveParameter(ParameterContext parameter, ExtensionContext context) {
    // The store of the root closes what it holds, after the last test.
    return context
        .getRoot()
        .getStore(HERE)
        .computeIfAbsent(Node.class, key -> startedWithTheImages(), Node.class);
  }

  private static Node startedWithTheImages() {
    var node = Node.start();
    try {
      node.load(
          MODULES.stream()
              .parallel()
              .map(module -> Images.build(REPOSITORY, module))
              .toArray(String[]::new));
      node.copy(REPOSITORY.resolve("manifests"), "/repository/manifests");
      return node;
    } catch (RuntimeException failed) {
      node.close();
      throw failed;
    }
  }
}

package example.onk3s;

import example.contract.node.NodeCondition;
import example.contract.recording.RecordedPage;
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

  /**
   * Locked by what starts several pods at once, runs many programs, or builds: two of them together
   * would make programs give up on a server that answers, because the machine is busy.
   */
  static final String CORES = "cores";

  static final List<String> MODULES = List.of("client-java", "fabric8", "java-net-http");
  static final Path REPOSITORY =
      Path.of(System.getProperty("repository.root", "../..")).toAbsolutePath().normalize();
  static final Path RBAC = REPOSITORY.resolve("manifests/rbac");

  private static final Namespace HERE = Namespace.create(SharedNode.class);

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    return NodeCondition.evaluate(context, Node.images(REPOSITORY));
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
        .computeIfAbsent(Node.class, key -> Node.start(REPOSITORY, MODULES), Node.class);
  }

  /** A page whose recorded blocks a test compares. */
  static RecordedPage page(String path) {
    return new RecordedPage(REPOSITORY.resolve(path));
  }
}

package example.contract.node;

import static org.junit.jupiter.api.extension.ConditionEvaluationResult.disabled;
import static org.junit.jupiter.api.extension.ConditionEvaluationResult.enabled;
import static org.junit.platform.commons.support.AnnotationSupport.isAnnotated;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.testcontainers.junit.jupiter.Testcontainers;

/**
 * Skips what needs a real node where none can be started, with the reason on one line; with {@code
 * REQUIRE_CLUSTER=true} that is a failure, so that nobody takes a skip for a proof. JUnit finds it
 * by itself, so that the examples on the page about testing need not name it.
 */
public final class NodeCondition implements ExecutionCondition {

  /** What a run takes at most; a reason that is older is of another one. */
  private static final Duration RUN = Duration.ofMinutes(15);

  private static final Namespace HERE = Namespace.create(NodeCondition.class);

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    return isAnnotated(context.getTestClass(), Testcontainers.class)
        ? evaluate(context, Map.of("K3S_IMAGE", TestNode.image()))
        : enabled("it needs no node");
  }

  /**
   * Looks once in a run.
   *
   * @param images what a node is started from, by the variable that names another
   */
  public static ConditionEvaluationResult evaluate(
      ExtensionContext context, Map<String, String> images) {
    var reason =
        context
            .getRoot()
            .getStore(HERE)
            .computeIfAbsent("reason", key -> reasonToSkip(images), String.class);
    if (reason.isEmpty()) {
      return enabled("a node can be started");
    }
    if ("true".equals(System.getenv("REQUIRE_CLUSTER"))) {
      throw new AssertionError(reason);
    }
    return disabled(reason);
  }

  /** Empty if a node can be started. `make test` prints the file at its end. */
  private static String reasonToSkip(Map<String, String> images) {
    var root = Path.of(System.getProperty("repository.root", "../.."));
    var file = root.resolve("modules/contract/target/skipped.txt");
    try {
      // The modules of one run look for the same engine, and some answers take half a minute.
      var isOfThisRun =
          Files.exists(file)
              && Files.getLastModifiedTime(file).toInstant().isAfter(Instant.now().minus(RUN));
      if (isOfThisRun && Files.size(file) > 0) {
        return Files.readString(file);
      }
      var reason =
          NodeProbe.of(images).whyNot().map(why -> "not run on a real node: " + why).orElse("");
      Files.writeString(file, reason);
      return reason;
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}

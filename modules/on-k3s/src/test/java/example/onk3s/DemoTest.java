package example.onk3s;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import example.contract.Command;
import example.contract.RunningProgram.Outcome;
import example.contract.node.FakeEngine;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/** What {@code make demo} prints when a Docker engine answers and no node can be started in it. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class DemoTest {

  private static final Duration LIMIT = Duration.ofMinutes(4);

  private static final String MISSING =
      "the image node:1 is not in the Docker engine, and cannot be pulled: no such host."
          + " Bring it there with docker pull or docker load, or set K3S_IMAGE to one that is there.";

  @AutoClose private final FakeEngine engine = new FakeEngine();

  @TempDir private Path home;

  DemoTest() throws IOException {}

  @Test
  @ResourceLock(SharedNode.CORES)
  void runs_on_the_embedded_server_when_an_image_cannot_be_pulled() throws Exception {
    engine.answer("/images/node:1/json", 404, "{\"message\": \"no such image\"}");
    engine.answer("/images/create", 500, "{\"message\": \"no such host\"}");

    var outcome = demo("");

    assertEquals(0, outcome.exit(), outcome::toString);
    assertEquals(
        "This runs on the embedded API server, without pods: " + MISSING,
        outcome.out().lines().findFirst().orElse(""));
    assertTrue(
        outcome.out().endsWith("\nAll 6 answers name the same 3 pods.\n"), outcome::toString);
    assertNoStackTrace(outcome);
  }

  @Test
  void fails_when_a_node_is_asked_for_and_the_engine_breaks_off() throws Exception {
    engine.answer("/containers/create", exchange -> engine.close());

    var outcome = demo("k3s");

    assertEquals(1, outcome.exit(), outcome::toString);
    assertEquals("", outcome.out());
    var reason =
        "make demo: no node starts from the image node:1: 127.0.0.1:%d failed to respond."
            + " Restart the Docker engine, or set K3S_IMAGE to another image.";
    // A line that says how long it has taken may come after it.
    assertTrue(
        outcome.err().lines().anyMatch(reason.formatted(engine.port())::equals), outcome::toString);
    assertNoStackTrace(outcome);
  }

  @Test
  void refuses_a_cluster_that_it_does_not_know() throws Exception {
    var outcome = demo("kind");

    assertEquals(
        new Outcome(
            2, "", "make demo: DEMO_CLUSTER is \"kind\". Set it to k3s or fake, or unset it.\n"),
        outcome);
  }

  private static void assertNoStackTrace(Outcome outcome) {
    for (var part : List.of("Exception", "\tat ")) {
      assertFalse((outcome.out() + outcome.err()).contains(part), outcome::toString);
    }
  }

  private Outcome demo(String cluster) throws IOException, InterruptedException {
    var jvm = List.of("-Drepository.root=" + SharedNode.REPOSITORY, "-Duser.home=" + home);
    return Command.java(jvm, Demo.class, List.of())
        .with(
            Map.of(
                "DEMO_CLUSTER", cluster,
                "DOCKER_HOST", engine.address(),
                "K3S_IMAGE", "node:1",
                "JAVA_BASE_IMAGE", "java:1",
                "TESTCONTAINERS_RYUK_DISABLED", "true"))
        .within(LIMIT)
        .run();
  }
}

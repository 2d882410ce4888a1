package example.onk3s;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code make demo} prints when a Docker engine answers and no node can be started in it. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class DemoTest {

  private static final long LIMIT = 180; // seconds; six programs start one after the other

  private static final String MISSING =
      "the image node:1 is not in the Docker engine, and cannot be pulled: no such host."
          + " Bring it there with docker pull or docker load, or set K3S_IMAGE to one that is there.";

  private final FakeEngine engine;

  @TempDir private Path home;

  DemoTest() throws IOException {
    engine = new FakeEngine();
  }

  @AfterEach
  void the_engine_ends() {
    engine.close();
  }

  @Test
  void runs_on_the_embedded_server_when_an_image_cannot_be_pulled() throws Exception {
    registryIsOutOfReach();

    assertRunsOnTheEmbeddedServer(MISSING);
  }

  @Test
  void runs_on_the_embedded_server_when_the_engine_breaks_off() throws Exception {
    engine.create = exchange -> engine.close();

    assertRunsOnTheEmbeddedServer(
        ("no node starts from the image node:1: 127.0.0.1:%d failed to respond."
                + " Restart the Docker engine, or set K3S_IMAGE to another image.")
            .formatted(engine.port()));
  }

  @Test
  void fails_when_a_node_is_asked_for() throws Exception {
    registryIsOutOfReach();

    var outcome = demo("k3s");

    assertEquals(1, outcome.exit(), outcome::toString);
    assertEquals("", outcome.out());
    assertTrue(outcome.err().endsWith("make demo: " + MISSING + "\n"), outcome::toString);
  }

  @Test
  void refuses_a_cluster_that_it_does_not_know() throws Exception {
    var outcome = demo("kind");

    assertEquals(
        new Node.Outcome(
            2, "", "make demo: DEMO_CLUSTER is \"kind\". Set it to k3s or fake, or unset it.\n"),
        outcome);
  }

  private void registryIsOutOfReach() {
    engine.node = null;
    engine.pull = exchange -> FakeEngine.send(exchange, 500, "{\"message\": \"no such host\"}");
  }

  private void assertRunsOnTheEmbeddedServer(String reason) throws Exception {
    var outcome = demo("");

    assertEquals(0, outcome.exit(), outcome::toString);
    assertEquals(
        "This runs on the embedded API server, without pods: " + reason,
        outcome.out().lines().findFirst().orElse(""));
    assertTrue(
        outcome.out().endsWith("\nAll 6 answers name the same 3 pods.\n"), outcome::toString);
    for (var stackTrace : List.of("Exception", "\tat ")) {
      assertFalse((outcome.out() + outcome.err()).contains(stackTrace), outcome::toString);
    }
  }

  private Node.Outcome demo(String cluster) throws IOException, InterruptedException {
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var out = home.resolve("out");
    var err = home.resolve("err");
    var builder =
        new ProcessBuilder(
                java,
                "-cp",
                System.getProperty("java.class.path"),
                "-Drepository.root=" + SharedNode.REPOSITORY,
                "-Duser.home=" + home,
                Demo.class.getName())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    var environment = builder.environment();
    environment.put("DEMO_CLUSTER", cluster);
    environment.put("DOCKER_HOST", engine.address());
    environment.put("K3S_IMAGE", "node:1");
    environment.put("JAVA_BASE_IMAGE", "java:1");
    environment.put("TESTCONTAINERS_RYUK_DISABLED", "true");
    var process = builder.start();
    try {
      assertTrue(process.waitFor(LIMIT, TimeUnit.SECONDS), "the demo does not end");
      return new Node.Outcome(process.exitValue(), Files.readString(out), Files.readString(err));
    } finally {
      process.destroyForcibly();
    }
  }
}

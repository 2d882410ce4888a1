package example.onk3s;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.testcontainers.dockerclient.TransportConfig;

@DisplayNameGeneration(ReplaceUnderscores.class)
class NodeProbeTest {

  private static final String PROGRESS = "{\"status\": \"Pulling from node\"}\n";

  private final FakeEngine engine;
  private int limit = 30; // seconds; few only where nothing comes, since the machine may be busy

  NodeProbeTest() throws IOException {
    engine = new FakeEngine();
  }

  @AfterEach
  void the_engine_ends() {
    engine.close();
  }

  @Test
  void an_engine_with_both_images_can_start_a_node() {
    assertEquals(Optional.empty(), whyNot());
  }

  @Test
  void a_missing_image_is_pulled() {
    var there = engine.node;
    engine.node = FakeEngine::missing;
    engine.pull =
        exchange -> {
          engine.node = there;
          FakeEngine.send(exchange, 200, PROGRESS);
        };

    assertEquals(Optional.empty(), whyNot());
  }

  @Test
  void a_registry_that_cannot_be_reached() {
    assertPullSays(
        "cannot be pulled: Get \"x\": no such host",
        exchange ->
            FakeEngine.send(exchange, 500, "{\"message\": \"Get \\\"x\\\": no such host\"}"));
  }

  @Test
  void a_pull_that_is_refused_after_its_start() {
    var refused = "{\"errorDetail\": {\"message\": \"rate limit\"}, \"error\": \"rate limit\"}\n";
    assertPullSays(
        "cannot be pulled: rate limit",
        exchange -> FakeEngine.send(exchange, 200, PROGRESS + refused));
  }

  @Test
  void a_pull_that_sends_nothing() {
    limit = 3;
    assertPullSays("no registry answers within 3 s", exchange -> engine.stall(exchange, ""));
  }

  @Test
  void a_pull_that_stops() {
    limit = 3;
    assertPullSays(
        "its pull has stopped: nothing arrived for 3 s",
        exchange -> engine.stall(exchange, PROGRESS));
  }

  private void assertPullSays(String problem, FakeEngine.Answer pull) {
    engine.java = FakeEngine::missing;
    engine.pull = pull;

    assertEquals(
        Optional.of(
            "the image java:1 is not in the Docker engine, and %s. Bring it there with docker pull or docker load, or set JAVA_BASE_IMAGE to one that is there."
                .formatted(problem)),
        whyNot());
  }

  @Test
  void an_engine_that_ends_while_it_pulls() {
    engine.java = FakeEngine::missing;
    engine.pull = exchange -> engine.close();

    assertBrokenEngine();
  }

  @Test
  void an_engine_that_stops_answering() {
    limit = 3;
    engine.node = exchange -> engine.stall(exchange, "");

    assertBrokenEngine();
  }

  @Test
  void nothing_listens() {
    engine.close();

    assertBrokenEngine();
  }

  private void assertBrokenEngine() {
    assertEquals(
        Optional.of(
            "the Docker engine at %s does not answer as it should. Restart it, or set DOCKER_HOST to another."
                .formatted(engine.address())),
        whyNot());
  }

  @Test
  void no_engine_is_found() {
    var reason =
        whyNot(
            () -> {
              throw new IllegalStateException("Could not find a valid Docker environment.");
            });

    assertEquals(
        Optional.of(
            "no Docker engine answers here. Start one, or set DOCKER_HOST to where it listens."),
        reason);
  }

  private Optional<String> whyNot() {
    return whyNot(() -> TransportConfig.builder().dockerHost(URI.create(engine.address())).build());
  }

  private Optional<String> whyNot(Callable<TransportConfig> found) {
    var images = new TreeMap<>(Map.of("JAVA_BASE_IMAGE", "java:1", "K3S_IMAGE", "node:1"));
    var probe = new NodeProbe(found, images, Duration.ofSeconds(limit));
    return assertTimeoutPreemptively(Duration.ofMinutes(1), probe::whyNot);
  }
}

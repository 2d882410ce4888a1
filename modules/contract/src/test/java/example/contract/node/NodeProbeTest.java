package example.contract.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
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
  private boolean needsGateway;

  NodeProbeTest() throws IOException {
    engine = new FakeEngine();
  }

  @AfterEach
  void the_engine_ends() {
    engine.close();
  }

  @Test
  void an_engine_with_both_images_can_start_a_node() {
    assertEquals(Optional.empty(), whyNot(30));
  }

  @Test
  void a_missing_image_is_pulled() {
    engine.node = null;
    engine.pull =
        exchange -> {
          engine.node = "{\"Architecture\": \"amd64\"}";
          FakeEngine.send(exchange, 200, PROGRESS);
        };

    assertEquals(Optional.empty(), whyNot(30));
  }

  @Test
  void a_registry_that_cannot_be_reached() {
    engine.node = null;
    engine.pull =
        exchange ->
            FakeEngine.send(exchange, 500, "{\"message\": \"Get \\\"x\\\": no such host\"}");

    assertSays(
        "the image example.test/node:1 is not in the Docker engine, and cannot be pulled: Get \"x\": no such host."
            + " Bring it there with docker pull or docker load, or set K3S_IMAGE to one that is there.",
        30);
  }

  @Test
  void a_pull_that_is_refused_after_its_start() {
    engine.java = null;
    engine.pull =
        exchange ->
            FakeEngine.send(
                exchange,
                200,
                PROGRESS
                    + "{\"errorDetail\": {\"message\": \"toomanyrequests: rate limit\"}, \"error\": \"toomanyrequests: rate limit\"}\n");

    assertSays(
        "the image example.test/java:1 is not in the Docker engine, and cannot be pulled: toomanyrequests: rate limit."
            + " Bring it there with docker pull or docker load, or set JAVA_BASE_IMAGE to one that is there.",
        30);
  }

  @Test
  void a_pull_that_sends_nothing() {
    engine.node = null;
    engine.pull = exchange -> engine.stall(exchange, "");

    assertSays(
        "the image example.test/node:1 is not in the Docker engine, and no registry answers within 2 s."
            + " Bring it there with docker pull or docker load, or set K3S_IMAGE to one that is there.",
        2);
  }

  @Test
  void a_pull_that_stops() {
    engine.node = null;
    engine.pull = exchange -> engine.stall(exchange, PROGRESS);

    assertSays(
        "the image example.test/node:1 is not in the Docker engine, and its pull has stopped: nothing arrived for 2 s."
            + " Bring it there with docker pull or docker load, or set K3S_IMAGE to one that is there.",
        2);
  }

  @Test
  void an_image_of_another_architecture() {
    engine.java = "{\"Architecture\": \"arm64\"}";

    assertSays(
        "the image example.test/java:1 is for arm64, and the Docker engine runs on amd64."
            + " Set JAVA_BASE_IMAGE to an image for amd64.",
        30);
  }

  @Test
  void too_little_memory() {
    engine.memory = 1L << 30;

    assertSays(
        "a node needs 1536 MiB of memory, and the Docker engine has 1024 MiB. Give it more.", 30);
  }

  @Test
  void no_gateway_to_the_containers() {
    needsGateway = true;

    assertSays(
        "this is a container, and the Docker engine names no gateway to the containers it starts."
            + " Set TESTCONTAINERS_HOST_OVERRIDE to the host at which their ports are reached, such as localhost.",
        30);
  }

  @Test
  void a_gateway_to_the_containers() {
    needsGateway = true;
    engine.network = engine.network.replace("}]", ", \"Gateway\": \"10.0.0.1\"}]");

    assertEquals(Optional.empty(), whyNot(30));
  }

  @Test
  void an_engine_that_ends_while_it_pulls() {
    engine.node = null;
    engine.pull = exchange -> engine.close();

    assertSays(brokenEngine(), 30);
  }

  @Test
  void an_engine_that_closes_the_connection() {
    engine.info = HttpExchange::close;

    assertSays(brokenEngine(), 30);
  }

  @Test
  void an_engine_that_stops_answering() {
    engine.info = exchange -> engine.stall(exchange, "");

    assertSays(brokenEngine(), 2);
  }

  @Test
  void nothing_listens() {
    engine.close();

    assertSays(brokenEngine(), 30);
  }

  private String brokenEngine() {
    return "the Docker engine at %s does not answer as it should. Restart it, or set DOCKER_HOST to another."
        .formatted(engine.address());
  }

  @Test
  void no_engine_is_found() {
    var reason =
        whyNot(
            () -> {
              throw new IllegalStateException("Could not find a valid Docker environment.");
            },
            30);

    assertEquals(
        Optional.of(
            "no Docker engine answers here. Start one, or set DOCKER_HOST to where it listens."),
        reason);
  }

  private void assertSays(String sentence, int limit) {
    assertEquals(Optional.of(sentence), whyNot(limit));
  }

  private Optional<String> whyNot(int limit) {
    return whyNot(
        () -> TransportConfig.builder().dockerHost(URI.create(engine.address())).build(), limit);
  }

  /**
   * @param limit seconds
   */
  private Optional<String> whyNot(Callable<TransportConfig> found, int limit) {
    // For an image without a registry, Testcontainers asks the machine's own engine for one.
    var images = new TreeMap<String, String>();
    images.put("JAVA_BASE_IMAGE", "example.test/java:1");
    images.put("K3S_IMAGE", "example.test/node:1");
    var probe = new NodeProbe(found, host -> needsGateway, images, Duration.ofSeconds(limit));
    return assertTimeoutPreemptively(Duration.ofSeconds(20), probe::whyNot);
  }
}

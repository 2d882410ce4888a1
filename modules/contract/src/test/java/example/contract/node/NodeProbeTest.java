package example.contract.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import example.contract.access.AccessRow;
import example.contract.node.FakeEngine.Answer;
import java.net.URI;
import java.time.Duration;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.testcontainers.dockerclient.TransportConfig;
import tools.jackson.databind.JsonNode;

/** The rows of {@code node-probe.yaml}. The head of that file says what the fields mean. */
class NodeProbeTest {

  @TestFactory
  Stream<DynamicTest> rows() {
    return AccessRow.resource("node-probe.yaml")
        .valueStream()
        .map(row -> dynamicTest(row.get("case").asString(), () -> check(row)));
  }

  private static void check(JsonNode row) throws Exception {
    try (var engine = new FakeEngine()) {
      prepare(engine, row);
      // For an image without a registry, Testcontainers asks the machine's own engine for one.
      var images = new TreeMap<String, String>();
      images.put("JAVA_BASE_IMAGE", "example.test/java:1");
      images.put("K3S_IMAGE", "example.test/node:1");
      var limit = Duration.ofSeconds(row.path("seconds").asInt(30));
      var probe =
          new NodeProbe(() -> find(engine, row), host -> row.has("inContainer"), images, limit);

      var why = assertTimeoutPreemptively(Duration.ofSeconds(20), probe::whyNot);

      var expected = row.path("why").asString("").replace("${address}", engine.address());
      assertEquals(expected, why.orElse(""));
    }
  }

  private static TransportConfig find(FakeEngine engine, JsonNode row) {
    if (row.path("engine").asString("").equals("none")) {
      throw new IllegalStateException("Could not find a valid Docker environment.");
    }
    return TransportConfig.builder().dockerHost(URI.create(engine.address())).build();
  }

  private static void prepare(FakeEngine engine, JsonNode row) {
    for (var each : row.path("answers").properties()) {
      engine.answer(each.getKey(), answer(engine, each.getValue()));
    }
    if (row.path("engine").asString("").equals("ended")) {
      engine.close();
    }
  }

  private static Answer answer(FakeEngine engine, JsonNode said) {
    return exchange -> {
      if (said.has("says")) {
        engine.stall(exchange, said.get("says").asString());
      } else if (said.path("closes").asString("").equals("engine")) {
        engine.close();
      } else if (said.has("closes")) {
        exchange.close();
      } else {
        if (said.has("brings")) {
          engine.answer(said.get("brings").asString(), 200, "{\"Architecture\": \"amd64\"}");
        }
        FakeEngine.send(exchange, said.get("status").asInt(), said.get("body").asString());
      }
    };
  }
}

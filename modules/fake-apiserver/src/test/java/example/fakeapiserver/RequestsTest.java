package example.fakeapiserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import example.fakeapiserver.storage.Json;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.databind.JsonNode;

/** The rows of {@code requests.yaml}. The head of that file says what the fields mean. */
class RequestsTest {

  private static final List<String> METHODS = List.of("get", "post", "put", "patch", "delete");

  @TestFactory
  Stream<DynamicTest> rows() {
    var yaml = RequestsTest.class.getResourceAsStream("/requests.yaml");
    var rows = new Load(LoadSettings.builder().build()).loadFromInputStream(yaml);
    return Json.JSON
        .<JsonNode>valueToTree(rows)
        .valueStream()
        .map(row -> dynamicTest(row.get("says").asString(), () -> check(row)));
  }

  private static void check(JsonNode row) {
    assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> {
          try (var fake = FakeApiServer.start()) {
            var steps = new Steps(fake);
            for (var step : row.get("steps")) {
              steps.take(step);
            }
          }
        });
  }

  /** What one row does, and what it knows by then. */
  private static final class Steps {

    private final FakeApiServer fake;
    private final TestClient admin;
    private final TestClient robot;
    private final Map<String, String> variables = new HashMap<>();
    private BufferedReader events;

    Steps(FakeApiServer fake) {
      this.fake = fake;
      this.admin = TestClient.admin(fake);
      this.robot = TestClient.of(fake, fake.token("default", "default", Duration.ofHours(1)));
      variables.put("ca", Json.JSON.writeValueAsString(fake.caPem()).replace("\"", ""));
    }

    void take(JsonNode written) throws Exception {
      var text = written.toString();
      for (var variable : variables.entrySet()) {
        text = text.replace("${" + variable.getKey() + "}", variable.getValue());
      }
      var step = Json.parse(text);
      switch (step.propertyNames().iterator().next()) {
        case "watch" ->
            events =
                new BufferedReader(
                    new InputStreamReader(
                        admin.open(path(step.get("watch"))), StandardCharsets.UTF_8));
        case "event" -> has(step.get("event"), Json.parse(events.readLine()), step);
        case "end" -> assertNull(events.readLine());
        case "compact" -> fake.compact();
        default -> request(step);
      }
    }

    private void request(JsonNode step) throws Exception {
      var method = METHODS.stream().filter(step::has).findFirst().orElseThrow();
      var body = step.path("body");
      var answer =
          (step.has("by") ? robot : admin)
              .send(
                  method.toUpperCase(Locale.ROOT),
                  path(step.get(method)),
                  step.path("type").asString("application/json"),
                  body.isMissingNode() ? "" : text(body));
      var status = step.path("status").asInt(method.equals("post") ? 201 : 200);
      assertEquals(status, answer.status(), () -> step + " was answered with " + answer.body());
      if (status >= 400) {
        assertEquals("Status Failure", answer.at("/kind") + " " + answer.at("/status"));
      }
      has(step.path("has"), answer.body(), step);
      if (step.has("names")) {
        var items = answer.body().path("items").valueStream();
        var names = Json.array(items.map(item -> Json.text(item, "/metadata/name")).toList());
        assertEquals(step.get("names"), names, step::toString);
      }
      for (var kept : step.path("keep").properties()) {
        var value = answer.at(kept.getValue().asString());
        assertFalse(value.isEmpty(), () -> step + " is to keep what is not there");
        variables.put(kept.getKey(), value);
      }
    }

    private static void has(JsonNode fields, JsonNode answer, JsonNode step) {
      for (var field : fields.properties()) {
        assertEquals(
            text(field.getValue()), text(answer.at(field.getKey())), () -> step + ": " + answer);
      }
    }

    private static String text(JsonNode node) {
      return node.isObject() || node.isArray() ? node.toString() : node.asString("");
    }

    private static String path(JsonNode path) {
      var text = path.asString();
      return text.startsWith("/") ? text.substring(1) : "api/v1/namespaces/default/" + text;
    }
  }
}

package example.contract.cases;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import example.contract.AdminClient;
import example.contract.Case;
import example.contract.CaseContext;
import example.contract.Contract.TestLevel;
import example.contract.RunningProgram.Outcome;
import example.contract.access.AccessRow;
import example.fakeapiserver.http.RecordedRequest;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The rows of {@code request-cases.yaml}: what happens to a request, as data. Every row is a case
 * of its own, or holds blocks of a page to what is printed. The head of that file says what the
 * fields mean. {@link Situation} makes what a row is given; this class does what it asks for, and
 * compares.
 */
public final class RequestRow {

  private static final String FILE = "request-cases.yaml";
  private static final int CLOCK = 9; // seconds by which the time of an answer can be off

  private static final Set<String> FIELDS =
      Set.of(
          """
          id says levels each
          bare role pods objects mount ca user plugin noCa jvmTrusts cluster address server files env jvm
          clockAhead deleted revoked fault
          run stdin steps page token naive sentence transcript
          exit listed verbose error matches answer lines prints printsNot skew
          users statuses paths queries methods times unasked serverName stored unchanged absent
          runs told left
          """
              .split("\\s+"));

  /** What a row holds pages to. */
  private static final List<String> BLOCKS = List.of("naive", "sentence", "transcript");

  private final JsonNode row;
  private final CaseContext context;
  private final List<String> pods;
  private final Situation situation;

  /** The resourceVersion of an object that is to stay as it is, or null. */
  private String version;

  private RequestRow(JsonNode row, CaseContext context) {
    this.row = row;
    this.context = context;
    this.pods = Pods.names(row.path("pods").asInt(row.has("server") ? 0 : 2));
    this.situation = new Situation(context, row, pods);
  }

  /** Every row as a case. */
  public static List<Case> cases() {
    return rows("rows");
  }

  /** The rows that compare blocks of pages with what is printed. */
  public static List<Case> recorded() {
    return rows("recorded");
  }

  private static List<Case> rows(String key) {
    return AccessRow.resource(FILE).get(key).valueStream().map(RequestRow::of).toList();
  }

  /** A part that several rows have in common, for a case that is written as a method. */
  static JsonNode anchor(String name) {
    return AccessRow.resource(FILE).at("/anchors/" + name);
  }

  static Case of(JsonNode row) {
    var id = row.get("id").asString();
    var where = FILE + ": " + id;
    AccessRow.checkFields(where, row, FIELDS);
    row.path("each").forEach(part -> AccessRow.checkFields(where, part, FIELDS));
    var on =
        row.has("levels")
            ? texts(row.get("levels")).stream().map(TestLevel::valueOf).collect(Collectors.toSet())
            : Set.of(TestLevel.FAKE);
    return new Case(id, row.path("says").asString(), on, context -> checkAll(row, context));
  }

  /** Checks a row as it stands, or once with each of the parts that complete it. */
  private static void checkAll(JsonNode row, CaseContext context) throws Exception {
    if (!row.has("each")) {
      check(row, context);
      return;
    }
    for (var part : row.get("each")) {
      var whole = (ObjectNode) row.deepCopy();
      part.properties().forEach(field -> whole.set(field.getKey(), field.getValue()));
      try {
        check(whole, context);
      } catch (AssertionError failed) {
        throw new AssertionError("with %s: %s".formatted(part, failed.getMessage()), failed);
      }
    }
  }

  private static void check(JsonNode row, CaseContext context) throws Exception {
    var one = new RequestRow(row, context);
    try (var situation = one.situation) {
      situation.prepare();
      one.version = one.versionOfUnchanged();
      if (row.has("steps")) {
        for (var step : row.get("steps")) {
          situation.step(step);
        }
      } else if (BLOCKS.stream().anyMatch(row::has)) {
        new PageBlocks(row, situation.variables()).compare(context);
      } else if (row.has("says")) {
        one.run();
      }
      if (!context.level().onNode()) { // a real server keeps no list of what it was asked
        for (var field : row.properties()) {
          one.checkRequest(field.getKey(), field.getValue());
        }
      }
      for (var field : row.properties()) {
        one.checkTrace(field.getKey(), field.getValue());
      }
    }
  }

  private void run() throws Exception {
    var run = row.has("run") ? filled("run") : List.of("list-pods");
    var outcome = situation.run(run.toArray(String[]::new));
    if (row.has("error") || row.has("matches")) {
      refused(outcome);
    } else {
      assertEquals("", row.has("verbose") ? "" : outcome.err());
      assertEquals(0, outcome.exit());
      if (run.get(0).equals("list-pods") && !row.has("prints")) {
        var listed = row.has("listed") ? texts(row.get("listed")) : pods;
        assertEquals(listed, Pods.printed(outcome));
      }
    }
    if (row.has("answer") || row.has("skew")) {
      assertEquals(1, outcome.out().lines().count(), "one object on one line");
      answered(AdminClient.JSON.readTree(outcome.out()));
    }
    if (row.has("prints")) {
      assertTrue(printed(outcome, "prints"), outcome::toString);
    }
    if (row.has("printsNot")) {
      assertFalse(printed(outcome, "printsNot"), outcome::toString);
    }
    if (row.has("lines")) {
      var shown = run.contains("--json") ? situation.run(run.get(0)) : outcome;
      for (var line : filled("lines")) {
        assertTrue(shown.out().lines().anyMatch(line::equals), shown::toString);
      }
    }
  }

  private boolean printed(Outcome outcome, String field) {
    return Pattern.compile(row.get(field).asString()).matcher(outcome.out()).find();
  }

  /** One sentence; only who-am-i has said where the configuration came from by then. */
  private void refused(Outcome outcome) {
    assertEquals(row.path("exit").asInt(1), outcome.exit(), outcome::toString);
    assertEquals(1, outcome.err().lines().count(), outcome::toString);
    var sentence = outcome.err().strip();
    if (row.has("error")) {
      assertEquals(fill(row.get("error").asString()), sentence);
    } else {
      assertTrue(sentence.matches(fill(row.get("matches").asString())), sentence);
    }
    if (!row.has("answer") && !row.has("lines") && !row.has("prints")) {
      assertEquals("", outcome.out());
    }
  }

  private void answered(JsonNode answer) {
    for (var expected : row.path("answer").properties()) {
      var found = answer.at(expected.getKey());
      assertEquals(
          AccessRow.text(situation.variables().fill(expected.getValue())),
          AccessRow.text(found),
          expected.getKey());
    }
    if (row.has("error")) {
      assertFalse(answer.path("source").asString("").isEmpty(), answer::toPrettyString);
      assertFalse(answer.path("lookedAt").isEmpty(), answer::toPrettyString);
    }
    if (row.has("skew")) {
      var ahead = answer.at("/clock/serverAhead").asLong();
      assertEquals(row.get("skew").asLong(), ahead, CLOCK, answer::toPrettyString);
    }
  }

  /** What the server was asked. */
  private void checkRequest(String field, JsonNode expected) {
    var requests = situation.requests();
    var all = context.fake().requests();
    switch (field) {
      case "users" -> assertEquals(filled(field), of(requests, RecordedRequest::user));
      case "paths" -> assertEquals(filled(field), of(requests, RecordedRequest::path));
      case "statuses" ->
          assertEquals(
              expected,
              AdminClient.JSON.valueToTree(of(requests, RecordedRequest::status)),
              "statuses");
      case "serverName" -> assertEquals(expected.asString(), requests.get(0).serverName());
      case "queries" ->
          assertTrue(
              requests.stream().allMatch(each -> each.query().contains(expected.asString())));
      case "unasked" -> assertEquals(List.of(), all);
      case "methods" ->
          expected.forEachEntry(
              (path, methods) -> {
                var asked = all.stream().filter(each -> each.path().endsWith("/" + path)).toList();
                assertEquals(texts(methods), of(asked, RecordedRequest::method));
              });
      case "times" ->
          expected.forEachEntry(
              (method, times) -> {
                var asked = all.stream().filter(each -> each.method().equals(method));
                assertEquals(times.asLong(), asked.count(), method);
              });
      case "plugin" -> {
        if (row.has("error")) {
          assertEquals(List.of(), requests, "above all not as system:anonymous");
        }
      }
      default -> {} // no request
    }
  }

  private static <T> List<T> of(List<RecordedRequest> requests, Function<RecordedRequest, T> part) {
    return requests.stream().map(part).toList();
  }

  /** What is left: objects of the server, and traces of the plugin. */
  private void checkTrace(String field, JsonNode expected) throws Exception {
    switch (field) {
      case "stored" ->
          expected.forEachEntry(
              (path, fields) -> {
                var object = context.api().get(context.path(path));
                fields.forEachEntry(
                    (pointer, value) ->
                        assertEquals(
                            AccessRow.text(value), AccessRow.text(object.at(pointer)), pointer));
              });
      case "unchanged" -> assertEquals(version, versionOfUnchanged(), "resourceVersion");
      case "absent" -> {
        var path = context.path(expected.asString());
        var gone = assertThrows(IllegalStateException.class, () -> context.api().get(path));
        assertTrue(gone.getMessage().contains(": 404 "), gone::getMessage);
      }
      case "runs" ->
          assertEquals(expected.asInt(), situation.plugin().runs(), "runs of the plugin");
      case "told" -> {
        var info = AdminClient.JSON.readTree(situation.plugin().left("info"));
        expected.forEachEntry(
            (pointer, value) -> assertEquals(situation.variables().fill(value), info.at(pointer)));
      }
      case "left" -> {
        for (var trace : expected.properties()) {
          assertEquals(fill(trace.getValue().asString()), situation.plugin().left(trace.getKey()));
        }
      }
      default -> {} // no trace
    }
  }

  private String versionOfUnchanged() {
    if (!row.has("unchanged")) {
      return null;
    }
    var object = context.api().get(context.path(row.get("unchanged").asString()));
    return object.at("/metadata/resourceVersion").asString();
  }

  private List<String> filled(String field) {
    return texts(row.get(field)).stream().map(this::fill).toList();
  }

  private String fill(String text) {
    return situation.variables().fill(text);
  }

  static List<String> texts(JsonNode array) {
    return array.valueStream().map(JsonNode::asString).toList();
  }
}

package example.contract.cases;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The rows of {@code request-cases.yaml}: what happens to a request, as data. Every row is a case
 * of its own. The head of that file says what the fields mean.
 */
public final class RequestRow {

  private static final int CLOCK = 9; // seconds by which the time of an answer can be off

  private static final Set<String> FIELDS =
      Set.of(
          """
          id says levels each
          bare role pods objects mount ca user plugin noCa jvmTrusts cluster address server files env jvm
          clockAhead deleted revoked fault
          run steps
          exit listed verbose error matches answer lines prints printsNot skew
          users statuses paths queries methods times unasked serverName stored
          runs told left
          """
              .split("\\s+"));

  private final JsonNode row;
  private final CaseContext context;
  private final List<String> pods;
  private final Situation situation;

  private RequestRow(JsonNode row, CaseContext context) {
    this.row = row;
    this.context = context;
    this.pods = Pods.names(row.path("pods").asInt(row.has("server") ? 0 : 2));
    this.situation = new Situation(context, row, pods);
  }

  /** Every row as a case. */
  public static List<Case> cases() {
    return AccessRow.resource("request-cases.yaml")
        .get("rows")
        .valueStream()
        .map(RequestRow::of)
        .toList();
  }

  static Case of(JsonNode row) {
    var id = row.get("id").asString();
    var where = "request-cases.yaml: " + id;
    AccessRow.checkFields(where, row, FIELDS);
    row.path("each").forEach(part -> AccessRow.checkFields(where, part, FIELDS));
    var on =
        row.has("levels")
            ? texts(row.get("levels")).stream().map(TestLevel::valueOf).collect(Collectors.toSet())
            : Set.of(TestLevel.FAKE);
    return new Case(id, row.get("says").asString(), on, context -> checkAll(row, context));
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
      if (row.has("steps")) {
        for (var step : row.get("steps")) {
          situation.step(step);
        }
      } else {
        one.run();
      }
      one.checkRequests();
      one.checkStored();
      one.checkPlugin();
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
    if (!row.has("answer") && !row.has("lines")) {
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

  private void checkRequests() {
    if (context.level() == TestLevel.NODE || context.level() == TestLevel.POD) {
      return; // a real server keeps no list of what it was asked
    }
    var requests = situation.requests();
    if (row.has("users")) {
      assertEquals(filled("users"), requests.stream().map(RecordedRequest::user).toList());
    }
    if (row.has("paths")) {
      assertEquals(filled("paths"), requests.stream().map(RecordedRequest::path).toList());
    }
    if (row.has("queries")) {
      var part = row.get("queries").asString();
      assertTrue(requests.stream().allMatch(each -> each.query().contains(part)));
    }
    for (var path : row.path("methods").properties()) {
      var asked = context.fake().requests().stream();
      var methods = asked.filter(each -> each.path().endsWith("/" + path.getKey()));
      assertEquals(texts(path.getValue()), methods.map(RecordedRequest::method).toList());
    }
    for (var method : row.path("times").properties()) {
      var asked = context.fake().requests().stream();
      var times = asked.filter(each -> each.method().equals(method.getKey())).count();
      assertEquals(method.getValue().asLong(), times, method.getKey());
    }
    if (row.has("unasked")) {
      assertEquals(List.of(), context.fake().requests());
    }
    if (row.has("statuses")) {
      var statuses = requests.stream().map(RecordedRequest::status).toList();
      assertEquals(
          row.get("statuses").toString(), AdminClient.JSON.valueToTree(statuses).toString());
    }
    if (row.has("serverName")) {
      assertEquals(row.get("serverName").asString(), requests.get(0).serverName());
    }
    if (row.has("plugin") && row.has("error")) {
      assertEquals(List.of(), requests, "above all not as system:anonymous");
    }
  }

  private void checkStored() {
    for (var path : row.path("stored").properties()) {
      var object = context.api().get(context.path(path.getKey()));
      for (var field : path.getValue().properties()) {
        assertEquals(
            AccessRow.text(field.getValue()),
            AccessRow.text(object.at(field.getKey())),
            field.getKey());
      }
    }
  }

  private void checkPlugin() throws Exception {
    if (row.has("runs")) {
      assertEquals(row.get("runs").asInt(), situation.plugin().runs(), "runs of the plugin");
    }
    for (var expected : row.path("told").properties()) {
      var info = AdminClient.JSON.readTree(situation.plugin().left("info"));
      assertEquals(situation.variables().fill(expected.getValue()), info.at(expected.getKey()));
    }
    for (var expected : row.path("left").properties()) {
      assertEquals(
          fill(expected.getValue().asString()), situation.plugin().left(expected.getKey()));
    }
  }

  private List<String> filled(String field) {
    return texts(row.get(field)).stream().map(this::fill).toList();
  }

  private String fill(String text) {
    return situation.variables().fill(text);
  }

  private static List<String> texts(JsonNode array) {
    return array.valueStream().map(JsonNode::asString).toList();
  }
}

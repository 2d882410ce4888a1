package example.contract.cases;

import static example.contract.Contract.TestLevel.FAKE;
import static example.contract.Contract.TestLevel.NODE;
import static example.contract.Contract.TestLevel.POD;
import static example.contract.Contract.TestLevel.PROCESS;
import static org.junit.jupiter.api.Assertions.assertEquals;

import example.contract.AdminClient;
import example.contract.CaseContext;
import example.contract.Contract;
import example.contract.RunningProgram;
import example.contract.recording.Recorded;
import example.contract.recording.Recording;
import example.fakeapiserver.faults.Fault;
import example.fakeapiserver.http.RecordedRequest;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Many writers of one object, and what is left of it. */
public final class UpdateOnConflictCases {

  private static final String COUNTER = ".*/configmaps/counter";
  private static final String CHANGED =
      "Operation cannot be fulfilled on configmaps \"counter\": the object has been modified; please"
          + " apply your changes to the latest version and try again";

  static void counter(CaseContext context, String count) throws Exception {
    context.role("update-on-conflict");
    var map = AdminClient.object();
    map.withObject("/metadata").put("name", "counter");
    map.withObject("/data").put("count", count).put("other", "kept");
    context.api().post(context.path("configmaps"), map);
  }

  private static JsonNode stored(CaseContext context) throws Exception {
    return context.api().get(context.path("configmaps/counter"));
  }

  private static List<String> verbs(CaseContext context) {
    return context.fake().requests().stream()
        .filter(request -> request.path().endsWith("/configmaps/counter"))
        .map(RecordedRequest::method)
        .toList();
  }

  private static String count(CaseContext context) throws Exception {
    return stored(context).at("/data/count").asString();
  }

  @Contract(
      id = "update-on-conflict.adds-one",
      says = "Changes one value of a ConfigMap and leaves the others as they are",
      on = {FAKE, PROCESS, NODE, POD})
  void addsOne(CaseContext context) throws Exception {
    counter(context, "41");

    var outcome = context.runInPod("update-on-conflict");

    assertEquals("count of counter: 42\n", outcome.out(), outcome::toString);
    assertEquals("42", count(context));
    assertEquals("kept", stored(context).at("/data/other").asString());
  }

  @Contract(
      id = "update-on-conflict.many-writers",
      says = "Eight writers with 200 increments each lose none",
      on = {FAKE, NODE})
  void manyWriters(CaseContext context) throws Exception {
    var onNode = context.level() == NODE; // eight JVMs at once are too many for its two cores
    var writers = onNode ? 2 : 8;
    var times = onNode ? 50 : 200;
    counter(context, "0");

    var programs = new ArrayList<RunningProgram>();
    for (int i = 0; i < writers; i++) {
      programs.add(context.startInPod("update-on-conflict", "--times", String.valueOf(times)));
    }

    for (var program : programs) {
      assertEquals(0, program.exit(), program::err);
    }
    assertEquals(String.valueOf(writers * times), count(context));
  }

  @Contract(
      id = "update-on-conflict.requests",
      says = "An update without a conflict is one GET and one PUT with the resourceVersion")
  void requests(CaseContext context) throws Exception {
    counter(context, "0");
    context.fake().forgetRequests();

    context.runInPod("update-on-conflict");

    assertEquals(List.of("GET", "PUT"), verbs(context));
  }

  @Contract(
      id = "update-on-conflict.unknown-fields",
      says = "A field that the client does not know is still there after the update")
  void unknownFields(CaseContext context) throws Exception {
    counter(context, "0");
    context.api().merge(context.path("configmaps/counter"), futureField());

    assertEquals(0, context.runInPod("update-on-conflict").exit());

    assertEquals("1", count(context));
    assertEquals("kept", stored(context).at("/fieldFromTheFuture/inner").asString());
  }

  private static ObjectNode futureField() {
    var patch = AdminClient.object();
    patch.withObject("/fieldFromTheFuture").put("inner", "kept");
    return patch;
  }

  @Contract(
      id = "update-on-conflict.conflict-for-ever",
      says = "After twenty conflicts it gives up, and says what it could not change")
  void conflictForEver(CaseContext context) throws Exception {
    counter(context, "0");
    context.fake().fault(Fault.status("PUT", COUNTER, 409, "Conflict", CHANGED).withTimes(99));

    Expect.refused(
        1, CHANGED + " (409). Read it again, then decide.", context.runInPod("update-on-conflict"));

    assertEquals(20, verbs(context).stream().filter("PUT"::equals).count());
    assertEquals("0", count(context));
  }

  @Contract(
      id = "update-on-conflict.not-found",
      says = "A ConfigMap that does not exist is named, and not created",
      on = {FAKE, NODE})
  void notFound(CaseContext context) throws Exception {
    counter(context, "0");

    Expect.refused(
        1,
        "configmaps \"none\": not found (404). Check the name and the namespace.",
        context.runInPod("update-on-conflict", "--name", "none"));
  }

  @Contract(
      id = "update-on-conflict.not-a-number",
      says = "A value that is not a number stays as it is, and is not quoted",
      on = {FAKE, NODE})
  void notNumber(CaseContext context) throws Exception {
    counter(context, context.secret("secret-marker"));

    Expect.refused(
        1,
        "configmaps \"counter\": data.count is not a whole number. Set it to one.",
        context.runInPod("update-on-conflict"));
    assertEquals("secret-marker", count(context));
  }

  @Contract(
      id = "update-on-conflict.forbidden",
      says = "Without the Role the missing permission is named",
      on = {FAKE, NODE})
  void forbidden(CaseContext context) throws Exception {
    Expect.refused(
        1,
        ("configmaps in namespace \"%2$s\": %1$s may not get them (403). Give it a Role with verb"
                + " \"get\" on \"configmaps\" in that namespace.")
            .formatted(context.user(), context.namespace()),
        context.runInPod("update-on-conflict"));
  }

  // ---- what goes wrong with the plain call: docs/patterns/update-on-conflict.md ----

  private static Recording on(CaseContext context) {
    return Recording.of(context, "update-on-conflict");
  }

  @Recorded
  void conflict(CaseContext context) throws Exception {
    counter(context, "0");

    on(context).naive("conflict", "update-on-conflict", "late");
  }

  @Recorded
  void message(CaseContext context) throws Exception {
    counter(context, "0");
    var page = Recording.on(context, "docs/troubleshooting/conflict.md");

    page.naive("plain", "update-on-conflict", "late");
    context.fake().fault(Fault.status("PUT", COUNTER, 409, "Conflict", CHANGED).withTimes(99));
    page.told("sentence", "update-on-conflict");
  }

  @Recorded
  void lost(CaseContext context) throws Exception {
    counter(context, "0");

    on(context).naive("lost", "update-on-conflict", "late", "without-resource-version");
  }

  @Recorded
  void newField(CaseContext context) throws Exception {
    counter(context, "0");
    context.api().merge(context.path("configmaps/counter"), futureField());

    on(context).naive("new-field", "update-on-conflict");
  }

  @Recorded
  void run(CaseContext context) throws Exception {
    counter(context, "41");
    var page = on(context).shownAs("kubernetes-from-java");

    page.holds("run", page.transcript("update-on-conflict", "--times", "2"));
  }
}

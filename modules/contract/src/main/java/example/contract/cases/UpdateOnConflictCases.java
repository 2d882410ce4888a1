package example.contract.cases;

import static example.contract.Contract.TestLevel.FAKE;
import static example.contract.Contract.TestLevel.NODE;
import static org.junit.jupiter.api.Assertions.assertEquals;

import example.contract.AdminClient;
import example.contract.CaseContext;
import example.contract.Contract;
import example.contract.RunningProgram;
import example.contract.recording.Recorded;
import example.contract.recording.Recording;
import example.fakeapiserver.faults.Fault;
import java.util.ArrayList;

/** Many writers of one object; most cases are rows of request-cases.yaml. */
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
    var counted = context.api().get(context.path("configmaps/counter")).at("/data/count");
    assertEquals(String.valueOf(writers * times), counted.asString());
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
    var patch = AdminClient.object();
    patch.withObject("/fieldFromTheFuture").put("inner", "kept");
    context.api().merge(context.path("configmaps/counter"), patch);

    on(context).naive("new-field", "update-on-conflict");
  }

  @Recorded
  void run(CaseContext context) throws Exception {
    counter(context, "41");
    var page = on(context).shownAs("kubernetes-from-java");

    page.holds("run", page.transcript("update-on-conflict", "--times", "2"));
  }
}

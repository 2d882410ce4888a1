package example.contract.cases;

import static example.contract.Contract.TestLevel.FAKE;
import static example.contract.Contract.TestLevel.NODE;
import static example.contract.Contract.TestLevel.POD;
import static example.contract.Contract.TestLevel.PROCESS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import example.contract.CaseContext;
import example.contract.Contract;
import example.contract.recording.Recorded;
import example.contract.recording.Recording;
import example.fakeapiserver.faults.Fault;
import java.util.List;
import java.util.Map;

/** Pages, selectors, an expired list, a busy server, a field from the future. */
public final class ListPodsCases {

  private static final String NEXT_PAGE = ".*/pods\\?.*continue=[^&].*";

  @Contract(
      id = "list-pods.all",
      says = "Lists the pods of the namespace, and of no other, by name",
      on = {FAKE, PROCESS, NODE, POD})
  void all(CaseContext context) throws Exception {
    context.role("list-pods").pods(3);

    var pods = Pods.printed(context.runInPod("list-pods"));

    // A program that is a pod sees itself too.
    var itself = context.level() == POD ? 1 : 0;
    assertEquals(3 + itself, pods.size(), pods::toString);
    assertEquals(Pods.names(3), pods.stream().filter(name -> name.startsWith("pod-")).toList());
  }

  @Contract(
      id = "list-pods.uid-and-phase",
      says = "Prints namespace, name, phase and UID of each pod",
      on = {FAKE, NODE})
  void line(CaseContext context) throws Exception {
    context.role("list-pods").pods(1);
    var uid = context.api().get(context.path("pods/pod-00000")).at("/metadata/uid").asString();

    var out = context.runInPod("list-pods").out();

    var line = String.join("\t", context.namespace(), "pod-00000", "Pending", uid);
    assertEquals(line, out.lines().toList().get(1));
  }

  @Contract(
      id = "list-pods.label-selector",
      says = "A label selector reaches the server, with every operator as it is written",
      on = {FAKE, NODE})
  void labels(CaseContext context) throws Exception {
    context.role("list-pods");
    context.pod("a", Map.of("app", "web", "tier", "front"), Map.of());
    context.pod("b", Map.of("app", "web", "tier", "cache"), Map.of());
    context.pod("c", Map.of("app", "db"), Map.of());
    context.pod("d", Map.of(), Map.of());

    var selector = "app in (web, db),tier!=cache";
    assertEquals(
        List.of("a", "c"), Pods.printed(context.runInPod("list-pods", "--selector", selector)));
    assertEquals(List.of("d"), Pods.printed(context.runInPod("list-pods", "--selector", "!app")));
  }

  @Contract(
      id = "list-pods.role",
      says = "The Role of the pattern is enough, and holds nothing that is not used")
  void role(CaseContext context) throws Exception {
    context.role("list-pods").pods(1);

    assertEquals(Pods.names(1), Pods.printed(context.runInPod("list-pods")));

    assertEquals(List.of(), context.fake().unusedRules(context.namespace()));
  }

  @Contract(
      id = "list-pods.fifty-thousand",
      says = "50,000 pods of 3 KB are listed by a program that may hold 128 MB",
      on = PROCESS)
  void fiftyThousand(CaseContext context) throws Exception {
    padded(context, 50_000, 2 << 10);
    context.jvm().add("-Xmx128m");

    assertEquals(50_000, Pods.printed(context.runInPod("list-pods")).size());
  }

  @Contract(
      id = "list-pods.bounded-memory",
      says = "80 MB of pods are listed by a program that may hold 64 MB",
      on = PROCESS)
  void boundedMemory(CaseContext context) throws Exception {
    padded(context, 4000, 20 << 10);
    context.jvm().add("-Xmx64m");

    assertEquals(4000, Pods.printed(context.runInPod("list-pods")).size());
  }

  /** Makes pods with so many bytes each beside what a pod has anyway. */
  private static void padded(CaseContext context, int pods, int bytes) throws Exception {
    context.role("list-pods");
    var annotations = Map.of("example.com/padding", "x".repeat(bytes));
    for (var name : Pods.names(pods)) {
      context.pod(name, Map.of(), annotations);
    }
  }

  // ---- what goes wrong with the naive call, and what the program prints:
  // docs/patterns/list-pods.md

  private static Recording on(CaseContext context) {
    return Recording.of(context, "list-pods");
  }

  @Recorded
  void expired(CaseContext context) throws Exception {
    Pods.make(600, context).fake().fault(Fault.gone("GET", NEXT_PAGE));

    on(context).naive("expired", "list-pods", "pages");
  }

  @Recorded
  void busy(CaseContext context) throws Exception {
    Pods.make(2, context).fake().fault(Fault.tooManyRequests("GET", Pods.PATH, 1));

    on(context).naive("busy", "list-pods");
    context.fake().fault(Fault.tooManyRequests("GET", Pods.PATH, 1));
    on(context).naive("pages-busy", "list-pods", "pages");
  }

  @Recorded
  void newField(CaseContext context) throws Exception {
    Pods.make(2, context).fake().fault(Fault.unknownField("GET", Pods.PATH));

    on(context).naive("new-field", "list-pods");
    on(context).naive("pages-new-field", "list-pods", "pages");
  }

  @Recorded
  void endsEarly(CaseContext context) throws Exception {
    context.role("list-pods").pods(20);
    // A read is repeated by some clients when its connection breaks; once is enough to see that.
    context.fake().fault(Fault.cutAfter("GET", Pods.PATH, 1000));

    on(context).naive("cut", "list-pods");
  }

  @Recorded
  void memory(CaseContext context) throws Exception {
    padded(context, 4000, 20 << 10);
    context.fake().forgetRequests();

    var jvm = List.of("-Xmx64m", "-XX:+ExitOnOutOfMemoryError");
    on(context).naiveInAProcess("memory", "list-pods", jvm);

    assertEquals(1, Pods.requests(context).size());
    on(context).naiveInAProcess("pages-memory", "list-pods", jvm, "pages");
    assertFalse(String.valueOf(Pods.requests(context).get(0).query()).contains("limit"));
  }

  @Recorded
  void run(CaseContext context) throws Exception {
    context.role("list-pods");
    for (var name : List.of("db-0", "web-0", "web-1")) {
      context.pod(name, Map.of("app", name.replaceAll("-.*", "")), Map.of());
      context.phase(name, "Running");
    }
    var page = on(context).shownAs("kubernetes-from-java");

    page.holds(
        "run",
        page.transcript("list-pods")
            + "\n"
            + page.transcript("list-pods", "--selector", "app=web"));
  }
}

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
import java.util.List;
import java.util.Map;

/** Pages, selectors, an expired list, a busy server, a field from the future. */
public final class ListPodsCases {

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
    context.pod("d");

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

  @Recorded
  void memory(CaseContext context) throws Exception {
    padded(context, 4000, 20 << 10);
    context.fake().forgetRequests();

    var jvm = List.of("-Xmx64m", "-XX:+ExitOnOutOfMemoryError");
    var page = Recording.of(context, "list-pods");
    page.naiveInAProcess("memory", "list-pods", jvm);

    assertEquals(1, Pods.requests(context).size());
    page.naiveInAProcess("pages-memory", "list-pods", jvm, "pages");
    assertFalse(String.valueOf(Pods.requests(context).get(0).query()).contains("limit"));
  }

  @Recorded
  void run(CaseContext context) throws Exception {
    Pods.running(context.role("list-pods"));
    var page = Recording.of(context, "list-pods").shownAs("kubernetes-from-java");

    var all = page.transcript("list-pods");
    var selected = page.transcript("list-pods", "--selector", "app=web");
    page.holds("run", all + "\n" + selected);
  }
}

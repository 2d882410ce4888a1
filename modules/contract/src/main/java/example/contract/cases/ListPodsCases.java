package example.contract.cases;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import example.contract.Api;
import example.contract.Contract;
import example.contract.Contract.Distance;
import example.contract.Recorded;
import example.contract.Recording;
import example.contract.Scene;
import example.contract.fake.Fault;
import example.contract.fake.RecordedRequest;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Pages, selectors, an expired list, a busy server, a field from the future. */
public final class ListPodsCases {

  private static final String NEXT_PAGE = ".*/pods\\?.*continue=[^&].*";
  private static final String PODS = ".*/pods";
  private static final String REQUESTS = "requests";
  private static final Map<String, String> NO_LABELS = Map.of();

  private static List<String> names(String prefix, int count) {
    return IntStream.range(0, count).mapToObj(i -> "%s-%05d".formatted(prefix, i)).toList();
  }

  @Contract(
      id = "list-pods.all",
      says = "Lists the pods of the namespace, and of no other, by name",
      on = {Distance.FAKE, Distance.PROCESS, Distance.NODE, Distance.POD})
  void all(Scene scene) throws Exception {
    scene.role("list-pods").pods(3, "pod", NO_LABELS);

    var pods = Expect.pods(scene.runInPod("list-pods"));

    // A program that is a pod sees itself too.
    var itself = scene.distance() == Distance.POD ? 1 : 0;
    assertEquals(3 + itself, pods.size(), pods::toString);
    assertEquals(names("pod", 3), pods.stream().filter(name -> name.startsWith("pod-")).toList());
  }

  @Contract(
      id = "list-pods.none",
      says = "A namespace without pods is an empty list, not an error",
      on = {Distance.FAKE, Distance.NODE})
  void none(Scene scene) throws Exception {
    scene.role("list-pods");

    assertEquals(List.of(), Expect.pods(scene.runInPod("list-pods")));
  }

  @Contract(
      id = "list-pods.uid-and-phase",
      says = "Prints namespace, name, phase and UID of each pod",
      on = {Distance.FAKE, Distance.NODE})
  void line(Scene scene) throws Exception {
    scene.role("list-pods").pods(1, "pod", NO_LABELS);
    var path = "api/v1/namespaces/" + scene.namespace() + "/pods/pod-00000";
    var uid = scene.api().get(path).at("/metadata/uid").asString();

    var out = scene.runInPod("list-pods").out();

    var line = String.join("\t", scene.namespace(), "pod-00000", "Pending", uid);
    assertEquals(line, out.lines().toList().get(1));
  }

  @Contract(
      id = "list-pods.pages",
      says = "1,200 pods take three requests of at most 500 each",
      on = Distance.FAKE)
  void pages(Scene scene) throws Exception {
    scene.role("list-pods").pods(1200, "pod", NO_LABELS);
    scene.fake().forgetRequests();

    assertEquals(names("pod", 1200), Expect.pods(scene.runInPod("list-pods")));

    var requests = lists(scene);
    scene.fact(REQUESTS, requests.size());
    assertEquals(3, requests.size());
    assertTrue(requests.stream().allMatch(each -> each.query().contains("limit=500")));
  }

  @Contract(
      id = "list-pods.second-page",
      says = "A list that is one pod longer than a page is complete",
      on = {Distance.FAKE, Distance.NODE})
  void secondPage(Scene scene) throws Exception {
    scene.role("list-pods").pods(501, "pod", NO_LABELS);

    assertEquals(names("pod", 501), Expect.pods(scene.runInPod("list-pods")));
  }

  @Contract(
      id = "list-pods.label-selector",
      says = "A label selector reaches the server, with every operator as it is written",
      on = {Distance.FAKE, Distance.NODE})
  void labels(Scene scene) throws Exception {
    scene.role("list-pods");
    scene.pod("a", Map.of("app", "web", "tier", "front"), Map.of());
    scene.pod("b", Map.of("app", "web", "tier", "cache"), Map.of());
    scene.pod("c", Map.of("app", "db"), Map.of());
    scene.pod("d", Map.of(), Map.of());

    var selector = "app in (web, db),tier!=cache";
    assertEquals(
        List.of("a", "c"), Expect.pods(scene.runInPod("list-pods", "--selector", selector)));
    assertEquals(List.of("d"), Expect.pods(scene.runInPod("list-pods", "--selector", "!app")));
  }

  @Contract(
      id = "list-pods.field-selector",
      says = "A field selector reaches the server",
      on = {Distance.FAKE, Distance.NODE})
  void fields(Scene scene) throws Exception {
    scene.role("list-pods").pods(2, "pod", NO_LABELS);

    var selector = "metadata.name!=pod-00000,status.phase=Pending";
    assertEquals(
        List.of("pod-00001"),
        Expect.pods(scene.runInPod("list-pods", "--field-selector", selector)));
  }

  @Contract(
      id = "list-pods.bad-selector",
      says = "A selector the server does not understand is its error, not a list of all",
      on = {Distance.FAKE, Distance.NODE})
  void badSelector(Scene scene) throws Exception {
    Expect.refused(
        1,
        "The API server refused the request (400): found '=', expected: ',' or 'end of string'.",
        scene.role("list-pods").runInPod("list-pods", "--selector", "a=b=c"));
  }

  @Contract(
      id = "list-pods.role",
      says = "The Role of the pattern is enough, and holds nothing that is not used",
      on = Distance.FAKE)
  void role(Scene scene) throws Exception {
    scene.role("list-pods").pods(1, "pod", NO_LABELS);

    assertEquals(names("pod", 1), Expect.pods(scene.runInPod("list-pods")));

    assertEquals(List.of(), scene.fake().unusedRules(scene.namespace()));
  }

  @Contract(
      id = "list-pods.forbidden",
      says = "Without its Role the error names verb, resource, namespace and who asked",
      on = {Distance.FAKE, Distance.PROCESS, Distance.NODE})
  void forbidden(Scene scene) throws Exception {
    Expect.refused(
        1,
        ("pods in namespace \"%1$s\": %2$s may not list them (403). Give it a Role with verb"
                + " \"list\" on \"pods\" in that namespace.")
            .formatted(scene.namespace(), scene.user()),
        scene.runInPod("list-pods"));
  }

  @Contract(
      id = "list-pods.expired-starts-over",
      says = "A continue token that expires between two pages starts the list over, and says so",
      on = Distance.FAKE)
  void expiredStartsOver(Scene scene) throws Exception {
    scene.role("list-pods").pods(600, "pod", NO_LABELS);
    scene.fake().fault(Fault.gone("GET", NEXT_PAGE));

    var outcome = scene.runInPod("list-pods", "--stats");

    var lines = outcome.out().lines().toList();
    var stats = Api.JSON.readTree(lines.get(lines.size() - 1));
    assertEquals(600, stats.get("pods").asInt(), outcome::toString);
    assertEquals(1, stats.get("restarts").asInt(), outcome::toString);
    assertEquals(4, lists(scene).size(), "a page, one that had expired, both pages again");
  }

  @Contract(
      id = "list-pods.expired-printed-once",
      says = "What was read before a restart is not printed",
      on = Distance.FAKE)
  void expiredPrintedOnce(Scene scene) throws Exception {
    scene.role("list-pods").pods(600, "pod", NO_LABELS);
    scene.fake().forgetRequests();
    scene.fake().fault(Fault.gone("GET", NEXT_PAGE));

    assertEquals(names("pod", 600), Expect.pods(scene.runInPod("list-pods")));

    scene.fact(REQUESTS, lists(scene).size());
  }

  @Contract(
      id = "list-pods.expired-continues",
      says = "On request, an expired list goes on from the same place in the present state",
      on = Distance.FAKE)
  void expiredContinues(Scene scene) throws Exception {
    scene.role("list-pods").pods(600, "pod", NO_LABELS);
    scene.fake().fault(Fault.gone("GET", NEXT_PAGE));

    scene.fake().forgetRequests();
    assertEquals(
        names("pod", 600), Expect.pods(scene.runInPod("list-pods", "--continue-inconsistently")));
    scene.fact(REQUESTS, lists(scene).size());
  }

  @Contract(
      id = "list-pods.expired-for-ever",
      says = "A server that compacts faster than the list is read wins after three restarts",
      on = Distance.FAKE)
  void expiredForEver(Scene scene) throws Exception {
    scene.role("list-pods").pods(501, "pod", NO_LABELS);
    scene.fake().forgetRequests();
    scene.fake().fault(Fault.gone("GET", NEXT_PAGE).withTimes(99));

    Expect.refused(
        1,
        "The resourceVersion or continue token is too old (410). Start again with a new list.",
        scene.runInPod("list-pods"));

    scene.fact(REQUESTS, lists(scene).size());
    assertEquals(8, lists(scene).size(), "four times two pages");
  }

  @Contract(
      id = "list-pods.too-many-requests",
      says = "A server that asks for fewer requests is asked again after the time it names",
      on = Distance.FAKE)
  void tooManyRequests(Scene scene) throws Exception {
    scene.role("list-pods").pods(2, "pod", NO_LABELS);
    scene.fake().forgetRequests();
    scene.fake().fault(Fault.tooManyRequests("GET", PODS, 1));

    assertEquals(names("pod", 2), Expect.pods(scene.runInPod("list-pods")));

    scene.fact(REQUESTS, lists(scene).size());
    assertEquals(List.of(429, 200), lists(scene).stream().map(RecordedRequest::status).toList());
  }

  @Contract(
      id = "list-pods.unknown-field",
      says = "A field that the client is too old for does no harm",
      on = Distance.FAKE)
  void unknownField(Scene scene) throws Exception {
    scene.role("list-pods").pods(2, "pod", NO_LABELS);
    scene.fake().fault(Fault.unknownField("GET", PODS));

    assertEquals(names("pod", 2), Expect.pods(scene.runInPod("list-pods")));
  }

  @Contract(
      id = "list-pods.cut",
      says = "An answer that ends early is an error, never a shorter list",
      on = Distance.FAKE)
  void cut(Scene scene) throws Exception {
    scene.role("list-pods").pods(20, "pod", NO_LABELS);
    // A read is repeated by some clients when its connection breaks, so every attempt is cut.
    scene.fake().fault(Fault.cutAfter("GET", PODS, 1000).withTimes(99));

    Expect.refused(
        1,
        "The connection ended before the answer did. Try again, then look for a proxy.",
        scene.runInPod("list-pods"));
  }

  @Contract(
      id = "list-pods.bounded-memory",
      says = "80 MB of pods are listed by a program that may hold 64 MB",
      on = Distance.PROCESS)
  void boundedMemory(Scene scene) throws Exception {
    scene.role("list-pods");
    var annotations = Map.of("example.com/padding", "x".repeat(20 << 10));
    for (var name : names("pod", 4000)) {
      scene.pod(name, NO_LABELS, annotations);
    }
    scene.jvm().add("-Xmx64m");

    assertEquals(4000, Expect.pods(scene.runInPod("list-pods")).size());
  }

  private static List<RecordedRequest> lists(Scene scene) {
    return scene.fake().requests().stream().filter(each -> each.path().endsWith("/pods")).toList();
  }

  // ---- what goes wrong with the plain call, and what the program prints:
  // docs/patterns/list-pods.md

  private static Recording on(Scene scene) {
    return Recording.of(scene, "list-pods");
  }

  @Recorded
  void expired(Scene scene) throws Exception {
    scene.role("list-pods").pods(600, "pod", NO_LABELS);
    scene.fake().fault(Fault.gone("GET", NEXT_PAGE));

    on(scene).plain("expired", "list-pods", "pages");
  }

  @Recorded
  void busy(Scene scene) throws Exception {
    scene.role("list-pods").pods(2, "pod", NO_LABELS);
    scene.fake().fault(Fault.tooManyRequests("GET", PODS, 1));

    on(scene).plain("busy", "list-pods");
  }

  @Recorded
  void newField(Scene scene) throws Exception {
    scene.role("list-pods").pods(2, "pod", NO_LABELS);
    scene.fake().fault(Fault.unknownField("GET", PODS));

    on(scene).plain("new-field", "list-pods");
  }

  @Recorded
  void endsEarly(Scene scene) throws Exception {
    scene.role("list-pods").pods(20, "pod", NO_LABELS);
    // A read is repeated by some clients when its connection breaks; once is enough to see that.
    scene.fake().fault(Fault.cutAfter("GET", PODS, 1000));

    on(scene).plain("cut", "list-pods");
  }

  @Recorded
  void memory(Scene scene) throws Exception {
    scene.role("list-pods");
    var annotations = Map.of("example.com/padding", "x".repeat(20 << 10));
    for (var name : names("pod", 4000)) {
      scene.pod(name, NO_LABELS, annotations);
    }
    scene.fake().forgetRequests();

    var jvm = List.of("-Xmx64m", "-XX:+ExitOnOutOfMemoryError");
    on(scene).plainInAProcess("memory", "list-pods", jvm);

    assertEquals(1, lists(scene).size());
    assertFalse(String.valueOf(lists(scene).get(0).query()).contains("limit"));
  }

  @Recorded
  void run(Scene scene) throws Exception {
    scene.role("list-pods");
    for (var name : List.of("db-0", "web-0", "web-1")) {
      scene.pod(name, Map.of("app", name.replaceAll("-.*", "")), Map.of());
      scene.phase(name, "Running");
    }
    var page = on(scene).shownAs("kubernetes-from-java");

    page.holds(
        "run",
        page.transcript("list-pods")
            + "\n"
            + page.transcript("list-pods", "--selector", "app=web"));
  }
}

package example.contract.cases;

import static example.contract.Contract.TestLevel.FAKE;
import static example.contract.Contract.TestLevel.NODE;
import static example.contract.Contract.TestLevel.POD;
import static example.contract.Contract.TestLevel.PROCESS;
import static example.contract.cases.Pods.LIST;
import static example.contract.cases.Pods.WATCH;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import example.contract.AdminClient;
import example.contract.CaseContext;
import example.contract.Contract;
import example.contract.RunningProgram;
import example.contract.recording.Recorded;
import example.contract.recording.Recording;
import example.fakeapiserver.faults.Fault;
import example.fakeapiserver.http.RecordedRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A watch that ends in every way there is, and what its listener is told. Who may not watch is in
 * request-cases.yaml.
 */
public final class WatchPodsCases {

  private static final String FIRST = "pod-00000";

  /** Starts the program behind a proxy, and waits until it has reported the pods and watches. */
  private static RunningProgram started(CaseContext context, int pods, String... options)
      throws Exception {
    var onFake = !context.level().onNode();
    var before = onFake ? Pods.watches(context).size() : 0;
    var program = Pods.follow("watch-pods", context, context.proxy().uri(), pods, options);
    program.await("pods", () -> of(program, "pod-").size() >= pods);
    if (onFake) { // a fault that comes next must not meet the first watch
      program.await("watch", () -> Pods.watches(context).size() > before);
    }
    return program;
  }

  /** What it printed of the pods whose names begin so. */
  private static List<String> of(RunningProgram program, String pod) {
    return program.lines().stream().filter(line -> line.contains("\t" + pod)).toList();
  }

  private static String changed(String pod, Object phase) {
    return "CHANGED\t%s\t%s".formatted(pod, phase);
  }

  private static List<String> changes(String pod, Stream<?> phases) {
    return phases.map(phase -> changed(pod, phase)).toList();
  }

  private static String parameter(RecordedRequest request, String name) {
    return request.query().replaceAll("(.*&)?" + name + "=([^&]*).*", "$2");
  }

  /** Bytes of an event about the first pod. */
  private static int size(CaseContext context, String type) {
    var pod = context.api().get(context.path("pods/" + FIRST));
    var event = "{\"type\":\"%s\",\"object\":%s}\n".formatted(type, pod);
    return event.getBytes(StandardCharsets.UTF_8).length;
  }

  // ---- what it reports ----

  @Contract(
      id = "watch-pods.every-change",
      says = "Reports the pods that are there, then every change and deletion, until it is stopped",
      on = {FAKE, PROCESS, NODE, POD})
  void everyChange(CaseContext context) throws Exception {
    context.role("watch-pods").pods(2);
    var program = reported(context);

    context.phase("pod-00001", "Running");
    program.awaitLine(changed("pod-00001", "Running"));
    context.deletePod(FIRST);
    program.awaitLine("DELETED\t" + FIRST);
    context.pod(FIRST);
    program.await("next pod", () -> history(program, FIRST).matches("(?s).*DELETED.*CHANGED.*"));

    Expect.stopsAtOnce(context, program, () -> reported(context));
    assertEquals(
        "CHANGED\tpod-00000\tPending\nDELETED\tpod-00000\nCHANGED\tpod-00000\tPending",
        history(program, FIRST));
    assertEquals(
        "CHANGED\tpod-00001\tPending\nCHANGED\tpod-00001\tRunning", history(program, "pod-00001"));
  }

  private static RunningProgram reported(CaseContext context) throws Exception {
    var program = context.startInPod("watch-pods");
    program.await("pods", () -> of(program, "pod-").size() >= 2);
    return program;
  }

  /** Without repeated lines: a real server changes a pod before it deletes it, say. */
  private static String history(RunningProgram program, String pod) {
    return String.join("\n", of(program, pod)).replaceAll("(?m)^(.+)(\\n\\1)+$", "$1");
  }

  @Contract(
      id = "watch-pods.requests",
      says =
          "Lists pages of 500, again if they expire, then watches from the list's resourceVersion with"
              + " bookmarks for five to ten minutes")
  void requests(CaseContext context) throws Exception {
    context.fake().fault(Fault.gone("GET", ".*/pods\\?.*continue=[^&].*"));
    var program = started(context, 501);

    var lists = Pods.requests(context).stream().filter(r -> r.query().contains("limit=500"));
    assertEquals(List.of(200, 410, 200, 200), lists.map(RecordedRequest::status).toList());
    assertEquals(501, program.lines().size());
    var version = context.api().get(context.path("pods")).at("/metadata/resourceVersion");
    var watch = Pods.watches(context).get(0);
    assertEquals(version.asString(), parameter(watch, "resourceVersion"));
    assertEquals("true", parameter(watch, "allowWatchBookmarks"));
    assertTrue(parameter(watch, "timeoutSeconds").matches("[345]\\d\\d"), watch::query);
  }

  @Contract(
      id = "watch-pods.unknown-field",
      says = "A field that the client does not know does not end it, here with the short version")
  void unknownField(CaseContext context) throws Exception {
    context.role("watch-pods").pods(1);
    context.fake().fault(Fault.unknownField("GET", Pods.PATH));
    var kubeconfig = context.kubeconfig("{token: %s}".formatted(context.token())).toString();
    var program = context.start("watch-pods", "--access", "short", "--kubeconfig", kubeconfig);
    program.awaitLine(changed(FIRST, "Pending"));

    context.phase(FIRST, "Running");

    program.awaitLine(changed(FIRST, "Running"));
  }

  @Contract(
      id = "watch-pods.split-character",
      says = "A character whose bytes arrive one after the other stays one character")
  void splitCharacter(CaseContext context) throws Exception {
    context.fake().fault(Fault.slow("GET", WATCH, Duration.ofMillis(20))); // pieces of 64 bytes
    var program = started(context, 1);
    var phase = "€".repeat(64); // 192 bytes

    context.phase(FIRST, phase);

    program.awaitLine(changed(FIRST, phase));
  }

  // ---- a watch ends ----

  @Contract(
      id = "watch-pods.cut-at-every-byte",
      says =
          "A connection that is cut at any byte of an event, also inside a character, costs no event"
              + " and repeats none")
  void cutAtEveryByte(CaseContext context) throws Exception {
    context.role("watch-pods");
    var pod = AdminClient.object().put("apiVersion", "v1").put("kind", "Pod");
    pod.withObject("/metadata").put("name", FIRST).withObject("annotations").put("text", "ü€😀");
    context.fake().create(context.namespace(), pod);
    context.phase(FIRST, "1000");
    var size = size(context, "MODIFIED");
    // Each watch brings one event, and so many bytes of the next.
    for (int bytes = 0; bytes < size + 9; bytes++) {
      context.fake().fault(Fault.cutAfter("GET", WATCH, size + bytes));
    }
    var programs = new ArrayList<RunningProgram>();
    for (int i = 0; i < 4; i++) {
      programs.add(started(context, 1));
    }

    var phases = IntStream.rangeClosed(1000, 1000 + size).boxed().toList();
    phases.forEach(each -> context.phase(FIRST, each.toString()));

    for (var program : programs) {
      program.awaitLine(changed(FIRST, 1000 + size));
      assertEquals(changes(FIRST, phases.stream()), of(program, FIRST));
    }
  }

  @Contract(
      id = "watch-pods.exactly-once",
      says =
          "10,000 changes with a cut, an end, a 429 or a 503 every few hundred are each reported once,"
              + " in order for each pod")
  void exactlyOnce(CaseContext context) throws Exception {
    for (int i = 0; i < 20; i++) {
      context.fake().fault(Fault.cutAfter("GET", WATCH, 80_000 + 37 * i));
      context.fake().fault(Fault.tooManyRequests("GET", WATCH, 0));
      context.fake().fault(Fault.endAfter("GET", WATCH, 80_000 + 41 * i));
      context.fake().fault(Fault.status("GET", WATCH, 503, "ServiceUnavailable", "busy"));
    }
    var program = started(context, 20);

    IntStream.range(0, 10_000)
        .forEach(i -> context.phase("pod-%05d".formatted(i % 20), String.valueOf(i)));

    program.await("last change", () -> program.out().endsWith("9999\n"));
    assertEquals(81, Pods.watches(context).size());
    for (int pod = 0; pod < 20; pod++) {
      var name = "pod-%05d".formatted(pod);
      var phases = IntStream.iterate(pod, i -> i < 10_000, i -> i + 20).boxed();
      assertEquals(changes(name, Stream.concat(Stream.of("Pending"), phases)), of(program, name));
    }
  }

  @Contract(
      id = "watch-pods.resume-after-410",
      says =
          "A watch that gets 410 Gone, as a status or as an ERROR event, lists again, reports the"
              + " difference to what it knew, and continues from there")
  void resumeAfter410(CaseContext context) throws Exception {
    var program = started(context, 3);
    var changed = new ArrayList<>(changes(FIRST, Stream.of("Pending")));
    var created = changed("pod-00001", "Pending");
    var replaced = new ArrayList<>(List.of(created));
    for (int round = 1; round <= 6; round++) {
      context.proxy().close();
      context.phase(FIRST, round + "-lost");
      context.phase(FIRST, round + "-last");
      context.deletePod("pod-00001");
      context.pod("pod-00001");
      context.deletePod("pod-00002");
      switch (round % 3) {
        case 0 -> context.fake().compact();
        case 1 -> context.fake().fault(Fault.gone("GET", WATCH));
        default -> context.fake().fault(Fault.goneEvent("GET", WATCH));
      }
      context.proxy().heal();
      var lines = 2 * round;
      program.await("deletion", () -> of(program, "pod-00002").size() == lines);
      context.pod("pod-00002");
      program.await("next pod", () -> of(program, "pod-00002").size() == lines + 1);
      changed.addAll(changes(FIRST, Stream.of(round + "-last")));
      replaced.addAll(List.of("DELETED\tpod-00001", created));
    }
    assertEquals(changed, of(program, FIRST));
    assertEquals(replaced, of(program, "pod-00001"));
  }

  @Contract(
      id = "watch-pods.busy",
      says =
          "After 429 it waits as long as the server asks, after 503 ever longer, and asks for the same"
              + " resourceVersion again")
  void busy(CaseContext context) throws Exception {
    var program = started(context, 1);
    context.fake().forgetRequests();
    context.fake().fault(Fault.tooManyRequests("GET", WATCH, 2));
    var begin = System.nanoTime();
    context.proxy().cut();
    program.await("watch", () -> Pods.watches(context).size() == 2);
    assertTrue(System.nanoTime() - begin > Duration.ofSeconds(2).toNanos());

    context.fake().fault(Fault.status("GET", WATCH, 503, "", "busy").withTimes(5));
    begin = System.nanoTime();
    context.proxy().cut();
    program.await("watch", () -> Pods.watches(context).size() == 8);
    // Random pauses of at most 100, 200, 400 ms, and so on: of one in 100,000 runs it is less.
    assertTrue(System.nanoTime() - begin > Duration.ofMillis(300).toNanos());

    assertEquals(8, Pods.requests(context).size(), "no list among them");
    var versions = Pods.watches(context).stream().map(w -> parameter(w, "resourceVersion"));
    assertEquals(1, versions.distinct().count());
    context.phase(FIRST, "Running");
    program.awaitLine(changed(FIRST, "Running"));
  }

  @Contract(
      id = "watch-pods.silence",
      says =
          "A connection on which nothing comes for as long as --silence says is given up, whether the"
              + " answer has begun or not")
  void silence(CaseContext context) throws Exception {
    var program = started(context, 1, "--silence", "3");
    for (var fault : List.of(Fault.silence("GET", WATCH), Fault.silenceAfter("GET", WATCH, 10))) {
      Expect.within(
          Duration.ofSeconds(9),
          () -> {
            context.fake().fault(fault);
            context.proxy().cut();
            var begin = System.nanoTime();
            var phase = String.valueOf(begin);
            context.phase(FIRST, phase);
            program.awaitLine(changed(FIRST, phase));
            return Duration.ofNanos(System.nanoTime() - begin);
          });
    }
  }

  @Contract(
      id = "watch-pods.network",
      says =
          "Latency, a connection that is reset, a server that is away for a moment and a half-open"
              + " connection cost no event",
      on = {FAKE, NODE})
  void network(CaseContext context) throws Exception {
    var program = started(context, 1, "--silence", "10");
    var proxy = context.proxy();

    proxy.delay(200);
    context.phase(FIRST, "Running");
    program.awaitLine(changed(FIRST, "Running"));
    proxy.cut();
    context.phase(FIRST, "Unknown");
    program.awaitLine(changed(FIRST, "Unknown"));
    proxy.close();
    context.phase(FIRST, "Failed");
    proxy.heal();
    program.awaitLine(changed(FIRST, "Failed"));
    proxy.silence();
    context.phase(FIRST, "Succeeded");
    proxy.heal();
    program.awaitLine(changed(FIRST, "Succeeded"));

    var phases = Stream.of("Pending", "Running", "Unknown", "Failed", "Succeeded");
    assertEquals(String.join("\n", changes(FIRST, phases)), history(program, FIRST));
  }

  @Contract(
      id = "watch-pods.stops-at-once",
      says = "Ends within two seconds when it is stopped, whatever it waits for")
  void stopsAtOnce(CaseContext context) throws Exception {
    context.role("watch-pods").pods(1);
    for (var fault :
        List.of(
            Fault.silence("GET", LIST),
            Fault.silence("GET", WATCH),
            Fault.silenceAfter("GET", WATCH, 10),
            Fault.tooManyRequests("GET", WATCH, 30))) {
      Expect.stopsAtOnce(context, waiting(context, fault), () -> waiting(context, fault));
    }
  }

  private static RunningProgram waiting(CaseContext context, Fault fault) throws Exception {
    context.fake().forgetRequests();
    context.fake().fault(fault);
    var program = context.startInPod("watch-pods");
    var asked = fault.pathRegex();
    program.await(
        "request",
        () -> Pods.requests(context).stream().anyMatch(r -> ("/pods?" + r.query()).matches(asked)));
    return program;
  }

  // ---- what ends the program ----

  @Contract(
      id = "watch-pods.refused-later",
      says = "A credential, permission or path that is refused later ends it with one sentence")
  void refusedLater(CaseContext context) throws Exception {
    for (var fault :
        List.of(
            Fault.unauthorized("GET", WATCH),
            Fault.forbidden("GET", WATCH),
            Fault.status("GET", WATCH, 404, "NotFound", "the server could not find it"))) {
      var program = started(context, 1);
      context.fake().fault(fault);
      context.proxy().cut();
      assertEquals(1, program.exit());
      assertEquals(1, program.err().lines().count(), program::err);
      var code = fault.action() instanceof Fault.Refuse refuse ? refuse.code() : 403;
      assertTrue(program.err().contains("(%d)".formatted(code)), program::err);
    }
  }

  @Contract(
      id = "watch-pods.server-gone",
      says =
          "A server that cannot be reached at first, or for four silences later, ends it with one"
              + " sentence")
  void serverGone(CaseContext context) throws Exception {
    var program = started(context, 1, "--silence", "3");
    context.proxy().close();
    assertEquals(1, program.exit());
    assertTrue(program.err().startsWith("Nothing answers at the server's address"), program::err);

    var never = context.startInPod(context.proxy().uri(), "watch-pods").outcome();
    assertTrue(Expect.oneSentence(1, never).startsWith("Nothing answers"), never::toString);
  }

  // ---- what goes wrong with the plain call: docs/patterns/watch-pods.md ----

  @Recorded
  void plain(CaseContext context) throws Exception {
    context.role("watch-pods").pods(2);
    var first = size(context, "ADDED"); // something happens when the first of two is reported
    var faults = new LinkedHashMap<String, Fault>();
    faults.put("ended", Fault.endAfter("GET", WATCH, first));
    faults.put("silent", Fault.silenceAfter("GET", WATCH, first));
    faults.put("gone", Fault.goneEvent("GET", WATCH));
    for (var block : faults.keySet()) {
      context.fake().fault(faults.get(block));
      Recording.of(context, "watch-pods").naive(block, "watch-pods", block);
    }
  }

  @Recorded
  void message(CaseContext context) throws Exception {
    context.role("watch-pods").pods(2);
    var page = Recording.on(context, "docs/troubleshooting/too-old-resource-version.md");

    context.fake().fault(Fault.goneEvent("GET", WATCH));
    page.naive("watch", "watch-pods", "gone");
    context.fake().fault(Fault.gone("GET", Pods.PATH));
    page.naive("list", "list-pods");
    context.fake().fault(Fault.gone("GET", Pods.PATH).withTimes(99));
    page.told("sentence", "list-pods");
  }

  @Recorded
  void run(CaseContext context) throws Exception {
    Pods.running(context.role("watch-pods"));
    var page = Recording.of(context, "watch-pods").shownAs("kubernetes-from-java");

    page.holds("run", page.firstLines(3, "watch-pods"));
  }
}

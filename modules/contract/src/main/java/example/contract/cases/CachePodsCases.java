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
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A cache that follows the server, whatever happens to its connection. Who may not list or watch is
 * in request-cases.yaml.
 */
public final class CachePodsCases {

  private static final Fault.Action BUSY =
      new Fault.Refuse(503, "ServiceUnavailable", "the server is starting", -1);

  /** Starts the program among so many pods, and waits until its cache has synced. */
  private static RunningProgram start(CaseContext context, int pods, String... options)
      throws Exception {
    var program = Pods.follow("cache-pods", context, context.api().server(), pods, options);
    program.awaitLine("synced: ");
    return program;
  }

  /** Lets time pass, until a second request at least, and returns how many there were in it. */
  private static int requestsWithin(int seconds, CaseContext context, RunningProgram program)
      throws InterruptedException {
    context.fake().forgetRequests();
    var from = System.nanoTime();
    program.await("time", () -> seconds(from) >= seconds && Pods.requests(context).size() > 1);
    return Pods.requests(context).size();
  }

  private static long seconds(long from) {
    return Duration.ofNanos(System.nanoTime() - from).toSeconds();
  }

  private static void schedule(CaseContext context, String pod, String node) {
    var change = AdminClient.object();
    change.withObject("/spec").put("nodeName", node);
    context.api().merge(context.path("pods/" + pod), change);
  }

  @Contract(
      id = "cache-pods.events",
      says = "Tells of the pods that are there, that it has synced, and then of each change",
      on = {FAKE, PROCESS, NODE, POD})
  void events(CaseContext context) throws Exception {
    var program = start(context, 2);

    context.pod("late");
    program.awaitLine("added\tlate\tPending\t-");
    context.phase("late", "Running");
    program.awaitLine("updated\tlate\tRunning\t-");
    context.deletePod("late");
    program.awaitLine("deleted\tlate\tRunning\t-");

    var first = program.lines().stream().takeWhile(line -> !line.startsWith("synced: ")).toList();
    assertTrue(first.containsAll(List.of(added(0), added(1))), program::out);
    assertEquals(1, program.count("synced: " + first.size() + " pods"), program::out);
  }

  private static String added(int pod) {
    return "added\tpod-%05d\tPending\t-".formatted(pod);
  }

  @Contract(
      id = "cache-pods.by-node",
      says = "Answers from memory which pods a node has",
      on = {FAKE, PROCESS})
  void byNode(CaseContext context) throws Exception {
    context.role("cache-pods").pods(3);
    schedule(context, "pod-00000", "node-a");
    schedule(context, "pod-00001", "node-a");
    var program = start(context, 0);
    context.fake().forgetRequests();

    program.type("node node-a");
    program.awaitLine("node-a: pod-00000 pod-00001");
    program.type("pod pod-00002");
    program.awaitLine("pod-00002\tPending\t-");
    var requests = Pods.requests(context); // Fabric8's second for its watch may come late
    assertTrue(requests.stream().allMatch(each -> each.query().contains("watch=true")));

    schedule(context, "pod-00002", "node-a");
    program.awaitLine("updated\tpod-00002\tPending\tnode-a");
    context.deletePod("pod-00000");
    program.awaitLine("deleted\tpod-00000");
    program.type("node node-a");
    program.awaitLine("node-a: pod-00001 pod-00002");
    program.type("pod pod-00000");
    program.awaitLine("pod-00000: not in the cache");
  }

  @Contract(
      id = "cache-pods.memory",
      says = "10,000 pods of 3 KB, 1.3 KB of it in managedFields, fit into a heap of 128 MB",
      on = PROCESS)
  void memory(CaseContext context) throws Exception {
    tenThousand(context.role("cache-pods"));
    context.jvm().addAll(List.of("-Xmx128m", "-XX:+ExitOnOutOfMemoryError"));

    assertEquals(1, start(context, 0).count("synced: 10000 pods"));
  }

  private static void tenThousand(CaseContext context) throws Exception {
    for (var name : Pods.names(10_000)) {
      var pod = AdminClient.object().put("apiVersion", "v1").put("kind", "Pod");
      var metadata = pod.withObject("/metadata").put("name", name);
      var owner = metadata.withArray("managedFields").addObject().put("manager", "kubelet");
      for (int i = 0; i < 50; i++) {
        owner.withObject("/fieldsV1/f:spec").putObject("f:field-%s-%d".formatted(name, i));
        pod.withObject("/spec/nodeSelector").put("label-%d".formatted(i % 45), "value-of-" + name);
      }
      context.fake().create(context.namespace(), pod);
    }
  }

  // ---- what nobody watched ----

  @Contract(
      id = "cache-pods.missed-deletion",
      says = "A deletion while the connection was down is told, also of a pod that was replaced")
  void missedDeletion(CaseContext context) throws Exception {
    context.fake().fault(Fault.cutAfter("GET", WATCH, 400));
    context.fake().fault(new Fault("GET", WATCH, 9999, BUSY));
    var program = start(context, 3);
    context.pod("late"); // its event is cut
    program.await("refusal", () -> Pods.statuses(context).contains(503));

    context.deletePod("pod-00001");
    context.deletePod("pod-00002");
    context.pod("pod-00002");
    context.fake().compact(); // no event of all this is left
    context.fake().clearFaults();

    program.awaitLine("added\tlate");
    program.awaitLine("deleted\tpod-00001");
    program.awaitLine("deleted\tpod-00002");
    program.await("new pod", () -> program.count(added(2)) == 2);
    assertEquals(0, program.count("updated\t"), program::out);
  }

  @Contract(
      id = "cache-pods.gone",
      says = "410 Gone, as the status of a watch or as its first event, leads to a new list")
  void gone(CaseContext context) throws Exception {
    for (var gone : List.of(Fault.gone("GET", WATCH), Fault.goneEvent("GET", WATCH))) {
      context.fake().fault(gone);
      var program = start(context, 1);
      context.deletePod("pod-00000");
      program.awaitLine("deleted\tpod-00000");
      context.pod("pod-00000");
      program.awaitLine("added\tpod-00000");
      program.stop();
    }
  }

  @Contract(
      id = "cache-pods.many-changes",
      says = "Across 3,000 changes, cuts and 410, no pod goes back in time or keeps an old state")
  void manyChanges(CaseContext context) throws Exception {
    context.fake().fault(Fault.cutAfter("GET", WATCH, 50_000).withTimes(99));
    var program = start(context, 10);

    for (int i = 0; i < 3000; i++) {
      var pod = "pod-%05d".formatted(i % 10);
      if (i % 500 == 499) {
        context.deletePod(pod);
        context.pod(pod);
        context.fake().compact();
      }
      context.phase(pod, String.valueOf(i));
    }

    var last = new TreeMap<String, Integer>();
    Pods.names(10).forEach(pod -> last.put(pod, 2990 + last.size()));
    program.await(last.toString(), () -> states(program).equals(last));
  }

  /** The last state of each pod; fails if one was told after a later one. */
  private static Map<String, Integer> states(RunningProgram program) {
    var states = new TreeMap<String, Integer>();
    for (var line : program.lines()) {
      var words = line.split("\t");
      if (words[0].matches("added|updated") && words[2].matches("[0-9]+")) {
        var before = states.put(words[1], Integer.valueOf(words[2]));
        assertTrue(before == null || before < states.get(words[1]), line);
      }
    }
    return states;
  }

  @Contract(
      id = "cache-pods.network",
      says = "Misses nothing while the way to the server is slow, cut, closed or half-open",
      on = {FAKE, NODE})
  void network(CaseContext context) throws Exception {
    var proxy = context.proxy();
    var program = Pods.follow("cache-pods", context, proxy.uri(), 4, "--silence", "10");
    program.awaitLine("synced: 4 pods");

    proxy.delay(50);
    context.deletePod("pod-00000");
    program.awaitLine("deleted\tpod-00000");

    proxy.cut();
    context.deletePod("pod-00001");
    program.awaitLine("deleted\tpod-00001");

    proxy.close();
    context.deletePod("pod-00002");
    proxy.heal();
    program.awaitLine("deleted\tpod-00002");

    proxy.silence(); // the connection stays, and is dead from here on
    context.deletePod("pod-00003");
    proxy.heal();
    program.awaitLine("deleted\tpod-00003");
    assertEquals(4, program.count("deleted"), program::out);
  }

  // ---- a server that is busy, silent or away ----

  @Contract(
      id = "cache-pods.busy",
      says = "429 and 503, for the first list as for a watch, are tried again, ever more slowly")
  void busy(CaseContext context) throws Exception {
    context.fake().fault(Fault.tooManyRequests("GET", LIST, 1));
    context.fake().fault(new Fault("GET", WATCH, 1, BUSY));
    context.fake().fault(Fault.cutAfter("GET", WATCH, 400));
    var program = start(context, 1);
    context.fake().fault(new Fault("GET", Pods.PATH, 9999, BUSY));

    context.pod("late"); // its event is cut

    var requests = requestsWithin(10, context, program);
    assertTrue(requests < 9, requests + " requests");
  }

  @Contract(
      id = "cache-pods.ends-at-once",
      says = "A proxy that ends each watch at its beginning is asked again with a pause")
  void endsAtOnce(CaseContext context) throws Exception {
    var empty = new Fault.Answer(200, "application/json", "", Map.of());
    context.fake().fault(new Fault("GET", WATCH, 9999, empty));

    var requests = requestsWithin(5, context, start(context, 1));
    assertTrue(requests < 20, requests + " requests");
  }

  @Contract(
      id = "cache-pods.silence",
      says = "A connection that stays open and says nothing is replaced within the given time")
  void silence(CaseContext context) throws Exception {
    var pods = new ArrayDeque<>(Pods.names(4));
    Expect.within(
        Duration.ofSeconds(10),
        () -> {
          context.fake().fault(Fault.silenceAfter("GET", WATCH, 400));
          var program = start(context, pods.size(), "--silence", "3");
          var begin = System.nanoTime();
          var pod = pods.poll();
          context.deletePod(pod); // its event stops in the middle
          program.awaitLine("deleted\t" + pod);
          return Duration.ofNanos(System.nanoTime() - begin);
        });
  }

  @Contract(
      id = "cache-pods.age",
      says = "Its age is that of the last bookmark, list or event, and grows with an outage")
  void age(CaseContext context) throws Exception {
    var program = start(context, 1, "--silence", "2"); // each new watch begins with a bookmark

    requestsWithin(7, context, program);
    Expect.within(Duration.ofSeconds(5), () -> Duration.ofSeconds(age(program)));

    context.fake().fault(new Fault("GET", Pods.PATH, 9999, BUSY));
    requestsWithin(8, context, program);
    assertTrue(age(program) >= 5);
  }

  private static int age(RunningProgram program) throws Exception {
    var before = program.count("last contact: ");
    program.type("age");
    program.await("age", () -> program.count("last contact: ") > before);
    var line = program.lines().get(program.lines().size() - 1);
    return Integer.parseInt(line.replaceAll("[^0-9]", ""));
  }

  @Contract(
      id = "cache-pods.unknown-field",
      says = "A field that the client is too old for does no harm")
  void unknownField(CaseContext context) throws Exception {
    context.fake().fault(Fault.unknownField("GET", Pods.PATH));
    var program = start(context, 1);

    context.phase("pod-00000", "Running");

    program.awaitLine("updated\tpod-00000\tRunning");
    // A client that cannot read an event gets the change, too, but from another list.
    var lists = Pods.requests(context).stream().filter(each -> !each.query().contains("watch"));
    assertEquals(1, lists.count());
  }

  // ---- how it begins and ends ----

  @Contract(
      id = "cache-pods.access",
      says = "Works with the client of the short version and of the library default, too",
      on = PROCESS)
  void access(CaseContext context) throws Exception {
    context.role("cache-pods").pods(1);
    var kubeconfig = context.kubeconfig("{token: %s}".formatted(context.token()));
    context.environment().put("KUBECONFIG", kubeconfig.toString());
    // The JDK has no default that finds a cluster.
    var raw = context.driver().client().equals("java-net-http");
    for (var version : raw ? List.of("short") : List.of("short", "default")) {
      var namespace = context.namespace();
      var program = context.start("cache-pods", "--access", version, "--namespace", namespace);
      program.awaitLine("synced: 1 pods");
    }
  }

  @Contract(
      id = "cache-pods.stop",
      says = "Ends within two seconds of SIGTERM",
      on = {FAKE, PROCESS})
  void stop(CaseContext context) throws Exception {
    Expect.stopsAtOnce(context, start(context, 1), () -> start(context, 1));
  }

  // ---- what goes wrong with the plain informer: docs/patterns/cache-pods.md ----

  private static Recording on(CaseContext context) {
    return Recording.of(context, "cache-pods");
  }

  @Recorded
  void silent(CaseContext context) throws Exception {
    context.role("cache-pods").pods(2);
    context.fake().fault(Fault.silenceAfter("GET", WATCH, 100).withTimes(9));
    var page = on(context);
    var deletion = CompletableFuture.runAsync(() -> deleteOnceWatched(context));

    page.naive("silent", "cache-pods", "ready", "3");

    deletion.get(30, TimeUnit.SECONDS);
  }

  private static void deleteOnceWatched(CaseContext context) {
    var end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (Pods.requests(context).stream().noneMatch(each -> each.query().contains("watch"))) {
      assertTrue(System.nanoTime() < end, "it does not watch");
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
    context.deletePod("pod-00001");
  }

  @Recorded
  void heap(CaseContext context) throws Exception {
    tenThousand(context.role("cache-pods"));

    var quiet = "-Djava.util.logging.config.file=/dev/null"; // Vert.x complains of a slow JVM
    var jvm = List.of("-Xmx128m", "-XX:+ExitOnOutOfMemoryError", quiet);
    on(context).naiveInAProcess("memory", "cache-pods", jvm);
  }

  @Recorded
  void run(CaseContext context) throws Exception {
    context.role("cache-pods").pods(2);
    schedule(context, "pod-00000", "node-a");
    context.phase("pod-00000", "Running");
    var page = on(context).shownAs("kubernetes-from-java");

    page.holds("run", page.firstLines(3, "cache-pods"));
  }
}

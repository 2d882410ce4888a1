package example.bench;

import example.bench.Cluster.Run;
import example.contract.AdminClient;
import example.contract.Command;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Properties;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/**
 * Measures what the packaged programs and their peers cost as in a pod, and writes {@code
 * docs/reference/performance.json}, from which {@code make docs} writes the page.
 *
 * <p>Arguments: {@code [FILE [ROUNDS]]}, another file, and so many rounds of everything. Progress
 * goes to standard error. What cannot be measured here is left out, and the file says why.
 */
public final class Bench {

  private static final List<String> CLIENTS =
      List.of("client-java", "fabric8", "fabric8-jdk", "java-net-http");

  /** The flags of the small image, besides its AOT cache. */
  private static final List<String> SMALL = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

  /** What part of a processor a pod may use; at the second one single flags are compared. */
  private static final List<Double> LIMITS = List.of(0.25, 0.5, 1.0);

  /**
   * Flags that matter, or that people say matter. AOT is a cache that was trained with the rest.
   */
  private static final List<String> FLAGS =
      List.of(
          "",
          "AOT",
          "-XX:TieredStopAtLevel=1",
          "-XX:+UseSerialGC",
          "AOT " + String.join(" ", SMALL),
          "-Xshare:off",
          "-Xverify:none",
          "-Djava.security.egd=file:/dev/./urandom",
          "-Xms256m -Xmx256m",
          "-XX:+UseCompactObjectHeaders",
          "-XX:+UseParallelGC");

  private static final int BATCHES = 3; // measured in one process, after twice as many
  private static final int LISTS = 3; // of 5,000 pods in a batch
  private static final int EVENTS = 10_000; // in a batch
  private static final int PROFILED = 5; // runs

  private interface Once {
    Run of(Program program) throws IOException;
  }

  private interface Measurement {
    void of(Program program) throws IOException, InterruptedException;
  }

  private final long start = System.nanoTime();
  private final Figures figures = new Figures();
  private final Path target = AdminClient.inRepository("modules/bench/target");
  private final Path jdk17 = jdk(17, System.getProperty("java.home"));
  private final Path jdk25 = jdk(25, System.getProperty("jdk25.home"));
  private final int rounds; // 0: as many as each measurement needs
  private final List<Program> plain = new ArrayList<>();
  private final List<Program> small = new ArrayList<>();
  private final List<Program> peers = new ArrayList<>();

  private Bench(int rounds) {
    this.rounds = rounds;
  }

  /** Exit codes: 0 measured, perhaps in part; 1 nothing can be measured here; 2 bad arguments. */
  public static void main(String[] args) throws InterruptedException {
    if (args.length > 2 || args.length == 2 && !args[1].matches("[1-9]\\d?")) {
      System.err.println("Give [FILE [ROUNDS]]: where the figures go, and 1 to 99 rounds.");
      System.exit(2);
    }
    var file = Path.of(args.length > 0 ? args[0] : "docs/reference/performance.json");
    try {
      new Bench(args.length == 2 ? Integer.parseInt(args[1]) : 0).run(file);
    } catch (IOException | RuntimeException failed) { // also if nothing can be mounted here
      System.err.println("make bench: " + failed.getMessage());
      System.exit(1);
    }
    System.err.printf("Wrote %s. make docs writes docs/performance.md anew.%n", file);
  }

  private void run(Path file) throws IOException, InterruptedException {
    machine();
    for (var peer : List.of("client-go", "python")) {
      attempt(
          "build",
          List.of(new Program(peer, "", "", List.of())),
          none -> peers.add(Program.peer(peer)));
    }
    for (var client : CLIENTS) {
      for (var jdk : Stream.of(jdk17, jdk25).filter(each -> each != null).toList()) {
        plain.add(Program.java(jdk, client, jdk == jdk17 ? "17" : "25", List.of()));
      }
    }
    try (var cluster = cluster(200)) {
      var others = new ArrayList<Program>(); // short is compared with them, in the same rounds
      for (var client : jdk25 == null ? List.<String>of() : CLIENTS) {
        var none = new Program(client, "small", "", List.of());
        attempt("runtime, AOT caches", List.of(none), each -> train(client, others));
      }
      rounds("list", cluster, 6, together(plain, small, others, peers), null);
      limits(cluster);
      attempt("profile", small, program -> profile(cluster, program));
    }
    try (var cluster = cluster(5_000)) {
      rounds("list", cluster, 3, together(plain, small, peers), null);
      attempt("warm", livingOn(), program -> warm(cluster, program));
    }
    figures.leaveOut(
        "fabric8-jdk, 50,000 pods, cache, watch and warm lists: so that it ends within 20 minutes");
    figures.leaveOut("python, 50,000 pods: a list takes more than a minute; cache: it has none");
    var fast = without("python", without("fabric8-jdk", together(small, peers)));
    try (var cluster = cluster(50_000)) {
      rounds("list", cluster, 2, fast, null);
    }
    attempt("watch", livingOn(), this::watch);
    try (var few = cluster(200);
        var many = cluster(10_000)) {
      attempt("cache", fast, program -> cache(few, many, program));
    }
    attempt("size", small, this::size);
    figures.facts.put("minutes", Duration.ofNanos(System.nanoTime() - start).toMinutes());
    figures.write(file);
  }

  @SafeVarargs
  @SuppressWarnings("varargs")
  private static List<Program> together(List<Program>... lists) {
    return Stream.of(lists).flatMap(List::stream).toList();
  }

  /** What is measured while it lives on, also without flags; a transport changes little then. */
  private List<Program> livingOn() {
    var newer = plain.stream().filter(each -> each.runtime().equals("25")).toList();
    return without("fabric8-jdk", together(newer, small, peers));
  }

  private static List<Program> without(String client, List<Program> programs) {
    return programs.stream().filter(each -> !each.client().equals(client)).toList();
  }

  private void step(String what) {
    var seconds = Duration.ofNanos(System.nanoTime() - start).toSeconds();
    System.err.printf("[%4d s] %s%n", seconds, what);
  }

  /** Measures one thing of each program; where that fails, it is left out. */
  private void attempt(String what, List<Program> programs, Measurement measurement)
      throws InterruptedException {
    for (var program : programs) {
      step(what + ": " + program);
      try {
        measurement.of(program);
      } catch (IOException | RuntimeException failed) {
        figures.leaveOut("%s, %s: %s".formatted(program, what, failed.getMessage()));
      }
    }
  }

  private Path jdk(int release, String home) {
    var found = Path.of(home == null ? "" : home);
    if (version(found).startsWith(release + ".")) {
      return found;
    }
    figures.leaveOut(
        "JDK %d: there is none in JDK25_HOME, or make runs another java".formatted(release));
    return null;
  }

  private static String version(Path jdk) {
    var release = new Properties();
    try (var file = Files.newInputStream(jdk.resolve("release"))) {
      release.load(file);
    } catch (IOException none) {
      return "";
    }
    return release.getProperty("JAVA_VERSION", "").replace("\"", "");
  }

  /** Where this was measured, and with which versions. */
  private void machine() throws IOException {
    var system = ManagementFactory.getOperatingSystemMXBean();
    var facts = figures.facts.put("date", LocalDate.now().toString());
    var version = system.getVersion().replaceFirst("^(\\d+\\.\\d+).*", "$1");
    facts.put("system", "%s %s".formatted(system.getName(), version));
    facts.put("processor", field("/proc/cpuinfo", "model name"));
    facts.put("processors", system.getAvailableProcessors());
    var kilobytes = Long.parseLong(field("/proc/meminfo", "MemTotal").replaceAll("\\D", ""));
    facts.put("memory", "%d GiB".formatted(Math.round(kilobytes / 1024.0 / 1024)));
    facts.put("load", Math.round(10 * system.getSystemLoadAverage()) / 10.0);
    facts.put("jdk17", jdk17 == null ? "" : version(jdk17));
    facts.put("jdk25", jdk25 == null ? "" : version(jdk25));
    facts.put("client-go", field("modules/bench/peers/client-go/go.mod", "\tk8s.io/client-go"));
    facts.put("python", field(".ci/python/requirements.txt", "kubernetes"));
  }

  /** What follows a name in a file of names and values. */
  private static String field(String file, String name) throws IOException {
    return Files.readAllLines(AdminClient.inRepository(".").resolve(file)).stream()
        .filter(line -> line.startsWith(name))
        .map(line -> line.substring(name.length()).replaceFirst("^[\\s:=]+", ""))
        .findFirst()
        .orElse("");
  }

  /** An API server with pods, warmed up. */
  private Cluster cluster(int pods) throws IOException, InterruptedException {
    step("starting an API server with %,d pods".formatted(pods));
    var cluster = new Cluster(pods);
    figures.facts.set("server" + pods, cluster.warmUp());
    return cluster;
  }

  /** What the small image would run: its own Java runtime, and a cache for what it does. */
  private void train(String client, List<Program> others) throws IOException, InterruptedException {
    var module = client.replace("-jdk", "");
    var runtime = target.resolve("runtime-" + module);
    var made =
        Command.of("modules/bench/runtime.sh", jdk25.toString(), module, runtime.toString())
            .in(AdminClient.inRepository("."))
            .within(Duration.ofMinutes(5))
            .run();
    if (made.exit() != 0) {
      throw new IOException(Program.lastLine(made.err()));
    }
    var program = Program.java(runtime, client, "small", SMALL);
    small.add(program.trained());
    others.add(program.access("strict").trained());
    if (!client.equals("java-net-http")) {
      others.add(program.access("default").trained());
    }
  }

  // ---- whole processes ----

  /** Runs programs in turn, so that a change of the machine's speed meets all of them. */
  private void rounds(
      String what, Cluster cluster, int usual, List<Program> programs, Double cpus) {
    var end = "\n%d pods\n".formatted(cluster.pods);
    var taken = new LinkedHashMap<Program, List<Run>>();
    programs.forEach(program -> taken.put(program, new ArrayList<>()));
    var count = rounds == 0 ? usual : rounds;
    for (int round = 1; round <= count; round++) {
      step("%s of %,d pods, round %d of %d".formatted(what, cluster.pods, round, count));
      for (var program : List.copyOf(taken.keySet())) {
        try {
          var run = cluster.run(program.with("list-pods"), cpus);
          if (!run.output().endsWith(end)) {
            throw new IOException("it did not list %d pods".formatted(cluster.pods));
          }
          taken.get(program).add(run);
        } catch (IOException failed) {
          taken.remove(program);
          var name = "%s, %s of %,d pods: ".formatted(program, what, cluster.pods);
          figures.leaveOut(name + failed.getMessage());
        }
      }
    }
    taken.forEach(
        (program, runs) -> {
          var row = figures.row(what, program).put("pods", cluster.pods).put("cpus", cpus);
          row.put("runs", runs.size());
          Figures.put(row, "wall", runs.stream().mapToDouble(Run::wall), 1000);
          Figures.put(row, "end", runs.stream().mapToDouble(Run::end), 1000);
          Figures.put(row, "cpu", runs.stream().mapToDouble(Run::cpu), 1000);
          Figures.put(row, "mib", runs.stream().mapToDouble(Run::mib), 10);
        });
  }

  /** With a part of a processor, as the kubelet sets it: all programs, and single flags. */
  private void limits(Cluster cluster) throws IOException, InterruptedException {
    var flags = new ArrayList<Program>();
    for (var words : jdk25 == null ? List.<String>of() : FLAGS) {
      var own = Stream.of(words.split(" ")).filter(flag -> flag.startsWith("-")).toList();
      var program = Program.java(jdk25, CLIENTS.get(0), words, own);
      flags.add(words.startsWith("AOT") ? program.trained() : program);
    }
    try {
      cluster.run(List.of("true"), LIMITS.get(0));
    } catch (IOException unable) {
      figures.leaveOut("limits of CPU: %s. Root can set one".formatted(unable.getMessage()));
      return;
    }
    for (var cpus : LIMITS) {
      rounds("limit", cluster, 3, together(small, peers), cpus);
    }
    rounds("flags", cluster, 2, flags, LIMITS.get(1));
  }

  /** Which code the CPU time goes to, and how many classes come from where. */
  private void profile(Cluster cluster, Program program) throws IOException, InterruptedException {
    var profile = new Profile();
    var recording = target.resolve("profile.jfr");
    var flags = new ArrayList<>(SMALL);
    flags.add(Profile.FLAG + recording); // the cache must have been trained with it
    var runtime = Path.of(program.command().get(0)).getParent().getParent();
    var recorded = Program.java(runtime, program.client(), "profile", flags).trained();
    for (int run = 0; run < PROFILED; run++) {
      cluster.run(recorded.with("list-pods"), null);
      profile.add(recording);
    }
    var log = target.resolve("classes.log");
    cluster.run(program.jvm("-Xlog:class+load:file=" + log).with("list-pods"), null);
    var classes = Files.readAllLines(log);
    var cached = classes.stream().filter(line -> line.contains("shared objects file")).count();
    var row = figures.row("profile", program).put("classes", classes.size());
    profile.into(row.put("classesFromCache", cached));
  }

  // ---- processes that live on ----

  private void warm(Cluster cluster, Program program) throws IOException {
    var slow = program.client().equals("python"); // and has nothing to compile
    var lists = slow ? 1 : LISTS;
    try (var live = cluster.start(program.with("list-pods", "--repeat"))) {
      var seconds = DoubleStream.builder();
      for (int batch = slow ? -1 : -2 * BATCHES; batch < BATCHES; batch++) {
        var before = live.cpu();
        for (int list = 0; list < lists; list++) {
          live.process().outputWriter().append("again\n").flush();
          live.await(1, line -> line.equals("5000 pods"));
        }
        if (batch >= 0) {
          seconds.add((live.cpu() - before) / lists);
        }
      }
      Figures.put(figures.row("warm", program), "cpu", seconds.build(), 1000);
    }
  }

  private void watch(Program program) throws IOException, InterruptedException {
    var events = program.client().equals("python") ? EVENTS / 10 : EVENTS;
    Predicate<String> event = line -> line.startsWith("CHANGED");
    // Two pods, since the Python client reads an event of this server when the next one is there.
    try (var cluster = cluster(2);
        var live = cluster.start(program.with("watch-pods"))) {
      live.await(1, event);
      var perSecond = DoubleStream.builder();
      for (int batch = -2 * BATCHES; batch < BATCHES; batch++) {
        signal(live, "STOP"); // what is measured is how fast it reads, not how fast pods come
        cluster.create(events);
        var before = live.cpu();
        signal(live, "CONT");
        live.await(events, event);
        if (batch >= 0) {
          perSecond.add(events / (live.cpu() - before));
        }
      }
      Figures.put(figures.row("watch", program), "eventsPerSecond", perSecond.build(), 1);
    }
  }

  private static void signal(Cluster.Live live, String name)
      throws IOException, InterruptedException {
    Command.of("kill", "-" + name, String.valueOf(live.process().pid())).run();
  }

  private void cache(Cluster few, Cluster many, Program program)
      throws IOException, InterruptedException {
    var bytes = inUse(many, program) - inUse(few, program);
    figures.row("cache", program).put("bytesPerPod", bytes / (many.pods - few.pods));
  }

  /** Bytes of live objects, with all pods in the cache. */
  private long inUse(Cluster cluster, Program program) throws IOException, InterruptedException {
    var synced = "synced: %d pods".formatted(cluster.pods);
    var roomy = program.isPeer() ? program : program.jvm("-Xmx1g");
    try (var live = cluster.start(roomy.with("cache-pods"))) {
      var line = live.await(1, each -> each.startsWith(synced));
      if (program.isPeer()) {
        return number(line, ", (\\d+) bytes");
      }
      var jcmd = jdk25.resolve("bin/jcmd").toString();
      var pid = String.valueOf(live.process().pid());
      var histogram = Command.of(jcmd, pid, "GC.class_histogram").run().out();
      return number(histogram, "Total\\s+\\d+\\s+(\\d+)");
    }
  }

  private static long number(String text, String pattern) throws IOException {
    var found = Pattern.compile(pattern).matcher(text);
    if (!found.find()) {
      throw new IOException("no number: " + Program.lastLine(text));
    }
    return Long.parseLong(found.group(1));
  }

  // ---- what it takes on disk ----

  private void size(Program program) throws IOException, InterruptedException {
    var bytes = 0L;
    for (var jar : program.jars()) {
      bytes += Files.size(jar);
    }
    var row = figures.row("size", program).put("jars", program.jars().size()).put("bytes", bytes);
    if (program.client().equals("fabric8-jdk")) {
      return; // there is no image of it
    }
    var image = "kubernetes-from-java/%s:1".formatted(program.client());
    var inspected = Command.of("docker", "image", "inspect", image).run().out();
    if (!inspected.contains("AOTCache")) {
      throw new IOException("no small image %s. Build it with make image".formatted(image));
    }
    var save = "docker save \"$0\" | gzip | wc -c";
    var saved = Command.of("/bin/sh", "-c", save, image).within(Duration.ofMinutes(2)).run();
    row.put("smallImage", number(saved.out(), "(\\d+)"));
  }
}

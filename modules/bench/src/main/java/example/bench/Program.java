package example.bench;

import example.contract.AdminClient;
import example.contract.Command;
import example.contract.runner.IsolatedProcess;
import example.fakeapiserver.TrainingMain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;

/**
 * A program that is measured.
 *
 * @param client a module, {@code fabric8-jdk} for Fabric8 without Vert.x, or a peer
 * @param runtime {@code 17}, {@code 25}, {@code small} or the flags of a JVM; empty for a peer
 * @param access the version of cluster access, which only ours have
 * @param command all but the arguments
 */
record Program(String client, String runtime, String access, List<String> command) {

  /** What the JVM takes for the machine's memory: the limit of the example pod. */
  private static final String MEMORY = "-XX:MaxRAM=256m";

  private static final String TRAINING = TrainingMain.class.getName();

  /** A module's packaged program on a JDK. */
  static Program java(Path jdk, String client, String runtime, List<String> flags)
      throws IOException {
    var command = new ArrayList<>(List.of(jdk.resolve("bin/java").toString(), MEMORY));
    command.addAll(flags);
    var module = client.replace("-jdk", "");
    var jar = AdminClient.inRepository("modules/%1$s/target/%1$s.jar".formatted(module));
    if (module.equals(client)) {
      command.addAll(List.of("-jar", jar.toString()));
    } else {
      try (var libraries = Files.list(jar.resolveSibling("lib"));
          var ours = Files.list(AdminClient.inRepository("modules/bench/target/lib"))) {
        var jars =
            Stream.concat(
                libraries.filter(each -> !each.toString().matches(".*/(.*vertx|netty)-[^/]*")),
                ours.filter(each -> each.toString().contains("httpclient-jdk")));
        var path = Stream.concat(Stream.of(jar), jars.sorted()).map(Path::toString).toList();
        command.addAll(List.of("-cp", String.join(":", path), "example.fabric8.Main"));
      }
    }
    return new Program(client, runtime, "short", command);
  }

  /** This program with an AOT cache, made as the small image makes it. */
  Program trained() throws IOException, InterruptedException {
    var target = AdminClient.inRepository("modules/bench/target");
    var cache = target.resolve(toString().replaceAll("\\W+", "-") + ".aot");
    var java = Path.of(System.getProperty("java.home"), "bin/java").toString();
    var training =
        new ArrayList<>(List.of(java, "-cp", System.getProperty("java.class.path"), TRAINING));
    training.addAll(jvm("-XX:AOTCacheOutput=" + cache).command);
    training.addAll(List.of("watch-pods", "--access", access, "--namespace", "training"));
    var empty = Files.createTempDirectory("training-");
    var made =
        Command.of(IsolatedProcess.withVarRun(empty, training)).within(Duration.ofMinutes(5)).run();
    FileUtils.deleteDirectory(empty.toFile());
    if (made.exit() != 0) {
      throw new IOException("no AOT cache: " + lastLine(made.err()));
    }
    return jvm("-XX:AOTCache=" + cache).jvm("-XX:AOTMode=on");
  }

  /**
   * A peer, built from its registry.
   *
   * @throws IOException if it cannot be built here
   */
  static Program peer(String name) throws IOException, InterruptedException {
    var target = AdminClient.inRepository("modules/bench/target").resolve("peers").toString();
    var built =
        Command.of("modules/bench/peers/build.sh", name, target)
            .in(AdminClient.inRepository("."))
            .within(Duration.ofMinutes(15))
            .run();
    if (built.exit() != 0) {
      throw new IOException("it cannot be built: " + lastLine(built.err()));
    }
    return new Program(name, "", "short", built.out().lines().toList());
  }

  static String lastLine(String text) {
    return text.strip().lines().reduce("nothing was printed", (before, line) -> line);
  }

  boolean isPeer() {
    return runtime.isEmpty();
  }

  /** This program with one more flag of the JVM. */
  Program jvm(String flag) {
    var words = new ArrayList<>(command);
    words.add(1, flag);
    return new Program(client, runtime, access, words);
  }

  Program access(String version) {
    return new Program(client, runtime, version, command);
  }

  /** The command with arguments; peers ignore those about cluster access. */
  List<String> with(String... arguments) {
    var words = new ArrayList<>(command);
    words.addAll(List.of(arguments));
    words.addAll(List.of("--access", access, "--namespace", BenchServer.NAMESPACE));
    return words;
  }

  /** The jars of a module's program. */
  List<Path> jars() throws IOException {
    var last = command.get(command.size() - 1);
    if (!last.endsWith(".jar")) { // it is a class, after the class path
      return Stream.of(command.get(command.size() - 2).split(":")).map(Path::of).toList();
    }
    try (var libraries = Files.list(Path.of(last).resolveSibling("lib"))) {
      return Stream.concat(Stream.of(Path.of(last)), libraries).toList();
    }
  }

  @Override
  public String toString() {
    return "%s %s %s".formatted(client, runtime, access.replace("short", "")).strip();
  }
}

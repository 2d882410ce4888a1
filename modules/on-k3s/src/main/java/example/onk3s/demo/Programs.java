package example.onk3s.demo;

import example.onk3s.Node;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Runs the packaged programs of the three modules as processes of this machine, each with an
 * environment that holds nothing but what it is given, so that nobody's own kubeconfig is used.
 */
public final class Programs implements AutoCloseable {

  private static final long LIMIT = 90; // seconds; a Java start and three answers take two

  private final Path repository;
  private final long limit; // seconds
  private final Path folder;
  private final Set<Process> running = ConcurrentHashMap.newKeySet();

  public Programs(Path repository) throws IOException {
    this(repository, LIMIT);
  }

  /**
   * @param limit seconds after which a program is ended
   */
  public Programs(Path repository, long limit) throws IOException {
    this.repository = repository;
    this.limit = limit;
    this.folder = Files.createTempDirectory("kubernetes-from-java-").toRealPath();
    Files.createDirectory(folder.resolve("home"));
  }

  /** A folder for files of this run, removed at the end. */
  public Path folder() {
    return folder;
  }

  /** What the programs are told is the user's home: an empty folder. */
  public Path home() {
    return folder.resolve("home");
  }

  /** Runs {@code java -jar MODULE.jar ARGUMENTS} and waits for its end. */
  public Node.Outcome run(String module, Map<String, String> environment, List<String> arguments)
      throws IOException, InterruptedException {
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var jar = repository.resolve("modules/%1$s/target/%1$s.jar".formatted(module)).toString();
    var command = new ArrayList<>(List.of(java, "-jar", jar));
    command.addAll(arguments);
    var out = folder.resolve(module + ".out");
    var err = folder.resolve(module + ".err");
    var builder =
        new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
    var inherited = builder.environment();
    var path = inherited.getOrDefault("PATH", "");
    inherited.clear();
    inherited.put("PATH", path);
    inherited.put("HOME", home().toString());
    inherited.putAll(environment);
    var process = builder.start();
    running.add(process);
    try {
      if (!process.waitFor(limit, TimeUnit.SECONDS)) {
        throw new IOException("%s did not end within %d s".formatted(module, limit));
      }
      return new Node.Outcome(process.exitValue(), Files.readString(out), Files.readString(err));
    } finally {
      process.destroyForcibly();
      running.remove(process);
    }
  }

  @Override
  public void close() {
    running.forEach(Process::destroyForcibly);
    try (var files = Files.walk(folder)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException left) {
      throw new UncheckedIOException(left);
    }
  }
}

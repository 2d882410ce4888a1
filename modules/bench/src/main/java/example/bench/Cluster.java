package example.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import example.contract.AdminClient;
import example.contract.runner.IsolatedProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.apache.commons.io.FileUtils;
import tools.jackson.databind.node.ObjectNode;

/**
 * An API server with some pods, and processes that find what a pod finds: a service account at its
 * path, and the server's address in the environment.
 */
final class Cluster implements AutoCloseable {

  private static final int LIMIT = 240; // seconds of a run
  private static final double WARM_UP = 4; // seconds
  private static final double TICKS = 100; // a second has so many in /proc, on every Linux
  private static final Pattern CONTINUE = Pattern.compile("\"continue\":\"([^\"]+)\"");

  /**
   * What was counted for a finished process.
   *
   * @param wall seconds from its start to the last line that it printed
   * @param end seconds from its start to its end
   * @param cpu seconds, user and system
   * @param mib resident memory at its peak
   */
  record Run(double wall, double end, double cpu, double mib, String output) {}

  final int pods;
  private final Path folder = Files.createTempDirectory("bench-").toRealPath();
  private final Path account = Files.createDirectory(folder.resolve("run"));
  private final Process server;
  private final BufferedReader serverSays;
  private final Process measure;
  private final Map<String, String> environment;

  Cluster(int pods) throws IOException {
    this.pods = pods;
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> FileUtils.deleteQuietly(folder.toFile())));
    server =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx4g",
                "-Drepository.root=" + AdminClient.inRepository("."),
                "-cp",
                System.getProperty("java.class.path"),
                BenchServer.class.getName(),
                String.valueOf(pods),
                account.toString())
            .redirectError(Redirect.INHERIT)
            .start();
    serverSays = server.inputReader();
    var uri = URI.create(String.valueOf(serverSays.readLine()));
    environment =
        Map.of(
            "HOME", folder.toString(),
            "PATH", System.getenv("PATH"),
            "KUBERNETES_SERVICE_HOST", "127.0.0.1",
            "KUBERNETES_SERVICE_PORT", String.valueOf(uri.getPort()));
    var helper = AdminClient.inRepository("modules/bench/measure.py").toString();
    measure =
        new ProcessBuilder(IsolatedProcess.withVarRun(account, List.of("python3", helper)))
            .redirectError(Redirect.INHERIT)
            .start();
  }

  /**
   * Runs a command to its end.
   *
   * @param cpus how much of a processor it may use; null for all there are
   * @throws IOException if it failed, with the last line that it printed
   */
  Run run(List<String> command, Double cpus) throws IOException {
    var out = folder.resolve("out");
    var files = Map.of("command", command, "environment", environment, "out", out.toString());
    var job = (ObjectNode) AdminClient.JSON.valueToTree(files);
    job.put("seconds", LIMIT).put("cpus", cpus);
    new PrintWriter(measure.outputWriter(), true).println(job);
    var answer = measure.inputReader().readLine();
    if (answer == null) {
      throw new IOException("measure.py has ended. Install python3, 3.9 or newer.");
    }
    var figures = AdminClient.JSON.readValue(answer, double[].class);
    var output = Files.readString(out);
    if (figures[0] != 0) {
      throw new IOException("exit %.0f: %s".formatted(figures[0], Program.lastLine(output)));
    }
    return new Run(figures[1], figures[2], figures[3], figures[4] / 1024, output);
  }

  /** Starts a command that is talked to while it runs. */
  Live start(List<String> command) throws IOException {
    var builder = new ProcessBuilder(IsolatedProcess.withVarRun(account, command));
    builder.environment().clear();
    builder.environment().putAll(environment);
    var process = builder.redirectError(folder.resolve("err").toFile()).start();
    CompletableFuture.delayedExecutor(LIMIT, TimeUnit.SECONDS).execute(process::destroyForcibly);
    return new Live(process, process.inputReader());
  }

  /** A program that is talked to while it runs. */
  record Live(Process process, BufferedReader lines) implements AutoCloseable {

    /** Reads on until so many lines were of a kind; returns the last one. */
    String await(int count, Predicate<String> kind) throws IOException {
      for (String line; (line = lines.readLine()) != null; ) {
        if (kind.test(line) && --count == 0) {
          return line;
        }
      }
      throw new IOException("it ended early");
    }

    /** Seconds of CPU time so far, user and system. */
    double cpu() throws IOException {
      var stat = Files.readString(Path.of("/proc/%d/stat".formatted(process.pid())));
      var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS;
    }

    @Override
    public void close() {
      process.destroyForcibly();
    }
  }

  /** Creates small pods, as fast as the server can. */
  void create(int small) throws IOException {
    new PrintWriter(server.outputWriter(), true).println(small);
    if (!"created".equals(serverSays.readLine())) {
      throw new IOException("the API server of the measurements has ended");
    }
  }

  /**
   * Lists all pods until the server's code is compiled, so that its time does not hide the
   * clients'.
   *
   * @return the server's seconds for a list, and its bytes
   */
  ObjectNode warmUp() throws IOException, InterruptedException {
    var api = AdminClient.of(Files.readString(account.resolve("kubeconfig")));
    var seconds = new ArrayList<Double>();
    for (long start = System.nanoTime(); ; ) {
      var began = System.nanoTime();
      var bytes = 0L;
      for (var next = ""; next != null; ) {
        var path = "api/v1/namespaces/%s/pods?limit=500%s".formatted(BenchServer.NAMESPACE, next);
        try (var page = api.stream(path)) {
          var text = new String(page.readAllBytes(), UTF_8);
          bytes += text.length();
          var found = CONTINUE.matcher(text);
          next = found.find() ? "&continue=" + found.group(1) : null;
        }
      }
      seconds.add((System.nanoTime() - began) / 1e9);
      if (seconds.size() >= 5 && (System.nanoTime() - start) / 1e9 > WARM_UP) {
        var last = seconds.stream().skip(seconds.size() - 3).sorted().toList().get(1);
        return AdminClient.object().put("seconds", last).put("bytes", bytes);
      }
    }
  }

  @Override
  public void close() throws IOException {
    measure.outputWriter().close(); // then it removes its control groups, and ends
    server.destroy();
  }
}

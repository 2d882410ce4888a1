// SPDX-License-Identifier: MIT-0
package example.clientjava;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import example.clientjava.ClusterAccess.Access;
import example.clientjava.ClusterAccess.Choice;
import example.clientjava.ClusterAccess.Surroundings;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.models.V1Pod;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Runs one pattern by its name. This is not a pattern: it owns the arguments, the exit codes and
 * what is printed, so that the patterns need not.
 *
 * <p>Exit codes: 0 done; 1 the server refused or did not answer; 2 bad arguments or configuration;
 * 130 interrupted. A failure prints one sentence on standard error, and nothing else there.
 */
@Command(
    name = "java -jar client-java.jar",
    sortOptions = false,
    description = "Runs one pattern: cluster-access, who-am-i, list-pods.")
public final class Main {

  private static final String CLIENT = "client-java";
  private static final List<String> PATTERNS = List.of("cluster-access", "who-am-i", "list-pods");
  private static final Gson GSON =
      new GsonBuilder().serializeNulls().disableHtmlEscaping().create();
  private static final Logger ROOT_LOGGER = Logger.getLogger("");

  @Parameters(paramLabel = "PATTERN", description = "cluster-access, who-am-i or list-pods")
  private String pattern;

  @Option(names = "--kubeconfig", paramLabel = "FILE", description = "use this kubeconfig")
  private Path kubeconfig;

  @Option(names = "--context", paramLabel = "NAME", description = "use this kubeconfig context")
  private String context;

  @Option(names = "--in-cluster", description = "use the pod's service account")
  private boolean inCluster;

  @Option(
      names = "--service-account",
      paramLabel = "DIR",
      description = "use the service account in this folder")
  private Path serviceAccount;

  @Option(names = "--json", description = "print JSON (cluster-access, who-am-i)")
  private boolean json;

  @Option(names = "--selector", paramLabel = "LABELS", description = "pods with these labels")
  private String selector = "";

  @Option(names = "--field-selector", paramLabel = "FIELDS", description = "pods with these fields")
  private String fieldSelector = "";

  @Option(names = "--stats", description = "print a last line with times and memory (list-pods)")
  private boolean stats;

  @Option(
      names = "--every",
      paramLabel = "SECONDS",
      description = "list again after so many seconds, and again, until it is ended (list-pods)")
  private int every;

  @Option(names = "-v", description = "log on standard error")
  private boolean verbose;

  @Option(names = "--help", usageHelp = true, description = "print this")
  private boolean help;

  private final Map<String, Object> answer = new LinkedHashMap<>();
  private InstantSource clock;
  private PrintStream out;

  public static void main(String[] args) {
    var around = Surroundings.ofThisProcess();
    System.exit(run(args, around, System.out, System.err));
  }

  /** Runs one pattern in the given surroundings and returns the exit code. */
  static int run(String[] args, Surroundings around, PrintStream out, PrintStream err) {
    var main = new Main();
    main.clock = around.clock();
    main.out = out;
    var line = new CommandLine(main);
    try {
      line.parseArgs(args);
    } catch (CommandLine.ParameterException wrong) {
      err.println(sentence(wrong.getMessage() + ". Run with --help for what there is."));
      return 2;
    }
    if (main.help) {
      line.usage(out);
      return 0;
    }
    if (main.every < 0) {
      err.println("--every is %d. Give it a number of seconds.".formatted(main.every));
      return 2;
    }
    if (!PATTERNS.contains(main.pattern)) {
      err.println(
          "There is no pattern \"%s\". Choose one of %s."
              .formatted(main.pattern, String.join(", ", PATTERNS)));
      return 2;
    }
    ROOT_LOGGER.setLevel(main.verbose ? Level.INFO : Level.OFF);
    var choice = new Choice(main.inCluster, main.serviceAccount, main.kubeconfig, main.context);
    try (var access = ClusterAccess.open(choice, around)) {
      return main.run(access, err);
    } catch (IOException notConfigured) {
      err.println(sentence(notConfigured.getMessage()));
      return 2;
    }
  }

  private int run(Access access, PrintStream err) {
    try {
      switch (pattern) {
        case "cluster-access" -> print(origin(access));
        case "who-am-i" -> whoAmI(access);
        default -> {
          listPods(access);
          while (every > 0) {
            Thread.sleep(Duration.ofSeconds(every).toMillis());
            listPods(access);
          }
        }
      }
      return 0;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      err.println("Interrupted before the server had answered.");
      return 130;
    } catch (ApiException | IOException | RuntimeException failed) {
      if (Thread.currentThread().isInterrupted()) { // OkHttp's way to say it is an IOException
        err.println("Interrupted before the server had answered.");
        return 130;
      }
      var refused = answer.get("refused"); // who-am-i knows more of the token than the exception
      err.println(sentence(refused instanceof String why ? why : HandleApiErrors.describe(failed)));
      return 1;
    }
  }

  private static Map<String, Object> origin(Access access) {
    var origin = new LinkedHashMap<String, Object>();
    origin.put("client", CLIENT);
    origin.put("mode", access.mode());
    origin.put("server", access.server());
    origin.put("namespace", access.namespace());
    origin.put("identity", access.identity());
    origin.put("source", access.source());
    origin.put("lookedAt", access.lookedAt());
    origin.put("ca", access.ca());
    return origin;
  }

  private void print(Map<String, Object> answer) {
    out.print(json ? GSON.toJson(answer) + "\n" : WhoAmI.text(answer));
  }

  private void whoAmI(Access access) throws ApiException {
    answer.putAll(origin(access));
    try {
      new WhoAmI(access.client(), access.namespace(), clock).ask(answer, access.claims());
    } finally {
      print(answer); // when the server refuses, where the configuration came from matters most
    }
  }

  private void listPods(Access access) throws ApiException, IOException, InterruptedException {
    var lines = new ArrayList<String>();
    var firstAnswer = new Instant[1];
    var consumer =
        new ListPods.Consumer() {
          @Override
          public void pod(V1Pod pod) {
            firstAnswer[0] = firstAnswer[0] == null ? Instant.now() : firstAnswer[0];
            lines.add(line(pod));
          }

          @Override
          public void restarted() {
            lines.clear();
          }
        };
    new ListPods(access.client(), access.namespace())
        .each(selector, fieldSelector, ListPods.WhenExpired.START_OVER, consumer);
    firstAnswer[0] = firstAnswer[0] == null ? Instant.now() : firstAnswer[0];
    out.printf(
        "%s %s, namespace %s, as %s%n",
        access.mode(), origin(access).get("server"), access.namespace(), access.identity());
    lines.forEach(out::println);
    out.println(lines.size() + " pods");
    if (stats) {
      out.println(GSON.toJson(stats(lines.size(), firstAnswer[0])));
    }
    out.flush();
  }

  /** Namespace, name, phase and UID of a pod. */
  private static String line(V1Pod pod) {
    var metadata = pod.getMetadata();
    var phase = pod.getStatus() == null ? null : pod.getStatus().getPhase();
    return "%s\t%s\t%s\t%s"
        .formatted(
            metadata.getNamespace(),
            metadata.getName(),
            phase == null ? "Unknown" : phase,
            metadata.getUid());
  }

  /** Time from the start of the process to the first answer, and the most memory it ever held. */
  private static Map<String, Object> stats(int pods, Instant firstAnswer) throws IOException {
    var stats = new LinkedHashMap<String, Object>();
    stats.put("pods", pods);
    var started = ProcessHandle.current().info().startInstant().orElse(firstAnswer);
    stats.put("firstAnswerMillis", Duration.between(started, firstAnswer).toMillis());
    var status = Path.of("/proc/self/status");
    var text = Files.exists(status) ? Files.readString(status, StandardCharsets.UTF_8) : "";
    var peak = Pattern.compile("VmHWM:\\s+(\\d+) kB").matcher(text);
    stats.put("peakMemoryKiB", peak.find() ? Long.valueOf(peak.group(1)) : null);
    return stats;
  }

  /** One line, whatever a message held. */
  private static String sentence(String message) {
    return message.replaceAll("\\s*\\R\\s*", " ").strip();
  }
}

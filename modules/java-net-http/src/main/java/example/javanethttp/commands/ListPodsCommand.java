// SPDX-License-Identifier: MIT-0
package example.javanethttp.commands;

import static java.nio.charset.StandardCharsets.UTF_8;

import example.javanethttp.ListPods;
import example.javanethttp.ListPods.WhenExpired;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code list-pods}: prints the pods of the namespace, a line each. */
@Command(
    name = "list-pods",
    sortOptions = false,
    description = "Prints the pods of the namespace: namespace, name, phase and UID of each.")
public final class ListPodsCommand extends CommandBase {

  @Option(names = "--selector", paramLabel = "LABELS", description = "pods with these labels")
  private String selector = "";

  @Option(names = "--field-selector", paramLabel = "FIELDS", description = "pods with these fields")
  private String fieldSelector = "";

  @Option(
      names = "--continue-inconsistently",
      description = "when the list expires, go on in the present state instead of starting over")
  private boolean continueInconsistently;

  @Option(names = "--stats", description = "print a last line with times, memory and restarts")
  private boolean stats;

  @Option(
      names = "--every",
      paramLabel = "SECONDS",
      description = "list again after so many seconds, until it is ended or fails")
  private int every;

  @Option(
      names = "--repeat",
      description = "list once for each line on standard input, also after a failure")
  private boolean repeat;

  @Override
  protected int run(Opened opened) {
    if (every < 0) {
      err.println("list-pods: --every needs a number of seconds that is not negative.");
      return 2;
    }
    return repeat ? repeat(opened) : attempt(() -> list(opened));
  }

  /** Returns the exit code of the last list. */
  private int repeat(Opened opened) {
    var exit = 0;
    try (var lines = new BufferedReader(new InputStreamReader(in, UTF_8))) {
      while (lines.readLine() != null && exit != 130) {
        exit = attempt(() -> print(opened));
      }
      return exit;
    } catch (IOException interrupted) {
      return 130; // while it waited for a line
    }
  }

  private void list(Opened opened) throws IOException, InterruptedException {
    print(opened);
    while (every > 0) {
      Thread.sleep(Duration.ofSeconds(every).toMillis());
      print(opened);
    }
  }

  private void print(Opened opened) throws IOException, InterruptedException {
    var lines = new ArrayList<String>();
    var measured = new Stats();
    var consumer =
        new ListPods.Consumer() {
          @Override
          public void pod(Map<String, Object> pod) {
            measured.answered();
            lines.add(line(pod));
          }

          @Override
          public void restarted() {
            measured.restarted();
            lines.clear();
          }
        };
    var whenExpired =
        continueInconsistently ? WhenExpired.CONTINUE_INCONSISTENTLY : WhenExpired.START_OVER;
    new ListPods(opened.http(), opened.server(), opened.namespace())
        .each(selector, fieldSelector, whenExpired, consumer);
    measured.answered();
    var strict = opened.strict();
    out.printf(
        "%s, namespace %s%s%n",
        opened.heading(), opened.namespace(), strict == null ? "" : ", as " + strict.identity());
    lines.forEach(out::println);
    out.println(lines.size() + " pods");
    if (stats) {
      out.println(json(measured.of(lines.size())));
    }
    out.flush();
  }

  /** Namespace, name, phase and UID of a pod. */
  private static String line(Map<String, Object> pod) {
    var metadata = (Map<?, ?>) pod.get("metadata");
    var phase = pod.get("status") instanceof Map<?, ?> status ? status.get("phase") : null;
    return "%s\t%s\t%s\t%s"
        .formatted(
            metadata.get("namespace"),
            metadata.get("name"),
            phase == null ? "Unknown" : phase,
            metadata.get("uid"));
  }
}

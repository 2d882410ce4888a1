// SPDX-License-Identifier: MIT-0
package example.javanethttp.commands;

import static java.nio.charset.StandardCharsets.UTF_8;

import example.javanethttp.CachePods;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code cache-pods}: prints what changes, and answers lines on standard input from the cache. */
@Command(
    name = "cache-pods",
    sortOptions = false,
    description = {
      "Keeps the pods of the namespace in memory and prints each change, until it is ended.",
      "Answers lines on standard input: pod NAME, node NAME (its pods), age (of the last contact)."
    })
public final class CachePodsCommand extends CommandBase {

  @Option(
      names = "--silence",
      paramLabel = "SECONDS",
      description = "after which a connection counts as dead; 300 if absent")
  private int silence = 300;

  @Override
  protected int run(Opened opened) {
    try (var cache =
            new CachePods(
                opened.http(), opened.server(), opened.namespace(), Duration.ofSeconds(silence));
        var questions = new BufferedReader(new InputStreamReader(in, UTF_8))) {
      var exit = attempt(() -> start(cache));
      if (exit != 0) {
        return exit;
      }
      for (var line = questions.readLine(); line != null; line = questions.readLine()) {
        say(answer(cache, line.strip()));
      }
      new CountDownLatch(1).await(); // for ever: there are no more questions, but changes
      return 0;
    } catch (IOException | InterruptedException ended) {
      return 130;
    }
  }

  private void start(CachePods cache) throws InterruptedException {
    var pods = new AtomicInteger();
    var handler =
        new CachePods.Handler() {
          @Override
          public void added(Map<String, Object> pod) {
            pods.incrementAndGet();
            say("added\t" + line(pod));
          }

          @Override
          public void updated(Map<String, Object> before, Map<String, Object> after) {
            say("updated\t" + line(after));
          }

          @Override
          public void deleted(Map<String, Object> last) {
            pods.decrementAndGet();
            say("deleted\t" + line(last));
          }
        };
    try {
      cache.start(handler).get();
    } catch (ExecutionException failed) {
      throw new CompletionException(failed.getCause());
    }
    say("synced: %d pods".formatted(pods.get()));
  }

  private static String answer(CachePods cache, String question) {
    var name = question.replaceFirst("^\\S+\\s*", "");
    if (question.equals("age")) {
      return "last contact: %d s ago".formatted(cache.sinceLastContact().toSeconds());
    }
    if (question.startsWith("pod ")) {
      var pod = cache.get(name);
      return pod == null ? name + ": not in the cache" : line(pod);
    }
    if (question.startsWith("node ")) {
      return cache.onNode(name).stream()
          .map(CachePodsCommand::name)
          .sorted()
          .collect(Collectors.joining(" ", name + ": ", ""));
    }
    return "Ask for: pod NAME, node NAME or age.";
  }

  /** Name, phase and node of a pod. */
  private static String line(Map<String, Object> pod) {
    var phase = pod.get("status") instanceof Map<?, ?> status ? status.get("phase") : null;
    var node = pod.get("spec") instanceof Map<?, ?> spec ? spec.get("nodeName") : null;
    return "%s\t%s\t%s"
        .formatted(name(pod), Objects.toString(phase, "Unknown"), Objects.toString(node, "-"));
  }

  private static String name(Map<String, Object> pod) {
    return (String) ((Map<?, ?>) pod.get("metadata")).get("name");
  }

  private void say(String line) {
    out.println(line);
    out.flush();
  }
}

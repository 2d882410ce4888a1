// SPDX-License-Identifier: MIT-0
package example.clientjava.commands;

import static java.nio.charset.StandardCharsets.UTF_8;

import example.clientjava.CachePods;
import io.kubernetes.client.openapi.models.V1Pod;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.time.Duration;
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
            new CachePods(opened.client(), opened.namespace(), Duration.ofSeconds(silence));
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
          public void added(V1Pod pod) {
            pods.incrementAndGet();
            say("added\t" + line(pod));
          }

          @Override
          public void updated(V1Pod before, V1Pod after) {
            say("updated\t" + line(after));
          }

          @Override
          public void deleted(V1Pod last) {
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
  private static String line(V1Pod pod) {
    var phase = pod.getStatus() == null ? null : pod.getStatus().getPhase();
    var node = pod.getSpec() == null ? null : pod.getSpec().getNodeName();
    return "%s\t%s\t%s"
        .formatted(name(pod), Objects.toString(phase, "Unknown"), Objects.toString(node, "-"));
  }

  private static String name(V1Pod pod) {
    return pod.getMetadata().getName();
  }

  private void say(String line) {
    out.println(line);
    out.flush();
  }
}

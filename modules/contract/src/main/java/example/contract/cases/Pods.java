package example.contract.cases;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import example.contract.CaseContext;
import example.contract.Driver.OpenClient;
import example.contract.RunningProgram;
import example.contract.RunningProgram.Outcome;
import example.fakeapiserver.http.RecordedRequest;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.function.Executable;

/**
 * The pods of a case: as they are made, as the server is asked for them, and as they are printed.
 */
final class Pods {

  /** Requests for pods, for faults; lists and watches among them. */
  static final String PATH = ".*/pods";

  static final String WATCH = PATH + "\\?.*watch=true.*";
  static final String LIST = PATH + "\\?((?!watch=true).)*";

  static final List<String> TWO = names(2);

  private static final int CALLERS = 32;
  private static final long LIMIT = 30; // seconds

  private Pods() {}

  /** The names of pods that {@link CaseContext#pods} makes. */
  static List<String> names(int count) {
    return IntStream.range(0, count).mapToObj("pod-%05d"::formatted).toList();
  }

  /** Makes pods, and gives the service account the Role to list them. */
  static CaseContext make(int count, CaseContext context) throws Exception {
    context.role("list-pods").pods(count);
    return context;
  }

  /** Three pods, of which the pages of list-pods and watch-pods show what is printed. */
  static void running(CaseContext context) {
    for (var name : List.of("db-0", "web-0", "web-1")) {
      context.pod(name, Map.of("app", name.replaceAll("-.*", "")), Map.of());
      context.phase(name, "Running");
    }
  }

  /**
   * Starts a command that follows pods, with the Role of its pattern, and makes them when it is
   * started first.
   *
   * @param server the server of the case, or a proxy in front of it
   */
  static RunningProgram follow(
      String pattern, CaseContext context, URI server, int pods, String... options)
      throws Exception {
    if (!context.hasRole(pattern)) {
      context.role(pattern).pods(pods);
    }
    var arguments = Stream.concat(Stream.of(pattern), Stream.of(options));
    return context.startInPod(server, arguments.toArray(String[]::new));
  }

  static List<RecordedRequest> requests(CaseContext context) {
    return context.fake().requests().stream().filter(r -> r.path().endsWith("/pods")).toList();
  }

  /** Watches that the server has begun to answer: none of them meets a fault that is added now. */
  static List<RecordedRequest> watches(CaseContext context) {
    return requests(context).stream()
        .filter(each -> each.query().contains("watch=true") && each.status() > 0)
        .toList();
  }

  static List<Integer> statuses(CaseContext context) {
    return requests(context).stream().map(RecordedRequest::status).toList();
  }

  /** The names of the pods that list-pods printed, in that order; fails if it did not succeed. */
  static List<String> printed(Outcome outcome) {
    assertEquals("", outcome.err());
    assertEquals(0, outcome.exit());
    var lines = outcome.out().lines().toList();
    var pods = lines.stream().map(line -> line.split("\t")).filter(line -> line.length == 4);
    var names = pods.map(line -> line[1]).toList();
    assertEquals(names.size() + " pods", lines.get(lines.size() - 1));
    return names;
  }

  /** Asks for the pods in many threads, and lets them go when all have begun. */
  static void askAtOnce(CaseContext context, OpenClient client, Executable release)
      throws Exception {
    var threads = Executors.newFixedThreadPool(CALLERS);
    var begun = new CountDownLatch(CALLERS);
    var pods = context.path("pods");
    Callable<Integer> ask =
        () -> {
          begun.countDown();
          return client.get(pods);
        };
    try {
      var answers = Stream.generate(() -> threads.submit(ask)).limit(CALLERS).toList();
      assertTrue(begun.await(LIMIT, TimeUnit.SECONDS));
      assertDoesNotThrow(release);
      for (var answer : answers) {
        assertEquals(200, answer.get(LIMIT, TimeUnit.SECONDS));
      }
    } finally {
      threads.shutdownNow();
    }
  }
}

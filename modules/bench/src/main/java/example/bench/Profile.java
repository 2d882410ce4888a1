package example.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordingFile;
import tools.jackson.databind.node.ObjectNode;

/** What Java code the CPU time of some runs went to, from samples of the flight recorder. */
final class Profile {

  /** A sample each 5 ms of CPU time, which JDK 25 can take. */
  static final String FLAG =
      "-XX:StartFlightRecording:settings=none,+jdk.CPUTimeSample#enabled=true,"
          + "+jdk.CPUTimeSample#throttle=5ms,+jdk.CPUTimeSample#stackTrace=true,filename=";

  private static final double MILLIS = 5; // between two samples
  private static final int KEPT = 8; // of the frames on top

  /** A part and its classes: the frame nearest to the top of the stack that is of one decides. */
  private static final List<String> PARTS =
      List.of(
          "profiler jdk\\.jfr\\..*",
          "logging (java\\.util|sun\\.util)\\.logging\\..*|org\\.slf4j\\..*",
          "TLS sun\\.security\\..*|com\\.sun\\.crypto\\..*|javax\\.(net\\.ssl|crypto)\\..*",
          "JSON (com\\.fasterxml|tools)\\.jackson\\..*|com\\.google\\.gson\\..*",
          "arguments picocli\\..*",
          "HTTP (okhttp3|okio|io\\.(vertx|netty)|(jdk\\.internal|java)\\.net\\.http|sun\\.nio\\.ch)\\..*",
          "classes (java\\.lang\\.Class|jdk\\.internal\\.loader|java\\.util\\.(zip|jar|Service)).*",
          "lambdas java\\.lang\\.(invoke|reflect)\\..*|jdk\\.internal\\.reflect\\..*",
          "library io\\.(kubernetes|fabric8|swagger)\\..*",
          "ours example\\..*");

  private final Map<String, Integer> parts = new HashMap<>();
  private final Map<String, Integer> frames = new HashMap<>();
  private int runs;

  /** Adds the samples of a run. */
  void add(Path recording) throws IOException {
    runs++;
    try (var file = new RecordingFile(recording)) {
      while (file.hasMoreEvents()) {
        var event = file.readEvent();
        var stack = event.getStackTrace();
        if (stack != null && event.getEventType().getName().equals("jdk.CPUTimeSample")) {
          add(stack.getFrames().stream().map(Profile::name).toList());
        }
      }
    }
  }

  private void add(List<String> stack) {
    var part = stack.stream().flatMap(Profile::part).findFirst().orElse("other");
    if (!part.equals("profiler")) {
      parts.merge(part, 1, Integer::sum);
      stack.stream().findFirst().ifPresent(top -> frames.merge(top, 1, Integer::sum));
    }
  }

  private static String name(RecordedFrame frame) {
    return frame.getMethod().getType().getName() + "." + frame.getMethod().getName();
  }

  private static Stream<String> part(String frame) {
    return PARTS.stream()
        .map(part -> part.split(" ", 2))
        .filter(part -> frame.matches(part[1]))
        .map(part -> part[0]);
  }

  /** Adds milliseconds of CPU time in a run, the most first. */
  void into(ObjectNode row) {
    put(row.putObject("parts"), parts, PARTS.size());
    put(row.putObject("frames"), frames, KEPT);
  }

  private void put(ObjectNode node, Map<String, Integer> counts, int limit) {
    counts.entrySet().stream()
        .sorted(Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder()))
        .limit(limit)
        .forEach(each -> node.put(each.getKey(), Math.round(MILLIS * each.getValue() / runs)));
  }
}

// SPDX-License-Identifier: MIT-0
package example.javanethttp.commands;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** Time from the start of the process to the first answer, and the most memory it ever held. */
final class Stats {

  private Instant firstAnswer;
  private int restarts;

  /** The server has answered; only the first time counts. */
  void answered() {
    firstAnswer = firstAnswer == null ? Instant.now() : firstAnswer;
  }

  /** The list has started over. */
  void restarted() {
    restarts++;
  }

  /** As one line of JSON; memory is null where there is no {@code /proc}. */
  Map<String, Object> of(int pods) throws IOException {
    var stats = new LinkedHashMap<String, Object>();
    stats.put("pods", pods);
    stats.put("restarts", restarts);
    var started = ProcessHandle.current().info().startInstant().orElse(firstAnswer);
    stats.put("firstAnswerMillis", Duration.between(started, firstAnswer).toMillis());
    var status = Path.of("/proc/self/status");
    var text = Files.exists(status) ? Files.readString(status, UTF_8) : "";
    var peak = Pattern.compile("VmHWM:\\s+(\\d+) kB").matcher(text);
    stats.put("peakMemoryKiB", peak.find() ? Long.valueOf(peak.group(1)) : null);
    return stats;
  }
}

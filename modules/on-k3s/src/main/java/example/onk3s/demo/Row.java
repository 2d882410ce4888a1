package example.onk3s.demo;

import example.contract.Api;
import example.onk3s.Node;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * One answer of one program, taken apart.
 *
 * @param mode the one that was asked for
 * @param server where the program says it asked; empty if it says nothing, or another mode
 * @param pods UIDs by name
 * @param stats the last line; empty if there is none
 */
record Row(
    String client,
    String mode,
    String server,
    String identity,
    Map<String, String> pods,
    JsonNode stats,
    Node.Outcome outcome) {

  private static final Pattern FIRST_LINE =
      Pattern.compile("(\\S+) (https?://\\S+), namespace \\S+, as (.+)");

  private static final List<String> HEAD =
      List.of(
          "client", "mode", "server", "identity", "pods", "time to first answer", "peak memory");

  /** The kind of credential is the mode's; who it is says more, and a table has little room. */
  private static final Pattern KIND =
      Pattern.compile("^(service-account|client-certificate|token-file|token) (?=\\S)");

  /**
   * Reads what list-pods prints with {@code --stats}.
   *
   * @param mode the one that was asked for
   */
  static Row of(String client, String mode, Node.Outcome outcome) {
    var pods = new TreeMap<String, String>();
    var server = "";
    var identity = "";
    var stats = (JsonNode) Api.object();
    for (var line : outcome.out().lines().toList()) {
      var first = FIRST_LINE.matcher(line);
      var columns = line.split("\t");
      if (first.matches() && mode.startsWith(first.group(1))) {
        server = first.group(2);
        identity = KIND.matcher(first.group(3)).replaceFirst("");
      } else if (columns.length == 4) {
        pods.put(columns[1], columns[3]);
      } else if (line.startsWith("{")) {
        stats = json(line);
      }
    }
    return new Row(client, mode, server, identity, Map.copyOf(pods), stats, outcome);
  }

  private static JsonNode json(String line) {
    try {
      return Api.JSON.readTree(line);
    } catch (JacksonException other) {
      return Api.object();
    }
  }

  private List<String> cells() {
    var millis = stats.path("firstAnswerMillis");
    var peak = stats.path("peakMemoryKiB");
    return List.of(
        client,
        mode,
        server,
        identity,
        String.valueOf(pods.size()),
        millis.isNumber() ? String.format(Locale.ROOT, "%.1f s", millis.asLong() / 1000.0) : "n/a",
        peak.isNumber() ? peak.asLong() / 1024 + " MiB" : "n/a");
  }

  /** A line of names, then a line per row, in columns. */
  static String table(List<Row> rows) {
    var lines = new ArrayList<>(List.of(HEAD));
    rows.forEach(row -> lines.add(row.cells()));
    var text = new StringBuilder();
    for (var line : lines) {
      var padded = new StringBuilder();
      for (int column = 0; column < HEAD.size(); column++) {
        int at = column;
        int width = Collections.max(lines.stream().map(each -> each.get(at).length()).toList());
        var number = column >= HEAD.indexOf("pods"); // numbers to the right
        padded.append(("%" + (number ? "" : "-") + width + "s  ").formatted(line.get(column)));
      }
      text.append(padded.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }
}

package example.onk3s.demo;

import example.contract.AdminClient;
import example.contract.RunningProgram.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A row of the table: what {@code list-pods --stats} printed.
 *
 * @param cells the columns of the table
 * @param pods UIDs by name
 */
public record DemoResult(List<String> cells, Map<String, String> pods, Outcome outcome) {

  private static final List<String> HEAD =
      List.of(
          "client", "mode", "server", "identity", "pods", "time to first answer", "peak memory");

  /** The mode, the server, and the identity after the kind of its credential. */
  private static final Pattern FIRST_LINE =
      Pattern.compile("(\\S+) (https://\\S+), namespace \\S+, as (?:[a-z-]+ )?(\\S.*)");

  /** Reads what a program printed that was meant to run in this mode. */
  public static DemoResult of(String client, String mode, Outcome outcome) {
    var pods = new TreeMap<String, String>();
    var server = "";
    var identity = "";
    var stats = AdminClient.object();
    for (var line : outcome.out().lines().toList()) {
      var first = FIRST_LINE.matcher(line);
      var columns = line.split("\t");
      if (first.matches() && mode.startsWith(first.group(1))) {
        server = first.group(2);
        identity = first.group(3);
      } else if (columns.length == 4) {
        pods.put(columns[1], columns[3]);
      } else if (line.startsWith("{")) {
        stats = (ObjectNode) AdminClient.JSON.readTree(line);
      }
    }
    var cells =
        List.of(
            client,
            mode,
            server,
            identity,
            String.valueOf(pods.size()),
            number("%.1f s", stats.path("firstAnswerMillis"), 1000),
            number("%.0f MiB", stats.path("peakMemoryKiB"), 1024));
    return new DemoResult(cells, pods, outcome);
  }

  private static String number(String format, JsonNode value, double divisor) {
    return value.isNumber()
        ? String.format(Locale.ROOT, format, value.asDouble() / divisor)
        : "n/a";
  }

  /** Whether the program ended well, ran in the mode that was meant, and saw these pods. */
  public boolean agrees(Map<String, String> expected) {
    var server = cells.get(HEAD.indexOf("server"));
    return outcome.exit() == 0 && !server.isEmpty() && pods.equals(expected);
  }

  /** The names of the columns, then the rows. */
  public static String table(List<DemoResult> rows) {
    var lines = new ArrayList<>(List.of(HEAD));
    rows.forEach(row -> lines.add(row.cells()));
    var format = new StringBuilder();
    for (int i = 0; i < HEAD.size(); i++) {
      int column = i;
      int width = lines.stream().mapToInt(cells -> cells.get(column).length()).max().orElseThrow();
      var left = column < HEAD.indexOf("pods") ? "-" : ""; // numbers stand on the right
      format.append("%" + left + width + "s  ");
    }
    return lines.stream()
        .map(cells -> format.toString().formatted(cells.toArray()).stripTrailing() + "\n")
        .collect(Collectors.joining());
  }
}

package example.bench;

import example.contract.AdminClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import tools.jackson.databind.node.ObjectNode;

/** What was measured, and the file it is kept in: a line each, so that two runs can be compared. */
final class Figures {

  /** Of the machine and the run. */
  final ObjectNode facts = AdminClient.object();

  private final List<ObjectNode> rows = new ArrayList<>();
  private final List<String> leftOut = new ArrayList<>();

  void leaveOut(String sentence) {
    System.err.println("left out: " + sentence);
    leftOut.add(sentence);
  }

  /** Adds a row for one thing that was measured of a program. */
  ObjectNode row(String what, Program program) {
    rows.add(AdminClient.object().put("what", what).put("client", program.client()));
    var row = rows.get(rows.size() - 1).put("runtime", program.runtime());
    return row.put("access", program.access());
  }

  /** Adds a figure to a row: median, minimum, maximum. */
  static void put(ObjectNode row, String name, DoubleStream values, double digits) {
    var sorted = values.sorted().toArray();
    var last = sorted.length - 1;
    var median = (sorted[last / 2] + sorted[(last + 1) / 2]) / 2;
    var figure = row.putArray(name);
    for (var value : new double[] {median, sorted[0], sorted[last]}) {
      figure.add(Math.round(value * digits) / digits);
    }
  }

  void write(Path file) throws IOException {
    var all = rows.stream().map(String::valueOf).collect(Collectors.joining(",\n"));
    var none = AdminClient.JSON.writeValueAsString(leftOut);
    Files.writeString(
        file,
        "{\"facts\": %s,\n\"leftOut\": %s,\n\"rows\": [\n%s\n]}\n".formatted(facts, none, all));
  }
}

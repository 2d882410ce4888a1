package example.contract.defaults;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/**
 * The table "what each library does by default", from {@code library-defaults.yaml}: first what was
 * run, by {@link LibraryDefaults}, then what was only read.
 */
public final class LibraryDefaultsTable {

  private static final List<String> ORDER =
      List.of("mode", "server", "namespace", "identity", "trusts", "insecure", "proxy");

  private static final String LEGEND =
      """

      A token or certificate is called after the place where it lay: `token home` is that of the home
      file. `CN=home` is the CA named there, and `JVM` stands for every CA that the JVM trusts.

      Read from source, not run:

      """;

  private LibraryDefaultsTable() {}

  /** The table, and under it the sources of what was read; ends in a newline. */
  public static String markdown() {
    return markdown(LibraryDefaults.file());
  }

  static String markdown(JsonNode file) {
    var read = file.get("read");
    var head = new ArrayList<>(List.of("scenario", "this repository's rule"));
    for (var client : file.get("measured").properties()) {
      head.add(client.getKey() + " " + client.getValue().asString());
    }
    read.propertyNames().forEach(name -> head.add(name + ", read from source"));

    var table = new StringBuilder(line(head));
    table.append(line(head.stream().map(each -> "---").toList()));
    for (var row : file.get("rows")) {
      var cells = new ArrayList<>(List.of(row.get("says").asString()));
      cells.add(answer(row.get("ours")));
      for (var client : file.get("measured").propertyNames()) {
        var before = answer(LibraryDefaults.pins(row, client, false).iterator().next());
        var after = answer(LibraryDefaults.pins(row, client, true).iterator().next());
        cells.add(before.equals(after) ? before : before + "; from Java 25 " + after);
      }
      for (var name : read.propertyNames()) {
        var fact = row.path("facts").path(name);
        cells.add(
            fact.isMissingNode()
                ? ""
                : "%s (`%s`)".formatted(fact.get("says").asString(), fact.get("from").asString()));
      }
      table.append(line(cells));
    }
    table.append(LEGEND);
    for (var each : read.properties()) {
      var source = each.getValue();
      table.append(
          "- %s: %s (%s)\n"
              .formatted(
                  each.getKey(), source.get("what").asString(), source.get("at").asString()));
    }
    return table.toString();
  }

  private static String answer(JsonNode answer) {
    if (answer.has("error")) {
      return "error: " + text(answer.get("error").asString());
    }
    return ORDER.stream()
        .filter(answer::has)
        .map(field -> cell(field, answer.get(field).asString()))
        .collect(Collectors.joining(", "));
  }

  private static String cell(String field, String value) {
    return switch (field) {
      case "mode", "identity" -> value;
      case "server" -> "`" + value + "`";
      case "insecure" -> "**TLS not verified**";
      default -> field + " " + value;
    };
  }

  /** The first sentence, with paths as a reader has them, and not as the test made them. */
  private static String text(String message) {
    var sentence = message.split("\\.( |$)", 2)[0];
    return sentence.replace("${dir}/root", "").replace("${dir}/home", "~").replace("${dir}/", "");
  }

  private static String line(List<String> cells) {
    return cells.stream()
        .map(cell -> cell.replace("|", "\\|"))
        .collect(Collectors.joining(" | ", "| ", " |\n"));
  }
}

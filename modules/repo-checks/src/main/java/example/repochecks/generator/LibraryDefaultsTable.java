package example.repochecks.generator;

import example.contract.defaults.LibraryDefaults;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/**
 * The table that the docs make of {@code library-defaults.yaml}: first what was run, by {@link
 * LibraryDefaults}, then what was only read.
 */
final class LibraryDefaultsTable {

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
  static String markdown() {
    var file = LibraryDefaults.file();
    var measured = file.get("measured").properties().stream();
    var read = file.get("read");
    var table =
        new Table(
            "scenario",
            "this repository's rule",
            measured.map(each -> each.getKey() + " " + each.getValue().asString()).toList(),
            read.propertyNames().stream().map(name -> name + ", read from source").toList());
    for (var row : file.get("rows")) {
      var cells = new ArrayList<>(List.of(row.get("says").asString(), answer(row.get("ours"))));
      for (var client : file.get("measured").propertyNames()) {
        var before = answer(LibraryDefaults.pins(row, client, false).iterator().next());
        var after = answer(LibraryDefaults.pins(row, client, true).iterator().next());
        cells.add(before.equals(after) ? before : before + "; from Java 25 " + after);
      }
      for (var name : read.propertyNames()) {
        var fact = row.path("facts").path(name);
        var says = fact.path("says").asString("");
        cells.add(says.isEmpty() ? "" : "%s (`%s`)".formatted(says, fact.get("from").asString()));
      }
      table.row(cells);
    }
    var sources = new StringBuilder();
    for (var each : read.properties()) {
      var what = each.getValue().get("what").asString();
      var at = each.getValue().get("at").asString();
      sources.append("- %s: %s (%s)\n".formatted(each.getKey(), what, at));
    }
    return table.markdown() + LEGEND + sources;
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
}

package example.repochecks.generator;

import example.contract.defaults.LibraryDefaults;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * The table that the docs make of {@code library-defaults.yaml}: first what was run, by {@link
 * LibraryDefaults}, then what was only read.
 */
final class LibraryDefaultsTable {

  private static final String FILE = "library-defaults.yaml";

  private static final String LEGEND =
      """

      A token or certificate is called after the place where it lay: `token home` is that of the home
      file. `CN=home` is the CA named there, and `JVM` stands for every CA that the JVM trusts.

      Read from source, not run:

      """;

  private LibraryDefaultsTable() {}

  /** The table, and under it the sources of what was read. */
  static String markdown(PageLocation here) {
    var file = LibraryDefaults.file();
    var measured = file.get("measured");
    var read = file.get("read");
    var table =
        new Table(
            "scenario",
            "this repository's rule",
            measured.properties().stream()
                .map(each -> each.getKey() + " " + each.getValue().asString())
                .toList(),
            read.propertyNames().stream().map(name -> name + ", read from source").toList());
    for (var row : file.get("rows")) {
      var cells = new ArrayList<>(List.of(row.get("says").asString(), answer(row.get("ours"))));
      for (var client : measured.propertyNames()) {
        var before = answer(LibraryDefaults.pins(row, client, false).iterator().next());
        var after = answer(LibraryDefaults.pins(row, client, true).iterator().next());
        cells.add(before.equals(after) ? before : before + "; from Java 25 " + after);
      }
      for (var name : read.propertyNames()) {
        cells.add(fact(row.path("facts").path(name)));
      }
      table.row(cells);
    }
    var text = new StringBuilder(table.markdown()).append(LEGEND);
    for (var each : read.properties()) {
      var what = each.getValue().get("what").asString();
      var at = each.getValue().get("at").asString();
      text.append("- %s: %s (%s)\n".formatted(each.getKey(), what, at));
    }
    var link = here.link(FILE, "modules/contract/src/main/resources/" + FILE);
    return "%s\nEach row is one of %s, with each answer of the two libraries pinned.\n"
        .formatted(text, link);
  }

  private static String fact(JsonNode fact) {
    return fact.isMissingNode()
        ? ""
        : "%s (`%s`)".formatted(fact.get("says").asString(), fact.get("from").asString());
  }

  /** Of an error the first sentence. */
  private static String answer(JsonNode answer) {
    return answer.has("error")
        ? "error: " + Cell.plain(answer.get("error").asString().split("\\.( |$)", 2)[0])
        : Cell.answer(
            answer, "mode", "server", "namespace", "identity", "trusts", "insecure", "proxy");
  }
}

package example.repochecks.generator;

import static example.repochecks.generator.Cell.code;
import static example.repochecks.generator.Cell.plain;

import example.contract.AdminClient;
import example.contract.access.AccessRow;
import example.contract.access.AccessTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** The tables that the docs make of {@code access-cases.yaml}. */
final class AccessTables {

  /** A column, and what a row says in it. */
  private record Column(String head, Function<JsonNode, String> cell) {}

  private static final Column SAYS = new Column("what holds", row -> row.get("says").asString());

  /** Of {@code p1-context-argument}: P1. */
  private static final Column RULE =
      new Column("rule", row -> name(row).split("-")[0].toUpperCase(Locale.ROOT));

  private static final Column OUTCOME = new Column("outcome", AccessTables::outcome);

  private final JsonNode file = AccessRow.file();
  private final Proven proven;

  AccessTables(Proven proven) {
    this.proven = proven;
  }

  /** P in every combination: first what is used, then what ends in an error. */
  String decisionTable(PageLocation here) {
    var rows = AccessRow.rowsOf(file, "place");
    return combinations("place", rows, here)
        + table(
            only(rows, row -> !row.has("error")),
            axes("place", new Column("is used", AccessTables::place)))
        + "\nThese end in an error, and nothing else is tried:\n\n"
        + table(only(rows, row -> row.has("error")), axes("place", renamed(OUTCOME, "the error")));
  }

  String decisionRows(PageLocation here) {
    return rows(named("p[0-9]+-.*"), here, RULE, SAYS, OUTCOME);
  }

  /** I in every combination. */
  String inClusterTable(PageLocation here) {
    var rows = AccessRow.rowsOf(file, "pod");
    var answer = new Column("namespace, or the error", AccessTables::namespaceOrError);
    return combinations("pod", rows, here) + table(rows, axes("pod", answer));
  }

  String inClusterRows(PageLocation here) {
    return rows(named("i[0-9]+-.*"), here, RULE, SAYS, OUTCOME);
  }

  /** K with an error: what is in the kubeconfig, and the sentence. */
  String rejections(PageLocation here) {
    return rows(
        only(named("k[0-9]+-.*"), row -> row.has("error") || row.has("refused")),
        here,
        RULE,
        renamed(SAYS, "in the kubeconfig"),
        renamed(OUTCOME, "the sentence"));
  }

  String shapes(PageLocation here) {
    return rows(
        named("shape-.*|k9-(eks|gke|aks)"),
        here,
        renamed(SAYS, "a kubeconfig"),
        new Column("works", row -> row.has("error") ? "no" : "yes"),
        OUTCOME);
  }

  String yaml(PageLocation here) {
    return rows(named("yaml-.*"), here, SAYS, OUTCOME);
  }

  // ---- rows ----

  /** The rows that stand for themselves and whose names match. */
  private List<JsonNode> named(String regex) {
    return only(AccessRow.rowsOf(file, ""), row -> name(row).matches(regex));
  }

  private static List<JsonNode> only(List<JsonNode> rows, Predicate<JsonNode> wanted) {
    return rows.stream().filter(wanted).toList();
  }

  private static List<String> ids(List<JsonNode> rows) {
    return rows.stream().map(AccessTables::id).toList();
  }

  private static String id(JsonNode row) {
    return "cluster-access." + name(row);
  }

  private static String name(JsonNode row) {
    return row.get("id").asString();
  }

  // ---- columns ----

  private static Column renamed(Column column, String head) {
    return new Column(head, column.cell);
  }

  /** The rule, a column for each axis of a table, and the answer. */
  private Column[] axes(String name, Column answer) {
    var table = AccessTable.of(file, name);
    var columns = new ArrayList<>(List.of(RULE));
    for (var axis : table.axes()) {
      var head = axis.matches("[a-z' ]+") ? axis : code(axis);
      columns.add(new Column(head, row -> table.any(row, axis) ? "any" : values(table, row, axis)));
    }
    columns.add(answer);
    return columns.toArray(Column[]::new);
  }

  private static String values(AccessTable table, JsonNode row, String axis) {
    return table.values(row, axis).stream()
        .map(value -> value.replaceFirst("^(--[a-z-]+)", "`$1`"))
        .collect(Collectors.joining(" or "));
  }

  private static String outcome(JsonNode row) {
    if (row.has("error")) {
      return sentence(row);
    }
    if (row.has("refused")) {
      return row.get("refused").properties().stream()
          .map(each -> each.getKey() + ": " + sentence(each.getValue()))
          .collect(Collectors.joining(" "));
    }
    var expect = row.get("expect");
    return expect.has("server")
        ? Cell.answer(expect, "mode", "server", "identity", "namespace", "ca")
        : Cell.answer(expect, "mode", "identity", "source", "namespace", "ca");
  }

  /** Mode and server alone: the eye must find them in a second. */
  private static String place(JsonNode row) {
    return Cell.answer(row.get("expect"), "mode", "server");
  }

  private static String namespaceOrError(JsonNode row) {
    return row.has("error") ? sentence(row) : code(row.at("/expect/namespace").asString());
  }

  private static String sentence(JsonNode row) {
    return code(plain(row.get("error").asString().strip()));
  }

  // ---- tables ----

  private String rows(List<JsonNode> rows, PageLocation here, Column... columns) {
    return proven.summary(ids(rows), here) + "\n\n" + table(rows, columns);
  }

  /** The sentence over the tables of a rule in which each row stands for several combinations. */
  private String combinations(String name, List<JsonNode> rows, PageLocation here) {
    var count = AccessTable.of(file, name).combinations(AdminClient.object()).size();
    return "%s They stand for %d combinations.\n\n"
        .formatted(proven.summary(ids(rows), here), count);
  }

  /** With the case in the last column. */
  private static String table(List<JsonNode> rows, Column... columns) {
    var table = new Table(Stream.of(columns).map(Column::head).toList(), "case");
    for (var row : rows) {
      table.row(Stream.of(columns).map(column -> column.cell.apply(row)).toList(), code(id(row)));
    }
    return table.markdown();
  }
}

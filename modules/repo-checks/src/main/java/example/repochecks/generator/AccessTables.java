package example.repochecks.generator;

import example.contract.AdminClient;
import example.contract.access.AccessRow;
import example.contract.access.AccessTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** The tables that the docs make of {@code access-cases.yaml}. */
final class AccessTables {

  private static final String PREFIX = "cluster-access.";
  private static final Pattern RULE = Pattern.compile("([a-z]+)([0-9]*)-.*");
  private static final Pattern ARGUMENT = Pattern.compile("^(--[a-z-]+)");
  private static final String EXEC = PREFIX + "k9-";
  private static final Pattern SHAPE = Pattern.compile("shape-.*|k9-(eks|gke|aks)");

  /** A column, and what a row says in it. */
  private record Column(String head, Function<JsonNode, String> cell) {}

  private static final Column SAYS = new Column("what holds", row -> row.get("says").asString());
  private static final Column RULE_OF =
      new Column("rule", row -> rule(row, "$1$2").toUpperCase(Locale.ROOT));
  private static final Column OUTCOME = new Column("outcome", AccessTables::outcome);

  private final JsonNode file = AccessRow.file();
  private final Proven proven;
  private final PageLocation here;

  AccessTables(Proven proven, PageLocation here) {
    this.proven = proven;
    this.here = here;
  }

  /** P in every combination: first what is used, then what ends in an error. */
  String decisionTable() {
    var rows = AccessRow.rowsOf(file, "place");
    return combinations("place", rows)
        + table(
            only(rows, row -> !row.has("error")),
            axes("place", new Column("is used", AccessTables::place)))
        + "\nThese end in an error, and nothing else is tried:\n\n"
        + table(
            only(rows, row -> row.has("error")),
            axes("place", new Column("the error", AccessTables::outcome)));
  }

  String decisionRows() {
    return rows(one("p"), RULE_OF, SAYS, OUTCOME);
  }

  /** I in every combination. */
  String inClusterTable() {
    var rows = AccessRow.rowsOf(file, "pod");
    var answer = new Column("namespace, or the error", AccessTables::namespaceOrError);
    return combinations("pod", rows) + table(rows, axes("pod", answer));
  }

  String inClusterRows() {
    return rows(one("i"), RULE_OF, SAYS, OUTCOME);
  }

  /** K with an error: what is in the kubeconfig, and the sentence. */
  String rejections() {
    return rows(
        only(one("k"), row -> row.has("error") || row.has("refused")),
        RULE_OF,
        new Column("in the kubeconfig", SAYS.cell),
        new Column("the sentence", AccessTables::outcome));
  }

  String shapes() {
    return rows(
        only(all(), row -> SHAPE.matcher(row.get("id").asString()).matches()),
        new Column("a kubeconfig", SAYS.cell),
        new Column("works", row -> row.has("error") ? "no" : "yes"),
        OUTCOME);
  }

  String yaml() {
    return rows(one("yaml"), SAYS, OUTCOME);
  }

  String libraryDefaults() {
    var file = "library-defaults.yaml";
    return LibraryDefaultsTable.markdown()
        + "\nEach row is one of %s, with each answer of the two libraries pinned.\n"
            .formatted(here.link(file, "modules/contract/src/main/resources/" + file));
  }

  /** What happens once a cluster is found. */
  String afterTheChoice() {
    return methods(id -> !id.startsWith(EXEC));
  }

  /** What happens where a kubeconfig names a program to ask for a credential. */
  String execPlugins() {
    return methods(id -> id.startsWith(EXEC));
  }

  /** The cases that are methods, with each client's state. */
  private String methods(Predicate<String> wanted) {
    var rows = ids(all());
    var methods = proven.matching(Pattern.quote(PREFIX) + ".*").stream().filter(wanted);
    return new Comparison(proven).table(methods.filter(id -> !rows.contains(id)).toList());
  }

  // ---- rows ----

  private List<JsonNode> all() {
    return file.get("rows").valueStream().toList();
  }

  /** The rows of a rule that stand for themselves, such as {@code p1-context-argument} of p. */
  private List<JsonNode> one(String rule) {
    return only(all(), row -> !row.has("table") && rule(row, "$1").equals(rule));
  }

  private static List<JsonNode> only(List<JsonNode> rows, Predicate<JsonNode> wanted) {
    return rows.stream().filter(wanted).toList();
  }

  private static List<String> ids(List<JsonNode> rows) {
    return rows.stream().map(AccessTables::id).toList();
  }

  private static String id(JsonNode row) {
    return PREFIX + row.get("id").asString();
  }

  private static String rule(JsonNode row, String part) {
    return RULE.matcher(row.get("id").asString()).replaceFirst(part);
  }

  /** The rule, a column for each axis of a table, and the answer. */
  private Column[] axes(String name, Column answer) {
    var table = AccessTable.of(file, name);
    var columns = new ArrayList<>(List.of(RULE_OF));
    for (var axis : table.axes()) {
      columns.add(
          new Column(
              axis.matches("[a-z' ]+") ? axis : code(axis),
              row ->
                  table.any(row, axis)
                      ? "any"
                      : table.values(row, axis).stream()
                          .map(value -> ARGUMENT.matcher(value).replaceFirst("`$1`"))
                          .collect(Collectors.joining(" or "))));
    }
    columns.add(answer);
    return columns.toArray(Column[]::new);
  }

  // ---- cells ----

  private static String outcome(JsonNode row) {
    if (row.has("error")) {
      return sentence(row.get("error"));
    }
    var refused =
        row.path("refused").properties().stream()
            .map(each -> each.getKey() + ": " + sentence(each.getValue().get("error")))
            .collect(Collectors.joining(" "));
    return refused.isEmpty() ? answer(row.get("expect")) : refused;
  }

  /** Mode and server alone: the eye must find them in a second. */
  private static String place(JsonNode row) {
    var expect = row.get("expect");
    return expect.get("mode").asString() + ", " + code(expect.get("server").asString());
  }

  private static String answer(JsonNode expect) {
    var parts = new ArrayList<String>();
    if (expect.has("mode")) {
      parts.add(expect.get("mode").asString());
    }
    if (expect.has("server")) {
      parts.add(code(plain(expect.get("server").asString())));
    }
    if (expect.has("identity")) {
      parts.add(plain(expect.get("identity").asString()));
    }
    if (expect.has("source") && !expect.has("server")) {
      parts.add(plain(expect.get("source").asString()));
    }
    if (expect.has("namespace")) {
      parts.add("namespace " + expect.get("namespace").asString());
    }
    if (expect.has("ca")) {
      var subjects = expect.get("ca").valueStream().map(JsonNode::asString).toList();
      parts.add("trusts " + (subjects.isEmpty() ? "the JVM's CAs" : String.join(", ", subjects)));
    }
    return String.join(", ", parts);
  }

  private static String namespaceOrError(JsonNode row) {
    return row.has("error")
        ? sentence(row.get("error"))
        : code(row.get("expect").get("namespace").asString());
  }

  private static String sentence(JsonNode error) {
    return code(plain(error.asString().strip()));
  }

  /** With paths as a reader has them, and not as the test made them. */
  private static String plain(String text) {
    return text.replace("${dir}/root", "").replace("${dir}/home", "~").replace("${dir}/", "");
  }

  private static String code(String text) {
    return "`" + text + "`";
  }

  // ---- tables ----

  private String rows(List<JsonNode> rows, Column... columns) {
    return proven.summary(ids(rows), here) + "\n\n" + table(rows, columns);
  }

  /** The sentence over the tables of a rule in which each row stands for several combinations. */
  private String combinations(String name, List<JsonNode> rows) {
    var count = AccessTable.of(file, name).combinations(AdminClient.object()).size();
    return "%s They stand for %d combinations.\n\n"
        .formatted(proven.summary(ids(rows), here), count);
  }

  /** With the case in the last column. */
  private String table(List<JsonNode> rows, Column... columns) {
    var table = new Table(Stream.of(columns).map(Column::head).toList(), "case");
    for (var row : rows) {
      var cells = Stream.of(columns).map(column -> column.cell.apply(row)).toList();
      table.row(cells, code(id(row)));
    }
    return table.markdown();
  }
}

package example.repochecks.generator;

import example.contract.AdminClient;
import example.contract.access.AccessRow;
import example.contract.access.AccessTable;
import example.contract.defaults.LibraryDefaultsTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** The tables that the docs make of {@code access-cases.yaml}. */
final class AccessTables {

  private static final String ALL = "modules/client-java,modules/fabric8,modules/java-net-http";
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
  private final Column theCase;

  AccessTables(Proven proven, PageLocation here) {
    this.proven = proven;
    this.here = here;
    this.theCase = new Column("case", row -> proven.index().link(here, id(row)));
  }

  /** P in every combination: first what is used, then what ends in an error. */
  String decisionTable() {
    var rows = AccessRow.rowsOf(file, "place");
    var columns = axes("place");
    var used = with(columns, new Column("is used", AccessTables::place), theCase);
    var refused = with(columns, new Column("the error", AccessTables::outcome), theCase);
    return sentence(rows, combinations("place"))
        + table(used, only(rows, row -> !row.has("error")), rows)
        + "\nThese end in an error, and nothing else is tried:\n\n"
        + table(refused, only(rows, row -> row.has("error")), rows)
        + proof(rows, "p.*");
  }

  String decisionRows() {
    return rows(one("p"), "p.*", RULE_OF, SAYS, OUTCOME, theCase);
  }

  /** I in every combination. */
  String inClusterTable() {
    var rows = AccessRow.rowsOf(file, "pod");
    var answer = new Column("namespace, or the error", AccessTables::namespaceOrError);
    return sentence(rows, combinations("pod"))
        + table(with(axes("pod"), answer, theCase), rows, rows)
        + proof(rows, "i.*");
  }

  String inClusterRows() {
    return rows(one("i"), "i.*", RULE_OF, SAYS, OUTCOME, theCase);
  }

  /** K with an error: what is in the kubeconfig, and the sentence. */
  String rejections() {
    return rows(
        only(one("k"), row -> row.has("error") || row.has("refused")),
        "k.*",
        RULE_OF,
        new Column("in the kubeconfig", SAYS.cell),
        new Column("the sentence", AccessTables::outcome),
        theCase);
  }

  String shapes() {
    return rows(
        only(all(), row -> SHAPE.matcher(row.get("id").asString()).matches()),
        "(shape|k9)-.*",
        new Column("a kubeconfig", SAYS.cell),
        new Column("works", row -> row.has("error") ? "no" : "yes"),
        OUTCOME,
        theCase);
  }

  String yaml() {
    return rows(one("yaml"), "yaml-.*", SAYS, OUTCOME, theCase);
  }

  String libraryDefaults() {
    var file = "library-defaults.yaml";
    return LibraryDefaultsTable.markdown()
        + "\nEach row is one of %s, with each answer of the two libraries pinned.\n\n"
            .formatted(here.link(file, "modules/contract/src/main/resources/" + file))
        + reproduce(
            "test -am -pl modules/client-java,modules/fabric8 -Dtest=LibraryDefaultsTest"
                + " -Dsurefire.failIfNoSpecifiedTests=false -DexcludedGroups=");
  }

  /** What happens once a cluster is found. */
  String afterTheChoice() {
    return methods(id -> !id.startsWith(EXEC));
  }

  /** What happens where a kubeconfig names a program to ask for a credential. */
  String execPlugins() {
    return methods(id -> id.startsWith(EXEC));
  }

  /** The cases that are methods, each client's state beside. */
  private String methods(Predicate<String> which) {
    var rows = ids(all());
    var ids =
        proven.index().cases().keySet().stream()
            .filter(id -> id.startsWith(PREFIX) && !rows.contains(id) && which.test(id))
            .toList();
    var table = new Table("what holds", proven.clients(), "case");
    for (var id : ids) {
      var says = proven.index().cases().get(id).says();
      table.row(says, proven.texts(id), proven.index().link(here, id));
    }
    var names =
        ids.stream().map(id -> id.substring(PREFIX.length())).collect(Collectors.joining("|"));
    return table.markdown()
        + "\n"
        + proven.where(ids)
        + reproduce("verify -am -pl %s '-Dcases=%s(%s)'".formatted(ALL, PREFIX, names));
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

  /** The rule, and a column for each axis of a table. */
  private List<Column> axes(String name) {
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
    return columns;
  }

  private String combinations(String table) {
    var count = AccessTable.of(file, table).combinations(AdminClient.object()).size();
    return count + " combinations";
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

  private String rows(List<JsonNode> rows, String cases, Column... columns) {
    return sentence(rows, "") + table(List.of(columns), rows, rows) + proof(rows, cases);
  }

  private String sentence(List<JsonNode> rows, String more) {
    return proven.sentence(ids(rows), more) + "\n\n";
  }

  private static List<Column> with(List<Column> columns, Column... more) {
    var all = new ArrayList<>(columns);
    all.addAll(List.of(more));
    return all;
  }

  /**
   * @param all the rows that the sentence over the table, or over several, speaks of
   */
  private String table(List<Column> columns, List<JsonNode> rows, List<JsonNode> all) {
    var ids = ids(all);
    var shown = new ArrayList<>(columns);
    if (proven.needed(ids)) {
      shown.add(new Column("clients", row -> proven.note(id(row), ids)));
    }
    var table = new Table(shown.stream().map(Column::head).toList());
    for (var row : rows) {
      table.row(shown.stream().map(each -> each.cell.apply(row)).toList());
    }
    return table.markdown();
  }

  /**
   * @param cases a regular expression of what follows the prefix of their ids
   */
  private String proof(List<JsonNode> rows, String cases) {
    return "\n"
        + proven.where(ids(rows))
        + reproduce(
            "test -am -pl %s -Dtest=PatternsTest -Dsurefire.failIfNoSpecifiedTests=false '-Dcases=%s%s'"
                .formatted(ALL, PREFIX, cases));
  }

  private static String reproduce(String maven) {
    return "Reproduce: `mvn %s`\n".formatted(maven);
  }
}

package example.repochecks.docs;

import example.contract.AdminClient;
import example.contract.Case;
import example.contract.access.AccessRow;
import example.contract.access.AccessTable;
import example.contract.defaults.LibraryDefaultsTable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** The tables that the docs make of {@code access-cases.yaml}. */
final class AccessDocs {

  private static final String PREFIX = "cluster-access.";
  private static final Pattern RULE = Pattern.compile("([a-z]+[0-9]*)-.*");
  private static final Pattern ARGUMENT = Pattern.compile("^(--[a-z-]+)");
  private static final Pattern EXEC = Pattern.compile("cluster-access\\.k9-.*");
  private static final Pattern EXEC_SHAPE = Pattern.compile("k9-(eks|gke|aks)");

  /** A column, and what a row says in it. */
  private record Column(String head, Function<JsonNode, String> cell) {}

  private static final Column SAYS = new Column("what holds", row -> row.get("says").asString());
  private static final Column RULE_OF = new Column("rule", AccessDocs::rule);

  private final JsonNode file = AccessRow.file();
  private final Proven states;
  private final CaseIndex evidence;
  private final PageLocation here;
  private final Column theCase = new Column("case", row -> evidence().link(here(), id(row)));

  AccessDocs(Proven states, CaseIndex evidence, PageLocation here) {
    this.states = states;
    this.evidence = evidence;
    this.here = here;
  }

  private CaseIndex evidence() {
    return evidence;
  }

  private PageLocation here() {
    return here;
  }

  /** P in every combination: first what is used, then what ends in an error. */
  String decisionTable() {
    var rows = AccessRow.rowsOf(file, "place");
    var axes = axes("place");
    axes.add(0, RULE_OF);
    var used = new ArrayList<>(axes);
    used.add(new Column("is used", AccessDocs::place));
    used.add(theCase);
    var refused = new ArrayList<>(axes);
    refused.add(new Column("the error", AccessDocs::outcome));
    refused.add(theCase);
    return states.sentence(ids(rows), combinations("place"))
        + "\n\n"
        + table(used, only(rows, row -> !row.has("error")), ids(rows))
        + "\nThese end in an error, and nothing else is tried:\n\n"
        + table(refused, only(rows, row -> row.has("error")), ids(rows))
        + "\n"
        + proof(rows, "p.*");
  }

  String decisionRows() {
    return rows(one("p"), List.of(RULE_OF, SAYS, outcome(), theCase), "p.*");
  }

  /** I in every combination. */
  String inClusterTable() {
    var columns = axes("pod");
    columns.add(0, RULE_OF);
    columns.add(new Column("namespace, or the error", AccessDocs::namespaceOrError));
    columns.add(theCase);
    var rows = AccessRow.rowsOf(file, "pod");
    return states.sentence(ids(rows), combinations("pod"))
        + "\n\n"
        + table(columns, rows, ids(rows))
        + "\n"
        + proof(rows, "i.*");
  }

  String inClusterRows() {
    return rows(one("i"), List.of(RULE_OF, SAYS, outcome(), theCase), "i.*");
  }

  /** K with an error: what is in the kubeconfig, and the sentence. */
  String rejections() {
    var refused = only(one("k"), row -> row.has("error") || row.has("refused"));
    var sentence = new Column("the sentence", AccessDocs::outcome);
    return rows(
        refused,
        List.of(RULE_OF, new Column("in the kubeconfig", SAYS.cell), sentence, theCase),
        "k.*");
  }

  String shapes() {
    var shapes =
        only(
            all(),
            row ->
                rule(row).equals("SHAPE")
                    || EXEC_SHAPE.matcher(row.get("id").asString()).matches());
    return rows(
        shapes,
        List.of(
            new Column("a kubeconfig", SAYS.cell),
            new Column("works", row -> row.has("error") ? "no" : "yes"),
            outcome(),
            theCase),
        "(shape|k9)-.*");
  }

  String yaml() {
    return rows(one("yaml"), List.of(SAYS, outcome(), theCase), "yaml-.*");
  }

  String leftAlone() {
    return LibraryDefaultsTable.markdown()
        + "\nEach row is one of %s, with each answer of the two libraries pinned.\n\n"
            .formatted(
                here.link(
                    "library-defaults.yaml",
                    "modules/contract/src/main/resources/library-defaults.yaml"))
        + Reproduce.longTest("modules/client-java,modules/fabric8", "LibraryDefaultsTest");
  }

  /** What happens once a cluster is found. */
  String afterTheChoice() {
    return methods(id -> !EXEC.matcher(id).matches());
  }

  /** What happens where a kubeconfig names a program to ask for a credential. */
  String execPlugins() {
    return methods(id -> EXEC.matcher(id).matches());
  }

  /** The cases that are methods, each client's state beside. */
  private String methods(Predicate<String> which) {
    var rows = file.get("rows").valueStream().map(AccessDocs::id).toList();
    var cases =
        evidence.cases().values().stream()
            .filter(each -> each.id().startsWith(PREFIX) && !rows.contains(each.id()))
            .filter(each -> which.test(each.id()))
            .sorted(Comparator.comparing(Case::id))
            .toList();
    var heads = new ArrayList<>(List.of("what holds"));
    heads.addAll(states.clients());
    heads.add("case");
    var table = new Table(heads);
    for (var each : cases) {
      var cells = new ArrayList<>(List.of(each.says()));
      cells.addAll(states.texts(each.id()));
      cells.add(evidence.link(here, each.id()));
      table.row(cells);
    }
    var ids = cases.stream().map(Case::id).toList();
    var names = ids.stream().map(id -> id.substring(PREFIX.length())).toList();
    return table.markdown()
        + "\n"
        + states.where(ids)
        + Reproduce.everywhere(PREFIX + "(" + String.join("|", names) + ")");
  }

  // ---- rows ----

  private List<JsonNode> all() {
    return file.get("rows").valueStream().toList();
  }

  /** The rows of a rule that stand for themselves. */
  private List<JsonNode> one(String rule) {
    return only(
        all(),
        row ->
            !row.has("table")
                && rule(row).replaceAll("[0-9]", "").equals(rule.toUpperCase(Locale.ROOT)));
  }

  private static List<JsonNode> only(List<JsonNode> rows, Predicate<JsonNode> wanted) {
    return rows.stream().filter(wanted).toList();
  }

  private static List<String> ids(List<JsonNode> rows) {
    return rows.stream().map(AccessDocs::id).toList();
  }

  private static String id(JsonNode row) {
    return PREFIX + row.get("id").asString();
  }

  /** {@code P1} of {@code p1-context-argument}. */
  private static String rule(JsonNode row) {
    var rule = RULE.matcher(row.get("id").asString());
    return rule.matches() ? rule.group(1).toUpperCase(Locale.ROOT) : "";
  }

  private List<Column> axes(String name) {
    var table = AccessTable.of(file, name);
    var columns = new ArrayList<Column>();
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
    return AccessTable.of(file, table).combinations(AdminClient.object()).size() + " combinations";
  }

  // ---- cells ----

  private static Column outcome() {
    return new Column("outcome", AccessDocs::outcome);
  }

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
    for (var field : List.of("server", "identity", "source")) {
      if (expect.has(field) && (!field.equals("source") || !expect.has("server"))) {
        var value = plain(expect.get(field).asString());
        parts.add(field.equals("server") ? code(value) : value);
      }
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

  private String rows(List<JsonNode> rows, List<Column> columns, String cases) {
    return states.sentence(ids(rows), "")
        + "\n\n"
        + table(columns, rows, ids(rows))
        + "\n"
        + proof(rows, cases);
  }

  /**
   * @param ids of all rows that the sentence over the table, or over several, speaks of
   */
  private String table(List<Column> columns, List<JsonNode> rows, List<String> ids) {
    var all = new ArrayList<>(columns);
    if (states.needed(ids)) {
      all.add(new Column("clients", row -> states.note(id(row), ids)));
    }
    var table = new Table(all.stream().map(Column::head).toList());
    for (var row : rows) {
      table.row(all.stream().map(each -> each.cell.apply(row)).toList());
    }
    return table.markdown();
  }

  private String proof(List<JsonNode> rows, String cases) {
    return states.where(ids(rows)) + Reproduce.inProcess(PREFIX + cases);
  }
}

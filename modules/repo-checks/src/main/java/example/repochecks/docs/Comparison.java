package example.repochecks.docs;

import example.contract.AdminClient;
import example.contract.Case;
import example.contract.Contract.TestLevel;
import example.contract.results.State;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.commonmark.ext.heading.anchor.IdGenerator;
import tools.jackson.databind.JsonNode;

/**
 * The tables of docs/comparison.md and docs/cases.md, from the cases and what is known of the
 * clients.
 */
final class Comparison {

  private final Proven proven;
  private final CaseIndex evidence;
  private final PageLocation here;
  private final JsonNode rows;

  Comparison(Proven proven, CaseIndex evidence, PageLocation here) {
    this(proven, evidence, here, read());
  }

  /**
   * @param rows as in comparison.yaml
   */
  Comparison(Proven proven, CaseIndex evidence, PageLocation here, JsonNode rows) {
    this.proven = proven;
    this.evidence = evidence;
    this.here = here;
    this.rows = rows;
  }

  /** The rows of comparison.yaml. */
  static JsonNode read() {
    try (var in = Comparison.class.getResourceAsStream("/comparison.yaml")) {
      return AdminClient.YAML.readTree(in);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /** Only where the three are not alike, or one does not hold: what a reader looks for first. */
  String differences() {
    var table = new Table(heads("what holds", "case"));
    var ids = new ArrayList<String>();
    for (var each : evidence.cases().values()) {
      if (!proven.agree(each.id()) || !proven.states(each.id()).contains(State.YES)) {
        ids.add(each.id());
        table.row(cells(each.says(), states(each.id()), evidence.link(here, each.id())));
      }
    }
    if (table.isEmpty()) {
      return "The three clients differ in no case.\n";
    }
    var alike = evidence.cases().size() - ids.size();
    var why = new StringBuilder();
    for (var client : proven.clients()) {
      var reasons = new LinkedHashSet<String>();
      ids.forEach(id -> reasons.add(proven.reason(client, id)));
      reasons.stream()
          .filter(reason -> !reason.isEmpty())
          .forEach(reason -> why.append("- %s: %s.\n".formatted(client, reason)));
    }
    return "In %d of %d cases all three are alike. They differ in these:\n\n"
            .formatted(alike, evidence.cases().size())
        + table.markdown()
        + "\n"
        + why
        + "\n"
        + proof(ids);
  }

  private List<String> states(String id) {
    return proven.states(id).stream().map(Comparison::shown).toList();
  }

  /** What is not well must be found at a glance. */
  private static String shown(State state) {
    return state == State.YES ? state.text : "**" + state.text + "**";
  }

  /** What the client-library procedure asks of any client, tier by tier. */
  String tiers() {
    var table = new Table(heads("tier", "what it asks for", "cases"));
    var all = new TreeSet<String>();
    for (var tier : rows.get("tiers")) {
      for (var row : tier.get("rows")) {
        var ids = ids(row);
        all.addAll(ids);
        var cells = new ArrayList<>(List.of(tier.get("tier").asString()));
        cells.add(row.get("asks").asString());
        cells.addAll(
            row.has("refused") ? refused(ids, row.get("refused").asString()) : counted(ids));
        cells.add(cited(tier.get("tier").asString() + ": " + row.get("asks").asString(), ids));
        table.row(cells);
      }
    }
    return table.markdown() + "\n" + proof(all);
  }

  /** Refused on purpose, if each client is seen to refuse it. */
  private List<String> refused(List<String> ids, String why) {
    return proven.clients().stream()
        .map(
            client -> {
              var worst = worst(client, ids);
              return worst == State.YES ? "**not supported**: " + why : shown(worst);
            })
        .toList();
  }

  private State worst(String client, List<String> ids) {
    return ids.stream()
        .map(id -> proven.state(client, id))
        .max(State::compareTo)
        .orElse(State.NOT_RUN);
  }

  /** What this repository holds every client to. */
  String ours() {
    var table = new Table(heads("", "what holds", "cases"));
    var topic = "";
    for (var row : rowsOfOurs()) {
      var cells = new ArrayList<>(List.of(row.topic.equals(topic) ? "" : row.topic, row.says));
      cells.addAll(counted(row.ids));
      cells.add(cited(row.says, row.ids));
      table.row(cells);
      topic = row.topic;
    }
    var all = new TreeSet<String>();
    rowsOfOurs().forEach(row -> all.addAll(row.ids));
    return table.markdown() + "\n" + proof(all);
  }

  /** A row of what this repository holds every client to. */
  private record Row(String topic, String says, List<String> ids) {}

  /** The rows that are written, then one for each pattern of which they leave a case out. */
  private List<Row> rowsOfOurs() {
    var all = new ArrayList<Row>();
    var left = new TreeSet<>(evidence.cases().keySet());
    for (var tier : rows.get("tiers")) {
      tier.get("rows").forEach(row -> left.removeAll(ids(row)));
    }
    for (var topic : rows.get("ours")) {
      for (var row : topic.get("rows")) {
        var ids = ids(row);
        left.removeAll(ids);
        all.add(new Row(topic.get("topic").asString(), row.get("says").asString(), ids));
      }
    }
    left.stream()
        .collect(Collectors.groupingBy(Comparison::prefix, TreeMap::new, Collectors.toList()))
        .forEach((pattern, ids) -> all.add(new Row(pattern, "cases of " + pattern, ids)));
    return all;
  }

  private List<String> ids(JsonNode row) {
    var ids = new TreeSet<String>();
    for (var regex : row.get("cases")) {
      var found = evidence.matching(regex.asString());
      if (found.isEmpty()) {
        throw new IllegalStateException(
            "comparison.yaml: no case is called %s. Correct it".formatted(regex.asString()));
      }
      ids.addAll(found);
    }
    return List.copyOf(ids);
  }

  /** Each client's states, counted and never merged: {@code yes 5, not supported 1}. */
  private List<String> counted(List<String> ids) {
    return proven.clients().stream().map(client -> counted(client, ids)).toList();
  }

  private String counted(String client, List<String> ids) {
    var counts = new TreeMap<State, Integer>();
    ids.forEach(id -> counts.merge(proven.state(client, id), 1, Integer::sum));
    if (counts.size() < 2) {
      return shown(ids.isEmpty() ? State.NOT_RUN : counts.firstKey());
    }
    return counts.entrySet().stream()
        .map(each -> "%s %d".formatted(shown(each.getKey()), each.getValue()))
        .collect(Collectors.joining(", "));
  }

  /** A case by its id, several by their number: the row has a section on the page of all cases. */
  private String cited(String row, List<String> ids) {
    return switch (ids.size()) {
      case 0 -> "no case yet";
      case 1 -> evidence.link(here, ids.get(0));
      default -> here.link(ids.size() + " cases", "docs/cases.md#" + anchor(row));
    };
  }

  /** As a forge makes it of a heading. */
  private static String anchor(String heading) {
    return IdGenerator.builder().build().generateId(heading);
  }

  private static String prefix(String id) {
    return id.substring(0, id.indexOf('.'));
  }

  /** Requests on the wire, counted by the fake API server. */
  String requests() {
    var table = new Table(heads("what is asked", "case"));
    var ids = new ArrayList<String>();
    for (var each : evidence.cases().values()) {
      var counts =
          proven.clients().stream()
              .map(client -> proven.fact(client, each.id(), "requests"))
              .toList();
      if (counts.stream().anyMatch(count -> !count.equals(State.NOT_RUN.text))) {
        ids.add(each.id());
        table.row(cells(each.says(), counts, evidence.link(here, each.id())));
      }
    }
    return table.markdown() + "\n" + proof(ids);
  }

  /** How many cases each pattern has, at which level, and how each client does. */
  String counts() {
    var heads = new ArrayList<>(List.of("cases of", "all"));
    List.of(TestLevel.values()).forEach(level -> heads.add(Level.of(level).head()));
    heads.addAll(proven.clients());
    var table = new Table(heads);
    var byPattern = new TreeMap<String, List<Case>>();
    evidence
        .cases()
        .values()
        .forEach(
            each ->
                byPattern.computeIfAbsent(prefix(each.id()), none -> new ArrayList<>()).add(each));
    for (var pattern : byPattern.entrySet()) {
      table.row(counts(pattern.getKey(), pattern.getValue()));
    }
    table.row(counts("together", evidence.cases().values()));
    return table.markdown() + "\n" + proof(evidence.cases().keySet());
  }

  private List<String> counts(String name, Collection<Case> cases) {
    var cells = new ArrayList<>(List.of(name, String.valueOf(cases.size())));
    for (var level : TestLevel.values()) {
      cells.add(String.valueOf(cases.stream().filter(each -> each.on().contains(level)).count()));
    }
    var ids = cases.stream().map(Case::id).toList();
    cells.addAll(counted(ids));
    return cells;
  }

  /** Every case, under the rows that it belongs to. */
  String cases() {
    var text = new StringBuilder();
    for (var tier : rows.get("tiers")) {
      var name = tier.get("tier").asString();
      for (var row : tier.get("rows")) {
        text.append(section(name + ": " + row.get("asks").asString(), ids(row)));
      }
    }
    rowsOfOurs().forEach(row -> text.append(section(row.says, row.ids)));
    return text + proof(evidence.cases().keySet());
  }

  private String section(String heading, List<String> ids) {
    if (ids.isEmpty()) {
      return "## %s\n\nNo case yet.\n\n".formatted(heading);
    }
    var table = new Table(heads("what holds", "case"));
    for (var id : ids) {
      var says = evidence.cases().get(id).says();
      table.row(cells(says, states(id), evidence.link(here, id)));
    }
    return "## %s\n\n%s\n".formatted(heading, table.markdown());
  }

  private String proof(Collection<String> ids) {
    return proven.where(ids) + Reproduce.all();
  }

  private List<String> heads(String... before) {
    var heads = new ArrayList<>(List.of(before).subList(0, before.length - 1));
    heads.addAll(proven.clients());
    heads.add(before[before.length - 1]);
    return heads;
  }

  private static List<String> cells(String first, List<String> states, String last) {
    var cells = new ArrayList<>(List.of(first));
    cells.addAll(states);
    cells.add(last);
    return cells;
  }
}

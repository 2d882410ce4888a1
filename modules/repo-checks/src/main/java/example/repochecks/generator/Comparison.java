package example.repochecks.generator;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toCollection;
import static java.util.stream.Collectors.toList;

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
import java.util.stream.Stream;
import org.commonmark.ext.heading.anchor.IdGenerator;
import tools.jackson.databind.JsonNode;

/**
 * The tables of docs/comparison.md and docs/reference/cases.md, from the cases and what is known of
 * the clients.
 */
final class Comparison {

  private final Proven proven;
  private final PageLocation here;

  /** What the client-library procedure asks of any client, tier by tier. */
  private final List<Row> tiers = new ArrayList<>();

  /** What this repository holds every client to. */
  private final List<Row> ours = new ArrayList<>();

  /**
   * A row that several cases stand for.
   *
   * @param group a tier or a topic
   * @param refused why no client here supports it; empty if they do
   */
  private record Row(String group, String says, String heading, String refused, List<String> ids) {}

  Comparison(Proven proven, PageLocation here) {
    this(proven, here, read());
  }

  /**
   * @param file as comparison.yaml
   */
  Comparison(Proven proven, PageLocation here, JsonNode file) {
    this.proven = proven;
    this.here = here;
    for (var tier : file.get("tiers").properties()) {
      for (var row : tier.getValue()) {
        var says = row.get("asks").asString();
        var refused = row.path("refused").asString("");
        tiers.add(new Row(tier.getKey(), says, tier.getKey() + ": " + says, refused, ids(row)));
      }
    }
    for (var topic : file.get("ours").properties()) {
      for (var row : topic.getValue()) {
        var says = row.get("says").asString();
        ours.add(new Row(topic.getKey(), says, says, "", ids(row)));
      }
    }
    // The cases that no row holds, under their pattern, so that a new pattern edits no list.
    var left = new TreeSet<>(cases().keySet());
    Stream.of(tiers, ours).flatMap(List::stream).forEach(row -> left.removeAll(row.ids));
    left.stream()
        .collect(groupingBy(Comparison::prefix, TreeMap::new, toList()))
        .forEach(
            (pattern, ids) -> {
              var says = "cases of " + pattern;
              ours.add(new Row(pattern, says, says, "", ids));
            });
  }

  private static JsonNode read() {
    try (var in = Comparison.class.getResourceAsStream("/comparison.yaml")) {
      return AdminClient.YAML.readTree(in);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private List<String> ids(JsonNode row) {
    var ids = new TreeSet<String>();
    for (var regex : row.get("cases")) {
      var found = proven.index().matching(regex.asString());
      if (found.isEmpty()) {
        throw new IllegalStateException(
            "comparison.yaml: no case is called %s. Correct it".formatted(regex.asString()));
      }
      ids.addAll(found);
    }
    return List.copyOf(ids);
  }

  private TreeMap<String, Case> cases() {
    return proven.index().cases();
  }

  private static String prefix(String id) {
    return id.substring(0, id.indexOf('.'));
  }

  private String link(String id) {
    return proven.index().link(here, id);
  }

  /** Only where the clients are not alike, or one does not hold: what a reader looks for first. */
  String differences() {
    var ids =
        cases().keySet().stream()
            .filter(id -> !proven.agree(id) || !proven.states(id).contains(State.YES))
            .toList();
    if (ids.isEmpty()) {
      return "The three clients differ in no case.\n";
    }
    var why = new StringBuilder();
    for (var client : proven.clients()) {
      ids.stream()
          .map(id -> proven.reason(client, id))
          .filter(reason -> !reason.isEmpty())
          .collect(toCollection(LinkedHashSet::new))
          .forEach(reason -> why.append("- %s: %s.\n".formatted(client, reason)));
    }
    return "In %d of %d cases all three are alike. They differ in these:\n\n"
            .formatted(cases().size() - ids.size(), cases().size())
        + table(ids)
        + "\n"
        + why
        + "\n"
        + proven.proof(ids);
  }

  /** Each case with the clients' states. */
  private String table(List<String> ids) {
    var table = new Table("what holds", proven.clients(), "case");
    for (var id : ids) {
      var states = proven.states(id).stream().map(Comparison::shown).toList();
      table.row(cases().get(id).says(), states, link(id));
    }
    return table.markdown();
  }

  /** What is not well must be found at a glance. */
  private static String shown(State state) {
    return state == State.YES ? state.text : "**" + state.text + "**";
  }

  String tiers() {
    var table = new Table("tier", "what it asks for", proven.clients(), "cases");
    for (var row : tiers) {
      table.row(row.group, row.says, counted(row), cited(row));
    }
    return table.markdown() + "\n" + proven.proof(ids(tiers));
  }

  String ours() {
    var table = new Table("", "what holds", proven.clients(), "cases");
    var group = "";
    for (var row : ours) {
      table.row(row.group.equals(group) ? "" : row.group, row.says, counted(row), cited(row));
      group = row.group;
    }
    return table.markdown() + "\n" + proven.proof(ids(ours));
  }

  private static List<String> ids(List<Row> rows) {
    return rows.stream().flatMap(row -> row.ids.stream()).toList();
  }

  private List<String> counted(Row row) {
    return proven.clients().stream()
        .map(
            client -> {
              var refuses = row.ids.stream().allMatch(id -> proven.state(client, id) == State.YES);
              return row.refused.isEmpty() || !refuses
                  ? counted(client, row.ids)
                  : "**not supported**: " + row.refused; // on purpose, as its cases show
            })
        .toList();
  }

  /** A client's states, counted and never merged: {@code yes 5, not supported 1}. */
  private String counted(String client, Collection<String> ids) {
    var counts =
        ids.stream().collect(groupingBy(id -> proven.state(client, id), TreeMap::new, counting()));
    if (counts.size() < 2) {
      return shown(counts.isEmpty() ? State.NOT_RUN : counts.firstKey());
    }
    return counts.entrySet().stream()
        .map(each -> shown(each.getKey()) + " " + each.getValue())
        .collect(joining(", "));
  }

  /** A case by its id, several by their number: the row has a section on the page of all cases. */
  private String cited(Row row) {
    var anchor = IdGenerator.builder().build().generateId(row.heading);
    return switch (row.ids.size()) {
      case 0 -> "no case yet";
      case 1 -> link(row.ids.get(0));
      default -> here.link(row.ids.size() + " cases", "docs/reference/cases.md#" + anchor);
    };
  }

  /** Requests on the wire, counted by the fake API server. */
  String requests() {
    var table = new Table("what is asked", proven.clients(), "case");
    var ids = new ArrayList<String>();
    for (var each : cases().values()) {
      var counts =
          proven.clients().stream()
              .map(client -> proven.last().fact(proven.client(client), each.id(), "requests"))
              .toList();
      if (counts.stream().anyMatch(count -> !count.equals(State.NOT_RUN.text))) {
        ids.add(each.id());
        table.row(each.says(), counts, link(each.id()));
      }
    }
    return table.markdown() + "\n" + proven.proof(ids);
  }

  /** How many cases each pattern has, at which level, and how each client does. */
  String counts() {
    var levels = Stream.of(TestLevel.values()).map(Proven::head).toList();
    var table = new Table("cases of", "all", levels, proven.clients());
    cases().values().stream()
        .collect(groupingBy(each -> prefix(each.id()), TreeMap::new, toList()))
        .forEach((pattern, cases) -> count(table, pattern, cases));
    count(table, "together", cases().values());
    return table.markdown() + "\n" + proven.proof(cases().keySet());
  }

  private void count(Table table, String name, Collection<Case> cases) {
    var levels =
        Stream.of(TestLevel.values())
            .map(level -> cases.stream().filter(each -> each.on().contains(level)).count())
            .toList();
    var ids = cases.stream().map(Case::id).toList();
    var clients = proven.clients().stream().map(client -> counted(client, ids)).toList();
    table.row(name, cases.size(), levels, clients);
  }

  /** Every case, under the rows that it belongs to. */
  String everyCase() {
    var text = new StringBuilder();
    for (var row : Stream.of(tiers, ours).flatMap(List::stream).toList()) {
      var body = row.ids.isEmpty() ? "No case yet.\n" : table(row.ids);
      text.append("## %s\n\n%s\n".formatted(row.heading, body));
    }
    return text + proven.proof(cases().keySet());
  }
}

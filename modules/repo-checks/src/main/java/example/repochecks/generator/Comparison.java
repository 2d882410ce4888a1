package example.repochecks.generator;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toList;

import example.contract.AdminClient;
import example.contract.results.State;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import org.commonmark.ext.heading.anchor.IdGenerator;
import tools.jackson.databind.JsonNode;

/** The tables that compare the clients, from the cases and {@code comparison.yaml}. */
final class Comparison {

  /**
   * A section of the page of all cases.
   *
   * @param tier of the client-library procedure, or empty
   */
  private record Section(String tier, String says, List<String> ids) {
    String heading() {
      return tier.isEmpty() ? says : tier + ": " + says;
    }
  }

  private final Proven proven;
  private final PageLocation here;
  private final List<Section> sections = new ArrayList<>();

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
      tier.getValue().forEach(row -> sections.add(section(tier.getKey(), row)));
    }
    file.get("topics").forEach(row -> sections.add(section("", row)));
    // The cases that no section holds, under their pattern, so that a new pattern edits no list.
    var left = new TreeSet<>(proven.cases().keySet());
    sections.forEach(section -> left.removeAll(section.ids));
    left.stream()
        .collect(groupingBy(Comparison::pattern, TreeMap::new, toList()))
        .forEach((name, ids) -> sections.add(new Section("", "cases of " + name, ids)));
  }

  private static JsonNode read() {
    try (var in = Comparison.class.getResourceAsStream("/comparison.yaml")) {
      return AdminClient.YAML.readTree(in);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private Section section(String tier, JsonNode row) {
    var ids = new TreeSet<String>();
    for (var regex : row.get("cases")) {
      var found = proven.matching(regex.asString());
      if (found.isEmpty()) {
        throw new IllegalStateException(
            "comparison.yaml: no case is called %s. Correct it".formatted(regex.asString()));
      }
      ids.addAll(found);
    }
    return new Section(tier, row.get("says").asString(), List.copyOf(ids));
  }

  private static String pattern(String id) {
    return id.substring(0, id.indexOf('.'));
  }

  /** Only the cases that a client does not pass, and why: what a reader looks for first. */
  String differences() {
    var ids = proven.cases().keySet().stream().filter(id -> !proven.allPass(id)).toList();
    if (ids.isEmpty()) {
      return "All three clients pass every case.\n";
    }
    var why =
        proven.clients().stream()
            .flatMap(
                client ->
                    ids.stream()
                        .map(id -> proven.reason(client, id))
                        .filter(reason -> !reason.isEmpty())
                        .distinct()
                        .map(reason -> "- %s: %s.\n".formatted(client, reason)))
            .collect(joining());
    return "All three clients pass %d of %d cases. The others, which differ or were not run:\n\n"
            .formatted(proven.cases().size() - ids.size(), proven.cases().size())
        + table(ids)
        + "\n"
        + why;
  }

  /** Each case with the clients' states. */
  private String table(List<String> ids) {
    var table = new Table("what holds", proven.clients(), "case");
    for (var id : ids) {
      var states = proven.states(id).stream().map(Comparison::shown).toList();
      table.row(proven.cases().get(id).says(), states, "`" + id + "`");
    }
    return table.markdown();
  }

  /** Bold if it is not well, so that it is found at a glance. */
  private static String shown(State state) {
    return state == State.YES ? state.text : "**" + state.text + "**";
  }

  String tiers() {
    var table = new Table("tier", "what it asks for", proven.clients(), "cases");
    for (var section : sections) {
      if (!section.tier.isEmpty()) {
        var states = proven.clients().stream().map(client -> counted(client, section.ids)).toList();
        table.row(section.tier, section.says, states, cited(section));
      }
    }
    return table.markdown();
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

  /** A single case by its id, several by their number, which links to their section. */
  private String cited(Section section) {
    var anchor = IdGenerator.builder().build().generateId(section.heading());
    return switch (section.ids.size()) {
      case 0 -> "no case yet";
      case 1 -> "`" + section.ids.get(0) + "`";
      default -> here.link(section.ids.size() + " cases", "docs/reference/cases.md#" + anchor);
    };
  }

  /** Every case, in its sections. */
  String everyCase() {
    return sections.stream()
        .map(
            section ->
                "## %s\n\n%s\n"
                    .formatted(
                        section.heading(),
                        section.ids.isEmpty() ? "No case yet.\n" : table(section.ids)))
        .collect(joining());
  }
}

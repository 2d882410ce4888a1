package example.repochecks.generator;

import static java.util.stream.Collectors.joining;

import example.contract.results.State;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/** The tables that compare the clients, from the cases and {@code comparison.yaml}. */
final class Comparison {

  private final Proven proven;
  private final Map<String, Collection<String>> sections = new LinkedHashMap<>();

  /**
   * @param file comparison.yaml, or one like it
   */
  Comparison(Proven proven, JsonNode file) {
    this.proven = proven;
    file.get("topics").forEach(row -> sections.put(row.get("says").asString(), ids(row)));
    // The cases that no section holds, under their pattern, so that a new pattern edits no list.
    var left = new TreeSet<>(proven.cases().keySet());
    sections.values().forEach(left::removeAll);
    for (var id : left) {
      var name = "cases of " + id.substring(0, id.indexOf('.'));
      sections.computeIfAbsent(name, none -> new TreeSet<>()).add(id);
    }
  }

  private Collection<String> ids(JsonNode row) {
    var ids = new TreeSet<String>();
    for (var regex : row.get("cases")) {
      var found = proven.matching(regex.asString());
      if (found.isEmpty()) {
        throw new IllegalStateException(
            "comparison.yaml: no case is called %s. Correct it".formatted(regex.asString()));
      }
      ids.addAll(found);
    }
    return ids;
  }

  /** Only the cases that a client does not pass, and why: what a reader looks for first. */
  String differences() {
    var ids = proven.cases().keySet().stream().filter(id -> !proven.allPass(id)).toList();
    var why =
        proven.names().stream().flatMap(client -> reasons(client, ids).stream()).collect(joining());
    return "All three clients pass %d of %d cases. The others, which differ or were not run:\n\n"
            .formatted(proven.cases().size() - ids.size(), proven.cases().size())
        + table(ids)
        + "\n"
        + why;
  }

  private List<String> reasons(String client, Collection<String> ids) {
    return ids.stream()
        .map(id -> proven.reason(client, id))
        .filter(reason -> !reason.isEmpty())
        .distinct()
        .map(reason -> "- %s: %s.\n".formatted(client, reason))
        .toList();
  }

  /** Each case with the clients' states. */
  private String table(Collection<String> ids) {
    var table = new Table("what holds", proven.names(), "case");
    for (var id : ids) {
      var states = proven.states(id).stream().map(Comparison::shown).toList();
      table.row(proven.cases().get(id).says(), states, Cell.code(id));
    }
    return table.markdown();
  }

  /** Bold if it is not well, so that it is found at a glance. */
  private static String shown(State state) {
    return state == State.YES ? state.text : "**" + state.text + "**";
  }

  /** Every case, in its sections. */
  String everyCase() {
    return sections.entrySet().stream()
        .map(section -> "## %s\n\n%s\n".formatted(section.getKey(), table(section.getValue())))
        .collect(joining());
  }
}

package example.repochecks.generator;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toList;

import example.contract.AdminClient;
import example.contract.results.State;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/** The tables that compare the clients, from the cases and {@code comparison.yaml}. */
final class Comparison {

  private final Proven proven;
  private final Map<String, List<String>> sections = new LinkedHashMap<>();

  Comparison(Proven proven) {
    this(proven, read());
  }

  /**
   * @param file as comparison.yaml
   */
  Comparison(Proven proven, JsonNode file) {
    this.proven = proven;
    file.get("topics").forEach(row -> sections.put(row.get("says").asString(), ids(row)));
    // The cases that no section holds, under their pattern, so that a new pattern edits no list.
    var left = new TreeSet<>(proven.cases().keySet());
    sections.values().forEach(left::removeAll);
    left.stream()
        .collect(groupingBy(Comparison::pattern, TreeMap::new, toList()))
        .forEach((name, ids) -> sections.put("cases of " + name, ids));
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
      var found = proven.matching(regex.asString());
      if (found.isEmpty()) {
        throw new IllegalStateException(
            "comparison.yaml: no case is called %s. Correct it".formatted(regex.asString()));
      }
      ids.addAll(found);
    }
    return List.copyOf(ids);
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
  String table(List<String> ids) {
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

  /** Every case, in its sections. */
  String everyCase() {
    return sections.entrySet().stream()
        .map(section -> "## %s\n\n%s\n".formatted(section.getKey(), table(section.getValue())))
        .collect(joining());
  }
}

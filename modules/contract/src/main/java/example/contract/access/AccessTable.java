package example.contract.access;

import example.contract.AdminClient;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The tables of {@code access-cases.yaml}: axes, their values, and what each value adds to the
 * environments. A row of a table stands for every combination that it does not narrow down, so that
 * "any" in the docs has been run and not assumed.
 */
public final class AccessTable {

  /**
   * One choice of a value for each axis.
   *
   * @param label {@code argument none, KUBECONFIG blank}
   * @param row the row with the environment of these values added to its own
   */
  public record Combination(String label, ObjectNode row) {}

  private final String name;
  private final Map<String, Map<String, JsonNode>> axes = new LinkedHashMap<>();

  private AccessTable(String name, JsonNode axes) {
    this.name = name;
    for (var axis : axes.properties()) {
      var values = new LinkedHashMap<String, JsonNode>();
      axis.getValue().properties().forEach(each -> values.put(each.getKey(), each.getValue()));
      this.axes.put(axis.getKey(), values);
    }
  }

  public static AccessTable of(JsonNode file, String name) {
    var axes = file.path("tables").path(name);
    if (axes.isEmpty()) {
      throw new IllegalStateException("access-cases.yaml: there is no table " + name);
    }
    return new AccessTable(name, axes);
  }

  public List<String> axes() {
    return List.copyOf(axes.keySet());
  }

  /** The values that a row leaves open on an axis; all of them if it does not name the axis. */
  public List<String> values(JsonNode row, String axis) {
    var known = List.copyOf(axes.get(axis).keySet());
    var named = row.path("where").path(axis);
    if (named.isMissingNode()) {
      return known;
    }
    var values = new ArrayList<String>();
    (named.isArray() ? named : List.of(named)).forEach(each -> values.add(each.asString()));
    for (var value : values) {
      if (!known.contains(value)) {
        throw wrong(row, axis + " has no value " + value);
      }
    }
    return values;
  }

  /** Whether a row says nothing of an axis. */
  public boolean any(JsonNode row, String axis) {
    return values(row, axis).size() == axes.get(axis).size();
  }

  /** Every combination that a row stands for. */
  public List<Combination> combinations(JsonNode row) {
    for (var axis : row.path("where").propertyNames()) {
      if (!axes.containsKey(axis)) {
        throw wrong(row, "there is no axis " + axis);
      }
    }
    var all = List.of(new Combination("", ((ObjectNode) row).deepCopy()));
    for (var axis : axes.keySet()) {
      var next = new ArrayList<Combination>();
      for (var before : all) {
        for (var value : values(row, axis)) {
          next.add(with(before, axis, value));
        }
      }
      all = next;
    }
    return all;
  }

  private Combination with(Combination before, String axis, String value) {
    var row = before.row.deepCopy();
    var adds = axes.get(axis).get(value);
    for (var field : List.of("env", "files")) {
      adds.path(field)
          .properties()
          .forEach(each -> row.withObject(field).set(each.getKey(), each.getValue()));
    }
    adds.path("args").forEach(row.withArray("args")::add);
    var label = axis + " " + value;
    return new Combination(before.label.isEmpty() ? label : before.label + ", " + label, row);
  }

  /** Fails unless each combination of the table belongs to exactly one of the rows. */
  void check(Iterable<? extends JsonNode> rows) {
    var open = new TreeMap<String, String>();
    combinations(AdminClient.object()).forEach(each -> open.put(each.label, ""));
    for (var row : rows) {
      for (var each : combinations(row)) {
        var other = open.put(each.label, row.get("id").asString());
        if (!other.isEmpty()) {
          throw wrong(row, "%s belongs to %s too".formatted(each.label, other));
        }
      }
    }
    var left =
        open.entrySet().stream()
            .filter(each -> each.getValue().isEmpty())
            .map(Map.Entry::getKey)
            .collect(Collectors.toList());
    if (!left.isEmpty()) {
      throw new IllegalStateException(
          "access-cases.yaml: table %s leaves out %d combinations, the first: %s"
              .formatted(name, left.size(), left.get(0)));
    }
  }

  private static IllegalStateException wrong(JsonNode row, String what) {
    return new IllegalStateException(
        "access-cases.yaml: %s: %s".formatted(row.path("id").asString(""), what));
  }
}

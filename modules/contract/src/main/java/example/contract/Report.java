package example.contract;

import example.contract.Contract.Distance;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What one client did with the contract. Each run writes the distances it went; {@link #merge} puts
 * them together and folds each case's distances into its state, the worst of them.
 */
public final class Report {

  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  /** From best to worst; never merged into one another. */
  public enum State {
    YES("yes"),
    NOT_OFFERED("not offered"),
    NOT_RUN("not run"),
    NO("no");

    /** As reports and pages spell it. */
    public final String text;

    State(String text) {
      this.text = text;
    }

    /**
     * @throws IllegalArgumentException if no state is spelt so
     */
    public static State of(String text) {
      for (var state : values()) {
        if (state.text.equals(text)) {
          return state;
        }
      }
      throw new IllegalArgumentException("not a state: " + text);
    }
  }

  private final String client;
  private final String version;
  private final Map<String, ObjectNode> cases = new TreeMap<>();

  Report(String client, String version) {
    this.client = client;
    this.version = version;
  }

  /** Lists a case with all the distances it declares, none of which has been gone yet. */
  void declare(String id, String says, Distance... on) {
    var entry = Api.object();
    entry.put("id", id).put("says", says);
    var distances = entry.putObject("distances");
    for (var distance : on) {
      distances.put(distance.name().toLowerCase(Locale.ROOT), State.NOT_RUN.text);
    }
    if (cases.put(id, entry) != null) {
      throw new IllegalStateException("two cases are called " + id);
    }
  }

  void record(String id, Distance distance, State state, String reason) {
    var entry = cases.get(id);
    entry.withObject("distances").put(distance.name().toLowerCase(Locale.ROOT), state.text);
    if (reason != null) {
      entry.put("reason", reason);
    }
  }

  /** What was counted in a case: {@code requests} on the wire, {@code 3}. */
  void facts(String id, Map<String, Integer> counted) {
    counted.forEach((name, count) -> cases.get(id).withObject("facts").put(name, count));
  }

  /** Writes this run's part of the report. */
  void write(Path file, String kubernetes) {
    var report = Api.object().put("client", client).put("version", version);
    report.put("kubernetes", kubernetes);
    report.withArray("java").add(Runtime.version().feature());
    cases.values().forEach(report.withArray("cases")::add);
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(file, MAPPER.writeValueAsString(report) + "\n");
    } catch (IOException unwritable) {
      throw new UncheckedIOException(unwritable);
    }
  }

  /**
   * Puts the parts of one client's report together.
   *
   * @param parts at least one; the parts that went to a real node say which Kubernetes it was
   * @throws IllegalStateException if there is no part or no case, or the parts do not fit
   */
  public static ObjectNode merge(List<Path> parts) {
    if (parts.isEmpty()) {
      throw new IllegalStateException("there is no report to merge; run the tests first");
    }
    ObjectNode merged = null;
    var cases = new LinkedHashMap<String, ObjectNode>();
    var kubernetes = "";
    var java = new TreeSet<Integer>();
    for (var file : parts.stream().sorted(Comparator.naturalOrder()).toList()) {
      var part = (ObjectNode) MAPPER.readTree(file.toFile());
      merged = merged == null ? part.deepCopy() : merged;
      if (!merged.get("client").equals(part.get("client"))
          || !merged.get("version").equals(part.get("version"))) {
        throw new IllegalStateException(file + " is of another client or version");
      }
      kubernetes = kubernetes.isEmpty() ? part.path("kubernetes").asString("") : kubernetes;
      part.path("java").forEach(each -> java.add(each.asInt()));
      for (var each : part.get("cases")) {
        add(cases, (ObjectNode) each);
      }
    }
    if (cases.isEmpty()) {
      throw new IllegalStateException(parts + " hold no case");
    }
    merged.put("kubernetes", kubernetes.isEmpty() ? State.NOT_RUN.text : kubernetes);
    java.forEach(merged.putArray("java")::add);
    var sorted = merged.putArray("cases");
    cases.values().stream()
        .sorted(Comparator.comparing(each -> each.get("id").asString()))
        .forEach(each -> sorted.add(folded(each)));
    return merged;
  }

  private static void add(Map<String, ObjectNode> cases, ObjectNode part) {
    var known = cases.putIfAbsent(part.get("id").asString(), part);
    if (known == null) {
      return;
    }
    for (var distance : part.get("distances").properties()) {
      if (!distance.getValue().asString().equals(State.NOT_RUN.text)) {
        known.withObject("distances").set(distance.getKey(), distance.getValue());
      }
    }
    for (var field : List.of("reason", "facts")) {
      if (part.has(field)) {
        known.set(field, part.get(field));
      }
    }
  }

  private static ObjectNode folded(ObjectNode part) {
    var worst = State.YES;
    for (var distance : part.get("distances")) {
      var state = State.of(distance.asString());
      worst = state.compareTo(worst) > 0 ? state : worst;
    }
    var entry = Api.object();
    for (var field : List.of("id", "says")) {
      entry.set(field, part.get(field));
    }
    entry.put("state", worst.text);
    entry.set("distances", part.get("distances"));
    entry.put("reason", part.path("reason").asString(""));
    if (part.has("facts")) {
      entry.set("facts", part.get("facts"));
    }
    return entry;
  }

  /** The text of a merged report, as it is committed. */
  public static String text(ObjectNode merged) {
    return MAPPER.writeValueAsString(merged) + "\n";
  }
}

package example.contract;

import example.contract.Report.State;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What the committed reports say of each case; a case that they do not hold was not run. */
final class CommittedStates {

  private final Map<String, Map<String, State>> byClient = new LinkedHashMap<>();
  private final Map<String, String> reasons = new HashMap<>();

  CommittedStates(Path repository) {
    for (var client : Client.names()) {
      var states = new HashMap<String, State>();
      var file = repository.resolve("docs/reports/%s.json".formatted(client));
      if (Files.exists(file)) {
        for (var each : Api.JSON.readTree(file.toFile()).path("cases")) {
          states.put(each.get("id").asString(), State.of(each.get("state").asString()));
          reasons.put(client + each.get("id").asString(), each.path("reason").asString("").strip());
        }
      }
      byClient.put(client, states);
    }
  }

  /** All clients' states of one case, in the order of the docs. */
  private List<State> of(String id) {
    return byClient.values().stream()
        .map(states -> states.getOrDefault(id, State.NOT_RUN))
        .toList();
  }

  /** {@code yes} or {@code not offered (the reason)}, client by client. */
  List<String> texts(String id) {
    var states = of(id).iterator();
    return byClient.keySet().stream()
        .map(client -> text(states.next(), reasons.getOrDefault(client + id, "")))
        .toList();
  }

  private static String text(State state, String reason) {
    return reason.isEmpty()
        ? state.text
        : "%s (%s)".formatted(state.text, reason.replaceFirst("\\.$", ""));
  }

  private boolean agree(String id) {
    return new HashSet<>(of(id)).size() == 1;
  }

  /**
   * One sentence for all cases of a table.
   *
   * @param more what is counted beside the rows, or empty
   * @throws IllegalStateException if there is no case
   */
  String sentence(Collection<String> ids, String more) {
    if (ids.isEmpty()) {
      throw new IllegalStateException("access-cases.yaml holds no row for a table of the docs");
    }
    var counts = new TreeMap<State, Integer>();
    ids.stream().filter(this::agree).forEach(id -> counts.merge(of(id).get(0), 1, Integer::sum));
    var agreed =
        counts.entrySet().stream()
            .map(each -> each.getKey().text + ", " + rows(each.getValue()))
            .collect(Collectors.joining("; "));
    var differ = ids.stream().filter(id -> !agree(id)).count();
    return "All three clients: %s%s.%s"
        .formatted(
            agreed.isEmpty() ? "never the same" : agreed,
            more.isEmpty() ? "" : ", " + more,
            differ == 0 ? "" : " They differ in %s.".formatted(rows(differ)));
  }

  private static String rows(long count) {
    return count == 1 ? "1 row" : count + " rows";
  }

  /** Whether a table of these cases needs a column for states. */
  boolean needed(Collection<String> ids) {
    return ids.stream().anyMatch(id -> !note(id, ids).isEmpty());
  }

  /** The states of a case where they are not what the sentence over the table leads to expect. */
  String note(String id, Collection<String> ids) {
    if (!agree(id)) {
      var texts = texts(id).iterator();
      return byClient.keySet().stream()
          .map(client -> client + ": " + texts.next())
          .collect(Collectors.joining("; "));
    }
    var counts =
        ids.stream()
            .filter(this::agree)
            .collect(Collectors.groupingBy(each -> of(each).get(0), Collectors.counting()));
    var usual =
        counts.entrySet().stream().max(Map.Entry.comparingByValue(Comparator.naturalOrder()));
    var state = of(id).get(0);
    return state == usual.orElseThrow().getKey() ? "" : "all three: " + state.text;
  }
}

package example.repochecks.docs;

import example.contract.Api;
import example.contract.Client;
import example.contract.Report.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** What the committed reports say of each case; a case that they do not hold was not run. */
final class Committed {

  private final Map<String, JsonNode> reports = new LinkedHashMap<>();
  private final Map<String, Map<String, JsonNode>> cases = new LinkedHashMap<>();

  Committed(Path repository) throws IOException {
    for (var client : Client.names()) {
      var entries = new HashMap<String, JsonNode>();
      var file = repository.resolve("docs/reports/%s.json".formatted(client));
      if (Files.exists(file)) {
        var report = Api.JSON.readTree(Files.readString(file));
        if (report.path("cases").isEmpty()) {
          throw new IllegalStateException(
              "docs/reports/%s.json holds no case. Run make test, then make docs."
                  .formatted(client));
        }
        reports.put(client, report);
        report.get("cases").forEach(each -> entries.put(each.get("id").asString(), each));
      }
      cases.put(client, entries);
    }
  }

  /** A field of one client's report; missing if there is no report. */
  JsonNode of(String client, String field) {
    return reports.containsKey(client) ? reports.get(client).path(field) : Api.object().path(field);
  }

  private JsonNode entry(String client, String id) {
    return cases.get(client).getOrDefault(id, Api.object());
  }

  State state(String client, String id) {
    return State.of(entry(client, id).path("state").asString(State.NOT_RUN.text));
  }

  /** Why a client does not do it, without a full stop; empty if it does. */
  String reason(String client, String id) {
    return entry(client, id).path("reason").asString("").strip().replaceFirst("\\.$", "");
  }

  /** What was counted in a case, such as requests; or {@code not run}. */
  String fact(String client, String id, String name) {
    return entry(client, id).path("facts").path(name).asString(State.NOT_RUN.text);
  }

  /** All clients' states of one case, in the order of the docs. */
  List<State> states(String id) {
    return cases.keySet().stream().map(client -> state(client, id)).toList();
  }

  /** {@code yes} or {@code not offered (the reason)}, client by client. */
  List<String> texts(String id) {
    return cases.keySet().stream()
        .map(client -> text(state(client, id), reason(client, id)))
        .toList();
  }

  private static String text(State state, String reason) {
    return reason.isEmpty() ? state.text : "%s (%s)".formatted(state.text, reason);
  }

  boolean agree(String id) {
    return new HashSet<>(states(id)).size() == 1;
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
    ids.stream()
        .filter(this::agree)
        .forEach(id -> counts.merge(states(id).get(0), 1, Integer::sum));
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
      return cases.keySet().stream()
          .map(client -> client + ": " + texts.next())
          .collect(Collectors.joining("; "));
    }
    var counts =
        ids.stream()
            .filter(this::agree)
            .collect(Collectors.groupingBy(each -> states(each).get(0), Collectors.counting()));
    var usual =
        counts.entrySet().stream().max(Map.Entry.comparingByValue(Comparator.naturalOrder()));
    var state = states(id).get(0);
    return state == usual.orElseThrow().getKey() ? "" : "all three: " + state.text;
  }

  /**
   * Where these cases ran: the sentence under a table, so that nobody takes one Kubernetes for
   * another.
   */
  String where(Collection<String> ids) {
    var gone = new TreeSet<String>();
    for (var client : cases.keySet()) {
      for (var id : ids) {
        entry(client, id).path("distances").properties().stream()
            .filter(each -> !each.getValue().asString().equals(State.NOT_RUN.text))
            .forEach(each -> gone.add(each.getKey()));
      }
    }
    var places = new ArrayList<String>();
    if (gone.contains("fake")) {
      places.add("in process on the fake API server");
    }
    if (gone.contains("process")) {
      places.add("the packaged program on the fake API server");
    }
    if (gone.contains("node")) {
      places.add("the packaged program on Kubernetes " + kubernetes());
    }
    if (places.isEmpty()) {
      return "Ran: nowhere.\n\n";
    }
    return "Ran: %s.%s\n\n"
        .formatted(String.join("; ", places), gone.contains("node") ? elsewhere() : "");
  }

  /** The version and distribution of the nodes that were asked. */
  String kubernetes() {
    var all = new LinkedHashSet<String>();
    cases.keySet().forEach(client -> all.add(of(client, "kubernetes").asString("not run")));
    return String.join(" and ", all);
  }

  /** What a node of one distribution does not prove. */
  private String elsewhere() {
    return kubernetes().contains("rancher/k3s") ? "" : " On `rancher/k3s`: not run.";
  }
}

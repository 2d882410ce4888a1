package example.repochecks.docs;

import example.contract.Case;
import example.contract.Client;
import example.contract.Contract.TestLevel;
import example.contract.results.LastFullRun;
import example.contract.results.State;
import example.contract.results.States;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What the tables say of each case: its states, and where it ran. */
final class Proven {

  private final Map<String, Case> cases = new LinkedHashMap<>();
  private final Map<String, Client> clients = new LinkedHashMap<>();
  private final LastFullRun last;
  private final States states;

  Proven(Collection<Case> cases, Collection<Client> clients, LastFullRun last) {
    cases.forEach(each -> this.cases.put(each.id(), each));
    clients.forEach(each -> this.clients.put(each.name(), each));
    this.last = last;
    this.states = new States(cases, clients, last);
  }

  /** The names of the clients, in the order of the docs. */
  List<String> clients() {
    return List.copyOf(clients.keySet());
  }

  Client client(String name) {
    return clients.get(name);
  }

  /** What only a complete run knows. */
  LastFullRun last() {
    return last;
  }

  State state(String client, String id) {
    return states.of(client, id);
  }

  /** Why a client does not do it, without a full stop; empty if it does. */
  String reason(String client, String id) {
    return states.reason(client, id).strip().replaceFirst("\\.$", "");
  }

  /** What was counted in a case, such as requests; or {@code not run}. */
  String fact(String client, String id, String name) {
    return last.fact(clients.get(client), id, name);
  }

  /** All clients' states of one case, in the order of the docs. */
  List<State> states(String id) {
    return clients().stream().map(client -> state(client, id)).toList();
  }

  /** {@code yes} or {@code not supported (the reason)}, client by client. */
  List<String> texts(String id) {
    return clients().stream().map(client -> text(state(client, id), reason(client, id))).toList();
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
      return clients().stream()
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
    var ran = new TreeSet<TestLevel>();
    for (var id : ids) {
      for (var level : cases.get(id).on()) {
        if (clients().stream().anyMatch(each -> ran(each, id, level))) {
          ran.add(level);
        }
      }
    }
    if (ran.isEmpty()) {
      return "Ran: nowhere.\n\n";
    }
    var places =
        ran.stream().map(level -> Level.of(level).place().formatted(last.kubernetes())).toList();
    var node = ran.stream().anyMatch(level -> Level.of(level).place().contains("%s"));
    return "Ran: %s.%s\n\n".formatted(String.join("; ", places), node ? elsewhere() : "");
  }

  /** A case that clients.yaml says is not supported is never run; one that is refused is. */
  private boolean ran(String client, String id, TestLevel level) {
    return switch (states.at(client, id, level)) {
      case NOT_RUN -> false;
      case NOT_SUPPORTED -> cases.get(id).refused().containsKey(client);
      case YES, NO -> true;
    };
  }

  /** What a node of one distribution does not prove. */
  private String elsewhere() {
    return last.kubernetes().contains("rancher/k3s") ? "" : " On `rancher/k3s`: not run.";
  }
}

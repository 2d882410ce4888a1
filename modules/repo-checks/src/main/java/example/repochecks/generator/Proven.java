package example.repochecks.generator;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;

import example.contract.Client;
import example.contract.Contract.TestLevel;
import example.contract.results.LastFullRun;
import example.contract.results.State;
import example.contract.results.States;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** What the tables say of each case: its states, and where it ran. */
final class Proven {

  private final CaseIndex index;
  private final Map<String, Client> clients = new LinkedHashMap<>();
  private final LastFullRun last;
  private final States states;

  Proven(CaseIndex index, Collection<Client> clients, LastFullRun last) {
    this.index = index;
    clients.forEach(each -> this.clients.put(each.name(), each));
    this.last = last;
    this.states = new States(index.cases().values(), clients, last);
  }

  /** The cases that it is asked about. */
  CaseIndex index() {
    return index;
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

  /** How many cases are in each state, of those in which all clients are in the same. */
  private Map<State, Long> agreed(Collection<String> ids) {
    return ids.stream()
        .filter(this::agree)
        .collect(groupingBy(id -> states(id).get(0), TreeMap::new, counting()));
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
    var agreed =
        agreed(ids).entrySet().stream()
            .map(each -> each.getKey().text + ", " + rows(each.getValue()))
            .collect(joining("; "));
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
      return clients().stream().map(client -> client + ": " + texts.next()).collect(joining("; "));
    }
    var usual = agreed(ids).entrySet().stream().max(Map.Entry.comparingByValue()).orElseThrow();
    var state = states(id).get(0);
    return state == usual.getKey() ? "" : "all three: " + state.text;
  }

  /** The head of the column that counts the cases of a level. */
  static String head(TestLevel level) {
    return switch (level) {
      case FAKE -> "in process";
      case PROCESS -> "as a packaged program";
      case NODE -> "on a node";
      case POD -> "in a pod";
    };
  }

  private String place(TestLevel level) {
    return switch (level) {
      case FAKE -> "in process on the fake API server";
      case PROCESS -> "the packaged program on the fake API server";
      case NODE -> "the packaged program on Kubernetes " + last.kubernetes();
      case POD -> "the example pod on Kubernetes " + last.kubernetes();
    };
  }

  /**
   * Where these cases ran: the sentence under a table, so that nobody takes one Kubernetes for
   * another.
   */
  String where(Collection<String> ids) {
    var ran = new TreeSet<TestLevel>();
    for (var id : ids) {
      for (var level : index.cases().get(id).on()) {
        if (clients().stream().anyMatch(client -> ran(client, id, level))) {
          ran.add(level);
        }
      }
    }
    var onNode = ran.contains(TestLevel.NODE) || ran.contains(TestLevel.POD);
    return "Ran: %s.%s\n\n"
        .formatted(
            ran.isEmpty() ? "nowhere" : ran.stream().map(this::place).collect(joining("; ")),
            onNode && !last.kubernetes().contains("rancher/k3s")
                ? " On `rancher/k3s`: not run."
                : "");
  }

  /** A case that clients.yaml says is not supported is never run; one that is refused is. */
  private boolean ran(String client, String id, TestLevel level) {
    return switch (states.at(client, id, level)) {
      case NOT_RUN -> false;
      case NOT_SUPPORTED -> index.cases().get(id).refused().containsKey(client);
      case YES, NO -> true;
    };
  }

  /** Under a table of what only a whole run knows. */
  static final String REPRODUCE = "Reproduce: `make test`, then `make docs`\n";

  /** Where these cases ran, and how to run them again: what stands under most tables. */
  String proof(Collection<String> ids) {
    return where(ids) + REPRODUCE;
  }
}

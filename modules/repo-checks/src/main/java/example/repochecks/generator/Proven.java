package example.repochecks.generator;

import example.contract.Case;
import example.contract.Client;
import example.contract.results.LastFullRun;
import example.contract.results.State;
import example.contract.results.States;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the tables say of each case: the state for each client, and the reason if it is not yes. */
final class Proven {

  private final TreeMap<String, Case> cases = new TreeMap<>();
  private final Map<String, Client> clients = new LinkedHashMap<>();
  private final LastFullRun last;
  private final States states;

  Proven(Collection<Case> cases, Collection<Client> clients, LastFullRun last) {
    cases.forEach(each -> this.cases.put(each.id(), each));
    clients.forEach(each -> this.clients.put(each.name(), each));
    this.last = last;
    this.states = new States(cases, clients, last);
  }

  /** Every case by its id. */
  TreeMap<String, Case> cases() {
    return cases;
  }

  /** The ids that a regular expression matches, sorted. */
  List<String> matching(String regex) {
    return cases.keySet().stream().filter(id -> id.matches(regex)).toList();
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

  /** Why a client does not pass a case, without a full stop; empty if it does. */
  String reason(String client, String id) {
    return states.reason(client, id).strip().replaceFirst("\\.$", "");
  }

  /** All clients' states of one case, in the order of the docs. */
  List<State> states(String id) {
    return clients().stream().map(client -> state(client, id)).toList();
  }

  boolean allPass(String id) {
    return states(id).stream().allMatch(state -> state == State.YES);
  }

  /** The sentence above a table of cases. */
  String summary(Collection<String> ids, PageLocation here) {
    var differ = ids.stream().filter(id -> !allPass(id)).count();
    return differ == 0
        ? "All three clients pass all %d rows.".formatted(ids.size())
        : "All three clients pass %d of %d rows. The others are among the %s."
            .formatted(
                ids.size() - differ,
                ids.size(),
                here.link("differences between the clients", "docs/comparison.md"));
  }
}

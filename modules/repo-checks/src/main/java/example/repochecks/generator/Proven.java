package example.repochecks.generator;

import example.contract.Case;
import example.contract.Client;
import example.contract.results.LastFullRun;
import example.contract.results.State;
import example.contract.results.States;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;

/**
 * What the tables say of each case: the state for each client, and the reason if it is not yes.
 *
 * @param cases by their ids
 * @param clients in the order of the docs
 * @param last what only a complete run knows
 */
record Proven(TreeMap<String, Case> cases, List<Client> clients, LastFullRun last, States states) {

  static Proven of(List<Case> cases, List<Client> clients, LastFullRun last) {
    var byId = new TreeMap<String, Case>();
    cases.forEach(each -> byId.put(each.id(), each));
    return new Proven(byId, clients, last, new States(cases, clients, last));
  }

  /** The names of the clients, which head the columns. */
  List<String> names() {
    return clients.stream().map(Client::name).toList();
  }

  /** The ids that a regular expression matches, sorted. */
  List<String> matching(String regex) {
    return cases.keySet().stream().filter(id -> id.matches(regex)).toList();
  }

  /** Why a client does not pass a case, without a full stop; empty if it does. */
  String reason(String client, String id) {
    return states.reason(client, id).strip().replaceFirst("\\.$", "");
  }

  /** All clients' states of one case. */
  List<State> states(String id) {
    return names().stream().map(client -> states.of(client, id)).toList();
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

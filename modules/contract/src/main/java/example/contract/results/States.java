package example.contract.results;

import example.contract.Case;
import example.contract.Client;
import example.contract.Contract.TestLevel;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The state of each case for each client. The build is red unless every case passes or is listed in
 * {@code clients.yaml} with its reason, so the states in process and as a packaged program follow
 * from the cases and that file. What only a real node can tell is in {@link LastFullRun}.
 */
public final class States {

  private final Map<String, Case> cases = new LinkedHashMap<>();
  private final Map<String, Client> clients = new LinkedHashMap<>();
  private final LastFullRun last;

  /**
   * @throws IllegalStateException if a client's entry matches none of the cases
   */
  public States(Collection<Case> cases, Collection<Client> clients, LastFullRun last) {
    cases.forEach(each -> this.cases.put(each.id(), each));
    clients.forEach(each -> this.clients.put(each.name(), each));
    this.last = last;
    clients.forEach(each -> each.checkThatTheseAreCases(this.cases.keySet()));
  }

  /**
   * The state of a case at all of its levels, the worst of them.
   *
   * @param client a module: {@code fabric8}
   */
  public State of(String client, String id) {
    return cases.get(id).on().stream()
        .map(level -> at(client, id, level))
        .max(State::compareTo)
        .orElseThrow();
  }

  /** The state of a case at one of its levels. */
  public State at(String client, String id, TestLevel level) {
    var of = clients.get(client);
    if (!cases.get(id).whyNotSupported(of).isEmpty()) {
      return State.NOT_SUPPORTED;
    }
    if (level.onNode() && !last.holds(of, id, level)) {
      return State.NOT_RUN;
    }
    return of.knownFailures().containsKey(id) ? State.NO : State.YES;
  }

  /** Why a client does not do what a case asks for; empty if it does, or was not run. */
  public String reason(String client, String id) {
    var of = clients.get(client);
    return cases
        .get(id)
        .whyNotSupported(of)
        .orElseGet(() -> of.knownFailures().getOrDefault(id, ""));
  }
}

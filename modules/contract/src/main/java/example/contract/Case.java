package example.contract;

import example.contract.Contract.Distance;
import example.contract.cases.ClusterAccessCases;
import example.contract.cases.ExecCredentialCases;
import example.contract.cases.HandleApiErrorsCases;
import example.contract.cases.ListPodsCases;
import example.contract.cases.MainCases;
import example.contract.cases.WhoAmICases;
import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One promise, and how to see that it is kept.
 *
 * @param refused clients whose files refuse on purpose what the case asks for, with the reason
 */
public record Case(
    String id, String says, Set<Distance> on, Map<String, String> refused, Body body) {

  public Case(String id, String says, Set<Distance> on, Body body) {
    this(id, says, on, Map.of(), body);
  }

  /** Why a client does not support this, if it does not. */
  Optional<String> whyNotSupported(Client client) {
    return Optional.ofNullable(refused.get(client.name())).or(() -> client.whyNotSupported(id));
  }

  /** Fails by throwing. */
  public interface Body {
    void run(Scene scene) throws Exception;
  }

  private static final List<Object> CLASSES =
      List.of(
          new ClusterAccessCases(),
          new ExecCredentialCases(),
          new WhoAmICases(),
          new ListPodsCases(),
          new HandleApiErrorsCases(),
          new MainCases());

  /** The whole contract: the rows of access-cases.yaml, then the cases written as methods. */
  public static List<Case> all() {
    var all = new ArrayList<>(AccessRow.cases());
    for (var cases : CLASSES) {
      for (var method : cases.getClass().getDeclaredMethods()) {
        var contract = method.getAnnotation(Contract.class);
        if (contract != null) {
          method.setAccessible(true); // cases are package-private, as tests are
          Body body =
              scene -> {
                try {
                  method.invoke(cases, scene);
                } catch (InvocationTargetException failed) {
                  if (failed.getCause() instanceof Error error) {
                    throw error;
                  }
                  throw (Exception) failed.getCause();
                }
              };
          all.add(new Case(contract.id(), contract.says(), Set.of(contract.on()), body));
        }
      }
    }
    return all;
  }
}

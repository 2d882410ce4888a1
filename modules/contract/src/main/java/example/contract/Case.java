package example.contract;

import example.contract.Contract.Distance;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ReflectionSupport;

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

  private static final String PACKAGE = "example.contract.cases";

  /** The whole contract: the rows of access-cases.yaml, then the cases written as methods. */
  public static List<Case> all() {
    var all = new ArrayList<>(AccessRow.cases());
    // A class is found by its package and name, so that a new pattern edits no list.
    ReflectionSupport.findAllClassesInPackage(PACKAGE, each -> true, name -> name.endsWith("Cases"))
        .stream()
        .sorted(Comparator.comparing(Class::getName))
        .forEach(each -> all.addAll(of(each)));
    return all;
  }

  /** The cases of one class, in the order of their ids. */
  static List<Case> of(Class<?> type) {
    var cases = new ArrayList<Case>();
    var instance = ReflectionSupport.newInstance(type);
    for (var method :
        AnnotationSupport.findAnnotatedMethods(
            type, Contract.class, HierarchyTraversalMode.TOP_DOWN)) {
      var contract = method.getAnnotation(Contract.class);
      // It throws what the method throws.
      Body body = scene -> ReflectionSupport.invokeMethod(method, instance, scene);
      cases.add(new Case(contract.id(), contract.says(), Set.of(contract.on()), body));
    }
    if (cases.isEmpty()) {
      throw new IllegalStateException(
          "%s holds no case. Annotate a method with @Contract, or delete the class."
              .formatted(type.getName()));
    }
    cases.sort(Comparator.comparing(Case::id));
    return cases;
  }
}

package example.contract;

import example.contract.Contract.TestLevel;
import example.contract.access.AccessRow;
import example.contract.cases.RecordedRow;
import example.contract.cases.RequestRow;
import example.contract.recording.Recorded;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ReflectionSupport;

/**
 * One promise, and how to see that it is kept.
 *
 * @param refused clients whose files refuse on purpose what the case asks for, with the reason
 */
public record Case(
    String id, String says, Set<TestLevel> on, Map<String, String> refused, Body body) {

  /** Fails by throwing. */
  public interface Body {
    void run(CaseContext context) throws Exception;
  }

  public Case(String id, String says, Set<TestLevel> on, Body body) {
    this(id, says, on, Map.of(), body);
  }

  /** Why a client does not support this, if it does not. */
  public Optional<String> whyNotSupported(Client client) {
    return Optional.ofNullable(refused.get(client.name())).or(() -> client.whyNotSupported(id));
  }

  /** The whole contract: the rows of the YAML files, then the cases written as methods. */
  public static List<Case> all() {
    var all = new ArrayList<>(AccessRow.cases());
    all.addAll(RequestRow.cases());
    classes().forEach(each -> all.addAll(of(each)));
    return all;
  }

  /** What holds pages to what is printed, named like cases: rows, and {@link Recorded} methods. */
  public static List<Case> recorded() {
    var recorded = new ArrayList<>(RecordedRow.cases());
    recorded.addAll(RequestRow.recorded());
    classes().forEach(each -> recorded.addAll(recorded(each)));
    return recorded;
  }

  /** A class is found by its package and name, so that a new pattern edits no list. */
  private static Stream<Class<?>> classes() {
    return ReflectionSupport.findAllClassesInPackage(
            "example.contract.cases", each -> true, name -> name.endsWith("Cases"))
        .stream()
        .sorted(Comparator.comparing(Class::getName));
  }

  /** The cases of one class, in the order of their ids. */
  private static List<Case> of(Class<?> type) {
    return methods(type, Contract.class)
        .map(
            method -> {
              var contract = method.getAnnotation(Contract.class);
              var on = Set.of(contract.on());
              return new Case(contract.id(), contract.says(), on, body(type, method));
            })
        .sorted(Comparator.comparing(Case::id))
        .toList();
  }

  /** {@code list-pods.recorded-expired} for a method of ListPodsCases. */
  private static List<Case> recorded(Class<?> type) {
    var pattern =
        type.getSimpleName()
            .replaceFirst("Cases$", "")
            .replaceAll("(?<=.)(?=[A-Z])", "-")
            .toLowerCase(Locale.ROOT);
    return methods(type, Recorded.class)
        .map(
            method ->
                new Case(
                    pattern + ".recorded-" + method.getName(),
                    "",
                    Set.of(method.getAnnotation(Recorded.class).on()),
                    body(type, method)))
        .sorted(Comparator.comparing(Case::id))
        .toList();
  }

  private static Stream<Method> methods(Class<?> type, Class<? extends Annotation> annotation) {
    return AnnotationSupport.findAnnotatedMethods(type, annotation, HierarchyTraversalMode.TOP_DOWN)
        .stream();
  }

  /** Throws what the method throws. */
  private static Body body(Class<?> type, Method method) {
    return context ->
        ReflectionSupport.invokeMethod(method, ReflectionSupport.newInstance(type), context);
  }
}

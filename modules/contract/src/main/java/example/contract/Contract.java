package example.contract;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a method of a case class as one case of the contract, a promise that all three clients are
 * held to. The method takes a {@link CaseContext} and fails by throwing.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Contract {

  /** {@code pattern.what-is-promised}; the reports, the docs and comments name cases by it. */
  String id();

  /** The promise as one sentence: a row of the docs. */
  String says();

  /** Where the case is run. A case that needs a fault cannot run on a real node. */
  TestLevel[] on() default TestLevel.FAKE;

  /** How far from the pattern's source the case looks at it. */
  enum TestLevel {
    /** In this process, against the fake API server. */
    FAKE,
    /** The packaged jar as a process of its own, against the fake API server. */
    PROCESS,
    /** The packaged jar as a process of its own, against a real Kubernetes node. */
    NODE,
    /** The example pod, on a real Kubernetes node. */
    POD;

    /** Whether it needs a real node, which has no faults and keeps no list of its requests. */
    public boolean onNode() {
      return this == NODE || this == POD;
    }
  }
}

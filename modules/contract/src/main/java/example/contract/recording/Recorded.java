package example.contract.recording;

import example.contract.Contract.TestLevel;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a method of a case class that holds blocks of a page to what a run of this build prints,
 * where a row of {@code request-cases.yaml} cannot say what is to happen. It is no promise and has
 * no state. It takes a {@link CaseContext}, is run for each client, and hands what came of it to a
 * {@link Recording}.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Recorded {

  /** On a node where the embedded API server has not what the page shows. */
  TestLevel on() default TestLevel.FAKE;
}

package example.contract.recording;

import example.contract.Contract.TestLevel;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a method of a case class that holds blocks of a page to what a run of this build prints. It
 * is no promise and has no state: it shows, as what goes wrong with the plain call. It takes a
 * {@link CaseContext}, is run for each client, and hands what came of it to a {@link Recording}.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Recorded {

  /**
   * In this process on the embedded API server; or, where that has not what the page shows, with
   * programs on a real node. Then the block is not compared where no node can be started.
   */
  TestLevel on() default TestLevel.FAKE;
}

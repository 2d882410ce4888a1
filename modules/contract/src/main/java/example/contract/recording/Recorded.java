package example.contract.recording;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a method of a case class that holds blocks of a page to what a run of this build prints. It
 * is no promise and has no state: it shows, as what goes wrong with the plain call. It takes a
 * {@link CaseContext}, is run in process for each client, and hands what came of it to a {@link
 * Recording}.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Recorded {}

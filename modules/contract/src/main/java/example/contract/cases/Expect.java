package example.contract.cases;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import example.contract.CaseContext;
import example.contract.Contract.TestLevel;
import example.contract.RunningProgram;
import example.contract.RunningProgram.Outcome;
import java.time.Duration;
import java.util.concurrent.Callable;

/** What a user sees of a run that fails, or that is stopped. */
final class Expect {

  private static final Duration AT_ONCE = Duration.ofSeconds(2);
  private static final int ATTEMPTS = 3;

  private Expect() {}

  /** One sentence on standard error, nothing else on either stream, and this exit code. */
  static void refused(int exit, String sentence, Outcome outcome) {
    assertEquals(sentence, oneSentence(exit, outcome));
  }

  /** The one sentence, where its words are the client's own. */
  static String oneSentence(int exit, Outcome outcome) {
    assertEquals(exit, outcome.exit(), outcome::toString);
    assertEquals("", outcome.out());
    assertEquals(1, outcome.err().lines().count(), outcome::toString);
    return outcome.err().strip();
  }

  /**
   * Stops a program, which must end within two seconds. A slow machine can delay any one end, so up
   * to three programs are stopped, and the quickest must be in time: one that waits for something
   * is late every time.
   *
   * @param again starts the same program once more
   */
  static void stopsAtOnce(
      CaseContext context, RunningProgram program, Callable<RunningProgram> again)
      throws Exception {
    var took = stop(context, program);
    for (int i = 1; i < ATTEMPTS && took.compareTo(AT_ONCE) > 0; i++) {
      took = stop(context, again.call());
    }
    assertTrue(took.compareTo(AT_ONCE) <= 0, took::toString);
  }

  private static Duration stop(CaseContext context, RunningProgram program) throws Exception {
    var begin = System.nanoTime();
    program.stop();
    // A thread of this process is interrupted; a process gets SIGTERM.
    assertEquals(context.level() == TestLevel.FAKE ? 130 : 143, program.exit());
    var isPod = context.level() == TestLevel.POD; // it is deleted more slowly than it ends
    return isPod ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - begin);
  }
}

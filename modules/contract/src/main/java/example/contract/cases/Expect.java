package example.contract.cases;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import example.contract.CaseContext;
import example.contract.Contract.TestLevel;
import example.contract.RunningProgram;
import example.contract.RunningProgram.Outcome;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
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
   * Stops a program, which must end within two seconds.
   *
   * @param again starts the same program once more
   */
  static void stopsAtOnce(
      CaseContext context, RunningProgram program, Callable<RunningProgram> again)
      throws Exception {
    var started = new ArrayDeque<>(List.of(program));
    within(AT_ONCE, () -> stop(context, started.isEmpty() ? again.call() : started.poll()));
  }

  /**
   * A slow machine can delay anything once, so the quickest of three attempts must be in time: what
   * is wrong is late every time.
   */
  static void within(Duration limit, Callable<Duration> attempt) throws Exception {
    var took = attempt.call();
    for (int i = 1; i < ATTEMPTS && took.compareTo(limit) > 0; i++) {
      took = attempt.call();
    }
    assertTrue(took.compareTo(limit) <= 0, took::toString);
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

package example.contract.cases;

import static org.junit.jupiter.api.Assertions.assertEquals;

import example.contract.RunningProgram.Outcome;

/** What a user sees of a run that fails. */
final class Expect {

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
}

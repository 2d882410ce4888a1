package example.contract.cases;

import static org.junit.jupiter.api.Assertions.assertEquals;

import example.contract.RunningProgram.Outcome;
import java.util.List;

/** What a user sees of one run. */
final class Expect {

  private Expect() {}

  /** One sentence on standard error, nothing else on either stream, and this exit code. */
  static void refused(int exit, String sentence, Outcome outcome) {
    assertEquals(sentence + "\n", outcome.err());
    assertEquals("", outcome.out());
    assertEquals(exit, outcome.exit());
  }

  /** The names of the pods that list-pods printed, in that order; fails if it did not succeed. */
  static List<String> pods(Outcome outcome) {
    assertEquals("", outcome.err());
    assertEquals(0, outcome.exit());
    var lines = outcome.out().lines().toList();
    var pods = lines.stream().map(line -> line.split("\t")).filter(line -> line.length == 4);
    var names = pods.map(line -> line[1]).toList();
    assertEquals(names.size() + " pods", lines.get(lines.size() - 1));
    return names;
  }
}

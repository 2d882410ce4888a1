package example.repochecks.generator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import example.contract.AdminClient;
import example.contract.Contract.TestLevel;
import example.contract.results.LastFullRun;
import example.repochecks.SmallRepository;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The four states in the comparison: counted, shown, and never merged. */
class ComparisonTest {

  private static final String ROWS =
      """
      tiers:
        Bronze:
          - asks: guessing
            refused: rejected, with the remedy
            cases: ["count-things\\\\.guess"]
          - asks: watching
            cases: []
      ours:
        counting:
          - says: in pages
            cases: ["count-things\\\\.(pages|second-page)"]
          - says: of nothing
            cases: ["count-things\\\\.none"]
      """;

  @TempDir Path folder;
  private SmallRepository small;

  @BeforeEach
  void fourCases() throws IOException {
    small =
        new SmallRepository(folder)
            .withCase("count-things.guess", TestLevel.FAKE)
            .withCase("count-things.none", TestLevel.FAKE)
            .withCase("count-things.pages", TestLevel.FAKE, TestLevel.NODE)
            .withCase("count-things.second-page", TestLevel.FAKE);
  }

  private Comparison comparison(String rows) throws IOException {
    var index = new CaseIndex(folder, small.cases());
    var proven = new Proven(index, small.clients(), LastFullRun.of(folder));
    return new Comparison(
        proven, new PageLocation(Path.of("docs")), AdminClient.YAML.readTree(rows));
  }

  /** The end of a row, after its beginning. */
  private static void holds(String table, String begin, String end) {
    var row = table.lines().filter(line -> line.contains(begin)).findFirst().orElse("");
    assertTrue(row.endsWith(end), table);
  }

  @Test
  void onlyWhereTheyDifferOrFail() throws IOException {
    small.ran("count-things.pages");
    assertEquals("The three clients differ in no case.\n", comparison(ROWS).differences());

    small.twoFails("count-things.none");
    var table = comparison(ROWS).differences();
    holds(
        table,
        "| Says count-things.none |",
        "| yes | **no** | [`count-things.none`](../modules/contract/src/main/java/example/contract/cases/SmallCases.java) |");
    assertTrue(table.startsWith("In 3 of 4 cases all three are alike."), table);
    assertTrue(table.contains("\n- two: It fails.\n"), table);
  }

  @Test
  void whatHasNoCaseWasNotRun() throws IOException {
    var end = "| **not run** | **not run** | no case yet |";
    holds(comparison(ROWS).tiers(), "| Bronze | watching |", end);
  }

  @Test
  void whatIsRefusedIsNotSupportedAsLongAsItIsSeenToBeRefused() throws IOException {
    small.twoFails("count-things.guess");
    var table = comparison(ROWS).tiers();
    var states = "| **not supported**: rejected, with the remedy | **no** |";
    assertTrue(table.contains("| Bronze | guessing " + states), table);
  }

  @Test
  void statesOfSeveralCasesAreCountedAndNotMerged() throws IOException {
    small.oneDoesNotSupport("count-things.second-page").twoFails("count-things.pages");
    holds(
        comparison(ROWS).ours(),
        "| counting | in pages |",
        "| **not supported** 1, **not run** 1 | yes 1, **no** 1 | [2 cases](reference/cases.md#in-pages) |");
  }

  @Test
  void aCaseThatNoRowHoldsIsListedUnderItsPattern() throws IOException {
    small.withCase("drain-nodes.all", TestLevel.FAKE).withCase("drain-nodes.none", TestLevel.FAKE);
    holds(
        comparison(ROWS).ours(),
        "| drain-nodes | cases of drain-nodes |",
        "| yes | yes | [2 cases](reference/cases.md#cases-of-drain-nodes) |");
    var cases = comparison(ROWS).everyCase();
    assertTrue(cases.contains("\n## cases of drain-nodes\n"), cases);
    assertTrue(cases.contains("[`drain-nodes.none`]"), cases);
  }

  @Test
  void aRowOfCasesThatAreNot() {
    var rows = ROWS.replace("count-things\\\\.none", "count-things\\\\.nothing");
    var wrong = assertThrows(IllegalStateException.class, () -> comparison(rows));
    assertEquals(
        "comparison.yaml: no case is called count-things\\.nothing. Correct it",
        wrong.getMessage());
  }
}

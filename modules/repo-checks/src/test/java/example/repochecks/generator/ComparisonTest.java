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
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The states in the comparison: shown, and never merged. */
class ComparisonTest {

  private static final PageLocation DOCS = new PageLocation(Path.of("docs/reference"));
  private static final String ROWS =
      """
      topics:
        - says: guessing and pages
          cases: ["count-things\\\\.(guess|pages|second-page)"]
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

  private Proven proven() throws IOException {
    return new Proven(small.cases(), small.clients(), LastFullRun.of(folder));
  }

  private Comparison comparison(String rows) throws IOException {
    return new Comparison(proven(), AdminClient.YAML.readTree(rows));
  }

  @Test
  void theSummaryCountsAndLinksTheRowsThatAClientDoesNotPass() throws IOException {
    var ids = List.of("count-things.none", "count-things.pages");
    var some =
        "All three clients pass 1 of 2 rows. The others are among the"
            + " [differences between the clients](../comparison.md).";
    assertEquals(some, proven().summary(ids, DOCS), "not run on the node");
    small.ran("count-things.pages");
    assertEquals("All three clients pass all 2 rows.", proven().summary(ids, DOCS));
    small.twoFails("count-things.none");
    assertEquals(some, proven().summary(ids, DOCS));
  }

  @Test
  void onlyWhereTheyDifferOrFail() throws IOException {
    small.ran("count-things.pages");
    assertEquals("All three clients pass every case.\n", comparison(ROWS).differences());

    small.ran().twoFails("count-things.none").oneDoesNotSupport("count-things.second-page");
    assertEquals(
        """
        All three clients pass 1 of 4 cases. The others, which differ or were not run:

        | what holds | one | two | case |
        | --- | --- | --- | --- |
        | Says count-things.none | yes | **no** | `count-things.none` |
        | Says count-things.pages | **not run** | **not run** | `count-things.pages` |
        | Says count-things.second-page | **not supported** | yes | `count-things.second-page` |

        - one: It has none.
        - two: It fails.
        """,
        comparison(ROWS).differences());
  }

  @Test
  void aCaseThatNoSectionHoldsIsListedUnderItsPattern() throws IOException {
    small.withCase("drain-nodes.all", TestLevel.FAKE).withCase("drain-nodes.none", TestLevel.FAKE);
    var cases = comparison(ROWS).everyCase();
    assertTrue(cases.contains("\n## of nothing\n\n| what holds | one | two | case |\n"), cases);
    assertTrue(cases.contains("\n## cases of drain-nodes\n"), cases);
    assertTrue(cases.contains("`drain-nodes.none`"), cases);
  }

  @Test
  void aRowOfCasesThatAreNot() {
    var rows = ROWS.replace("count-things\\\\.none", "count-things\\\\.nothing");
    var wrong = assertThrows(IllegalStateException.class, () -> comparison(rows));
    assertEquals(
        "comparison.yaml: no case is called count-things\\.nothing. Correct it",
        wrong.getMessage());
  }

  @Test
  void aTableWithoutRowsIsAnError() {
    assertThrows(IllegalStateException.class, () -> new Table("one").markdown());
  }
}

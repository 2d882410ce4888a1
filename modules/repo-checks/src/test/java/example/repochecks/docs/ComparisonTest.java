package example.repochecks.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import example.contract.AdminClient;
import example.contract.Contract.TestLevel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The four states in the comparison: counted, shown, and never merged. */
class ComparisonTest {

  private static final String ROWS =
      """
      tiers:
        - tier: Bronze
          rows:
            - asks: counting
              cases: ["count-things\\\\.all"]
            - asks: guessing
              refused: rejected, with the remedy
              cases: ["count-things\\\\.guess"]
            - asks: watching
              cases: []
      ours:
        - topic: counting
          rows:
            - says: in pages
              cases: ["count-things\\\\.(pages|second-page)"]
            - says: of nothing
              cases: ["count-things\\\\.none"]
      """;

  @TempDir Path folder;
  private Small small;

  @BeforeEach
  void fiveCases() {
    small =
        new Small(folder)
            .with("count-things.all", TestLevel.FAKE)
            .with("count-things.guess", TestLevel.FAKE)
            .with("count-things.none", TestLevel.FAKE)
            .with("count-things.pages", TestLevel.FAKE, TestLevel.NODE)
            .with("count-things.second-page", TestLevel.FAKE);
  }

  private Comparison comparison(String rows) throws IOException {
    return new Comparison(
        small.proven(),
        small.evidence(),
        new PageLocation(Path.of("docs")),
        AdminClient.YAML.readTree(rows));
  }

  private static String row(String table, String part) {
    return table.lines().filter(line -> line.contains(part)).findFirst().orElse("");
  }

  @Test
  void onlyWhereTheyDifferOrFail() throws IOException {
    small.ran("count-things.pages");
    assertEquals("The three clients differ in no case.\n", comparison(ROWS).differences());

    small.fails("two", "count-things.none");
    var table = comparison(ROWS).differences();

    assertTrue(row(table, "`count-things.none`").contains(" | yes | **no** | "), table);
    assertEquals("", row(table, "`count-things.all`"));
    assertTrue(table.contains("\n- two: It fails.\n"), table);
  }

  @Test
  void whatHasNoCaseWasNotRun() throws IOException {
    var row = row(comparison(ROWS).tiers(), "| Bronze | watching |");
    assertTrue(row.endsWith("| **not run** | **not run** | no case yet |"), row);
  }

  @Test
  void whatIsRefusedIsNotSupportedAsLongAsItIsSeenToBeRefused() throws IOException {
    var refused = row(comparison(ROWS).tiers(), "| Bronze | guessing |");
    assertTrue(refused.contains("| **not supported**: rejected, with the remedy |"), refused);

    small.fails("one", "count-things.guess");
    var broken = row(comparison(ROWS).tiers(), "| Bronze | guessing |");
    assertTrue(broken.contains("| **no** | **not supported**: rejected, with"), broken);
  }

  @Test
  void statesOfSeveralCasesAreCountedAndNotMerged() throws IOException {
    small.notSupported("one", "count-things.second-page").fails("two", "count-things.pages");
    var row = row(comparison(ROWS).ours(), "| in pages |");
    assertTrue(
        row.contains(
            "| **not supported** 1, **not run** 1 | yes 1, **no** 1 | [2 cases](cases.md#in-pages)"),
        row);
  }

  @Test
  void oneCaseIsNamedWithTheFileThatItIsIn() throws IOException {
    var row = row(comparison(ROWS).ours(), "| of nothing |");
    assertTrue(
        row.endsWith(
            "[`count-things.none`](../modules/contract/src/main/java/example/contract/cases/CountThingsCases.java) |"),
        row);
  }

  @Test
  void aCaseThatNoRowHoldsIsListedUnderItsPattern() throws IOException {
    small.with("drain-nodes.all", TestLevel.FAKE).with("drain-nodes.none", TestLevel.FAKE);
    var row = row(comparison(ROWS).ours(), "| drain-nodes |");
    assertEquals(
        "| drain-nodes | cases of drain-nodes | yes | yes | [2 cases](cases.md#cases-of-drain-nodes) |",
        row);
    var cases = comparison(ROWS).cases();
    assertTrue(cases.contains("\n## cases of drain-nodes\n"), cases);
    assertTrue(!row(cases, "`drain-nodes.none`").isEmpty(), cases);
  }

  @Test
  void aRowOfCasesThatAreNot() {
    var rows = ROWS.replace("count-things\\\\.none", "count-things\\\\.nothing");
    var wrong = assertThrows(IllegalStateException.class, () -> comparison(rows).ours());
    assertEquals(
        "comparison.yaml: no case is called count-things\\.nothing. Correct it",
        wrong.getMessage());
  }

  @Test
  void aTableWithoutARow() {
    var wrong = assertThrows(IllegalStateException.class, () -> new Table("one").markdown());
    assertEquals("a table of [one] has no row", wrong.getMessage());
  }

  @Test
  void aMessagePageWithoutItsCause() throws IOException {
    Files.createDirectories(folder.resolve("docs/troubleshooting"));
    var page = folder.resolve("docs/troubleshooting/pkix.md");
    var messages = new MessageTable(folder, new PageLocation(Path.of("docs/troubleshooting")));
    assertThrows(IllegalStateException.class, messages::markdown);

    Files.writeString(page, "# `PKIX | path`\n\n**Cause.** Another CA,\nnot `yours`.\n");
    assertEquals(
        """
        | message | cause |
        | --- | --- |
        | [`PKIX \\| path`](pkix.md) | Another CA, not `yours`. |
        """,
        messages.markdown());

    Files.writeString(page, "# `PKIX path`\n\nBecause.\n");
    var wrong = assertThrows(IllegalStateException.class, messages::markdown);
    assertEquals(
        "docs/troubleshooting/pkix.md needs a title, and a paragraph that begins with **Cause.**",
        wrong.getMessage());
  }
}

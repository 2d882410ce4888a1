package example.repochecks.generator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import example.repochecks.Repository;
import example.repochecks.SmallRepository;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The pages about messages are titled with what was printed. */
class TroubleshootingPagesTest {

  private static final String WHERE = "docs/troubleshooting/pkix.md";
  private static final String RECORDED =
      "\n\n<!-- recorded:a -->\n```text\nPKIX path building\n```\n<!-- /recorded -->\n";

  @TempDir Path folder;

  private void page(String text) throws IOException {
    new SmallRepository(folder)
        .with("docs/troubleshooting/README.md", "# Index\n")
        .with(WHERE, text);
  }

  @Test
  void everyTitleWasPrinted() throws IOException {
    assertEquals("", String.join("\n", TroubleshootingPages.problems(Repository.ROOT)));
  }

  @ParameterizedTest
  @CsvSource({"PKIX path, true, ''", "PKIX error, true, PKIX error", "PKIX path, false, PKIX path"})
  void aTitleMustBePrinted(String title, boolean recorded, String missing) throws IOException {
    page("# `%s`%s".formatted(title, recorded ? RECORDED : "\n"));
    var sentence =
        "%s: no recorded block holds its title, \"%s\". Title it with what a client printed.";
    assertEquals(
        missing.isEmpty() ? List.of() : List.of(sentence.formatted(WHERE, missing)),
        TroubleshootingPages.problems(folder));
  }

  @Test
  void nothingToReadIsAProblem() throws IOException {
    assertEquals(
        List.of("docs/troubleshooting: there is no page to read."),
        TroubleshootingPages.problems(folder));
  }

  @Test
  void theIndexHoldsTitleAndCause() throws IOException {
    page("# `PKIX | path`\n\n**Cause.** Another CA,\nnot `yours`.\n");
    assertEquals(
        """
        | message | cause |
        | --- | --- |
        | [`PKIX \\| path`](pkix.md) | Another CA, not `yours`. |
        """,
        TroubleshootingPages.table(folder, new PageLocation(Path.of("docs/troubleshooting"))));
  }

  @ParameterizedTest
  @CsvSource({"'# PKIX path\n\nBecause.\n'", "'**Cause.** It.\n'"})
  void aPageWithoutTitleOrCause(String text) throws IOException {
    page(text);
    var wrong =
        assertThrows(
            IllegalStateException.class,
            () -> TroubleshootingPages.table(folder, new PageLocation(Path.of("docs"))));
    assertEquals(
        WHERE + " needs a title, and a paragraph that begins with **Cause.**", wrong.getMessage());
  }
}

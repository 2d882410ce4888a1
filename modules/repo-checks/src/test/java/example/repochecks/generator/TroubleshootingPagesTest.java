package example.repochecks.generator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import example.repochecks.CheckTest;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The pages about messages are titled with what was printed. */
class TroubleshootingPagesTest extends CheckTest {

  private static final String PAGE = "docs/troubleshooting/pkix.md";

  TroubleshootingPagesTest() {
    super("troubleshooting.yaml", TroubleshootingPages::problems);
  }

  private String index(String page) throws IOException {
    var small = small().with(PAGE, page);
    return TroubleshootingPages.table(
        small.root(), new PageLocation(Path.of("docs/troubleshooting")));
  }

  @Test
  void theIndexHoldsTitleAndCause() throws IOException {
    assertEquals(
        """
        | message | cause |
        | --- | --- |
        | [`PKIX \\| path`](pkix.md) | Another CA, not `yours`. |
        """,
        index("# `PKIX | path`\n\n**Cause.** Another CA,\nnot `yours`.\n"));
  }

  @ParameterizedTest
  @CsvSource({"'# PKIX path\n\nBecause.\n'", "'**Cause.** It.\n'"})
  void aPageWithoutTitleOrCause(String text) {
    var wrong = assertThrows(IllegalStateException.class, () -> index(text));
    assertEquals(
        PAGE + " needs a title, and a paragraph that begins with **Cause.**", wrong.getMessage());
  }
}

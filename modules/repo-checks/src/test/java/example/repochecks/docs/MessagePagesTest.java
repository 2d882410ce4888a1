package example.repochecks.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import example.repochecks.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pages about messages are titled with what was printed. */
class MessagePagesTest {

  private static final String WHERE = "docs/troubleshooting/pkix.md";

  @TempDir Path folder;

  private List<String> problems(String page) throws IOException {
    Files.createDirectories(folder.resolve("docs/troubleshooting"));
    Files.writeString(folder.resolve("docs/troubleshooting/README.md"), "# Index\n");
    Files.writeString(folder.resolve(WHERE), page);
    return MessagePages.problems(folder);
  }

  @Test
  void everyTitleWasPrinted() throws IOException {
    assertEquals("", String.join("\n", MessagePages.problems(Repository.ROOT)));
  }

  @Test
  void aTitleThatWasPrinted() throws IOException {
    assertEquals(
        List.of(),
        problems(
            "# `PKIX path`\n\n<!-- recorded:a -->\n```text\nPKIX path building\n```\n<!-- /recorded -->\n"));
  }

  @Test
  void aTitleThatNobodyPrinted() throws IOException {
    assertEquals(
        List.of(
            WHERE
                + ": no client printed its title, \"PKIX error\". Title it with what one did print."),
        problems(
            "# PKIX error\n\n<!-- recorded:a -->\n```text\nPKIX path building\n```\n<!-- /recorded -->\n"));
  }

  @Test
  void aPageThatNoTestProvokes() throws IOException {
    assertEquals(
        List.of(
            WHERE
                + ": nothing on it was recorded. Write the test, or a sentence that begins with"
                + " \"No test here provokes this message, because\"."),
        problems("# PKIX path\n"));
    assertEquals(
        List.of(),
        problems("# PKIX path\n\nNo test here provokes this message, because it takes a year.\n"));
  }

  @Test
  void nothingToReadIsAProblem() throws IOException {
    assertEquals(
        List.of("docs/troubleshooting: no page is there to read. Look at where this looks."),
        MessagePages.problems(folder));
  }
}

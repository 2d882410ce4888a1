package example.repochecks.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import example.repochecks.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No transcript of the pages is one that nobody compares. */
class RecordedTest {

  private static final String TRACE = "modules/x/target/recorded/docs!page.md#walk";

  @TempDir Path folder;

  @BeforeEach
  void smallTree() throws IOException {
    write("docs/page.md", "<!-- recorded:walk -->\n```text\nsaid\n```\n<!-- /recorded -->\n");
    write(TRACE, "");
  }

  private void write(String file, String text) throws IOException {
    var path = folder.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  private void says(String... sentences) throws IOException {
    assertEquals(List.of(sentences), Recorded.in(folder).problems());
  }

  /** Where no node can be started some tests are skipped; CI skips none. */
  @Test
  void everyTranscriptWasComparedByATestOfThisBuild() throws IOException {
    var found = Recorded.in(Repository.ROOT);
    if (!"true".equals(System.getenv("REQUIRE_CLUSTER"))) {
      System.out.printf(
          "%d of %d transcripts were not compared here.%n",
          found.problems().size(), found.blocks());
      return;
    }
    assertEquals("", String.join("\n", found.problems()));
  }

  @Test
  void theSmallTreeIsSound() throws IOException {
    says();
  }

  @Test
  void aTranscriptThatNoTestCompares() throws IOException {
    Files.delete(folder.resolve(TRACE));
    says(
        "docs/page.md: recorded:walk was compared by no test of this build. Write the test, or"
            + " delete the block.");
  }

  @Test
  void nothingToCompareIsAProblem() throws IOException {
    write("docs/page.md", "# Page\n");
    says("docs: no page holds a recorded block. Look at where this check looks.");
  }
}

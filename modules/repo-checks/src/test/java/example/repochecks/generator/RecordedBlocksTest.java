package example.repochecks.generator;

import static org.junit.jupiter.api.Assertions.assertEquals;

import example.repochecks.Repository;
import example.repochecks.SmallRepository;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A test compares each transcript of the pages. */
class RecordedBlocksTest {

  @TempDir Path folder;

  /** Where no node can be started some tests are skipped; CI skips none. */
  @Test
  void everyTranscriptWasComparedByATestOfThisBuild() throws IOException {
    var problems = RecordedBlocks.notCompared(Repository.ROOT);
    System.out.printf("%d transcripts were not compared here.%n", problems.size());
    if ("true".equals(System.getenv("REQUIRE_CLUSTER"))) {
      assertEquals("", String.join("\n", problems));
    }
  }

  @Test
  void aTranscriptThatNoTestCompares() throws IOException {
    var small =
        new SmallRepository(folder)
            .with("docs/page.md", "<!-- recorded:walk -->\nsaid\n<!-- /recorded -->\n");
    assertEquals(
        List.of(
            "docs/page.md: recorded:walk was compared by no test of this build. Write the test, or"
                + " delete the block."),
        RecordedBlocks.notCompared(folder));
    small.with("modules/x/target/recorded/docs!page.md#walk", "");
    assertEquals(List.of(), RecordedBlocks.notCompared(folder));
  }
}

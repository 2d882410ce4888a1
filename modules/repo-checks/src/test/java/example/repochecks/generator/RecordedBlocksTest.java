package example.repochecks.generator;

import example.repochecks.CheckTest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A test compares each transcript of the pages. */
class RecordedBlocksTest extends CheckTest {

  RecordedBlocksTest() {
    super("recorded-blocks.yaml", RecordedBlocksTest::ofThisBuild, RecordedBlocks::notCompared);
  }

  /** Where no node can be started some tests are skipped; CI skips none. */
  private static List<String> ofThisBuild(Path repository) throws IOException {
    var problems = RecordedBlocks.notCompared(repository);
    System.out.printf("%d transcripts were not compared here.%n", problems.size());
    return "true".equals(System.getenv("REQUIRE_CLUSTER")) ? problems : List.of();
  }
}

package example.repochecks.generator;

import static org.junit.jupiter.api.Assertions.assertEquals;

import example.repochecks.CheckTest;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is made of the pages' blocks, and each way in which one cannot be made. */
class DocsGeneratorTest extends CheckTest {

  private static final String PAGE = "docs/page.md";

  DocsGeneratorTest() {
    super("blocks.yaml", repository -> new DocsGenerator(repository).old());
  }

  @Test
  void anOldBlockIsWrittenAnew() throws Exception {
    var small = small();
    var fresh = small.read(PAGE);
    small.broken(PAGE, "void idea() {\n  if (true) {}\n}", "old");
    var generator = new DocsGenerator(small.root());
    assertEquals(List.of(PAGE + " is old. Run make docs."), generator.old());
    assertEquals(List.of("wrote " + PAGE), generator.write());
    assertEquals(fresh, small.read(PAGE));
  }

  /** Without the names of all blocks that there are. */
  @Override
  protected String shown(String problem) {
    return problem.replaceFirst("(?<=no such block can be made\\.) .*", "");
  }
}

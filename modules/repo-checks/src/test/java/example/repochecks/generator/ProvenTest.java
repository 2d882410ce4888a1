package example.repochecks.generator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import example.contract.Contract.TestLevel;
import example.contract.results.LastFullRun;
import example.repochecks.SmallRepository;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sentence above a table, and the states in it. */
class ProvenTest {

  private static final List<String> IDS = List.of("count-things.all", "count-things.none");
  private static final PageLocation DOCS = new PageLocation(Path.of("docs"));

  @TempDir Path folder;
  private SmallRepository small;

  @BeforeEach
  void twoCases() throws IOException {
    small =
        new SmallRepository(folder)
            .withCase("count-things.all", TestLevel.FAKE, TestLevel.NODE)
            .withCase("count-things.none", TestLevel.FAKE);
  }

  private Proven proven() throws IOException {
    var index = new CaseIndex(folder, small.cases());
    return new Proven(index, small.clients(), LastFullRun.of(folder));
  }

  @Test
  void aRowThatAClientDoesNotPassIsCountedAndLinked() throws IOException {
    var some =
        "All three clients pass 1 of 2 rows. The others are among the"
            + " [differences between the clients](comparison.md).";
    assertEquals(some, proven().summary(IDS, DOCS), "not run on the node");
    small.ran("count-things.all");
    assertEquals("All three clients pass all 2 rows.", proven().summary(IDS, DOCS));
    small.twoFails("count-things.none");
    assertEquals(some, proven().summary(IDS, DOCS));
    assertEquals(List.of("yes", "no (It fails)"), proven().statesWithReasons("count-things.none"));
  }

  @Test
  void aTableWithoutRowsIsAnError() {
    assertThrows(IllegalStateException.class, () -> new Table("one").markdown());
  }
}

package example.repochecks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import example.contract.Case;
import example.contract.results.LastFullRun;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the last complete run knows is of cases that there are; it need not be of this build. */
class LastFullRunTest {

  @Test
  void everyIdInItIsACase() throws IOException {
    var file = Repository.ROOT.resolve(LastFullRun.FILE);
    assertTrue(Files.isRegularFile(file), LastFullRun.FILE + ": no such file");
    assertEquals(List.of(), LastFullRun.of(Repository.ROOT).problems(Case.all()));
  }
}

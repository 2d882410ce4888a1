package example.repochecks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tables are made of reports that tell of every case. */
class CommittedReportsTest {

  @TempDir Path folder;

  @Test
  void allReportsHoldTheSameCases() throws IOException {
    Repository.satisfies(new CommittedReports());
  }

  private void says(String... sentences) throws IOException {
    assertEquals(List.of(sentences), new CommittedReports().problems(folder));
  }

  private Tree sound() throws IOException {
    var tree = new Tree(folder);
    for (var client : Repository.CLIENTS) {
      tree.with("docs/reports/%s.json".formatted(client), "{\"cases\": [{\"id\": \"a.b\"}]}");
    }
    return tree;
  }

  @Test
  void threeReportsOfOneCase() throws Exception {
    sound();
    says();
  }

  @Test
  void aReportWithoutCases() throws Exception {
    sound().with("docs/reports/fabric8.json", "{\"cases\": []}");
    says("docs/reports/fabric8.json: holds no case. Run make test, then make docs.");
  }

  @Test
  void aReportThatIsCutShort() throws Exception {
    sound().with("docs/reports/fabric8.json", "{\"cases\": [");
    says("docs/reports/fabric8.json: is not JSON. Run make test, then make docs.");
  }

  @Test
  void aReportOfOtherCases() throws Exception {
    sound().broken("docs/reports/fabric8.json", "a.b", "a.c");
    says(
        "docs/reports/fabric8.json: holds other cases than the reports before it, such as a.b, a.c. Run make test, then make docs.");
  }

  @Test
  void noReportIsAProblem() throws Exception {
    Files.delete(sound().root().resolve("docs/reports/fabric8.json"));
    says("docs/reports/fabric8.json: no such file. Run make test, then make docs.");
  }
}

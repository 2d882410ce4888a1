package example.repochecks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import example.contract.Client;
import example.contract.Reports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** The committed reports tell what this build's tests saw, where they looked. */
class ReportsTest {

  private static final List<String> CLIENTS = Client.names();

  @TempDir Path folder;
  private final Reports reports = new Reports(Repository.ROOT);

  @Test
  void theClientsAreTheModulesThatReadersCopyFrom() {
    assertEquals(Repository.CLIENTS, CLIENTS);
  }

  @ParameterizedTest
  @FieldSource("CLIENTS")
  void theCommittedReportIsThatOfThisBuild(String client) throws IOException {
    assertEquals(
        List.of(), Reports.differences(reports.committed(client), reports.ofThisRun(client)));
    assertEquals(List.of(), Reports.notRun(reports.committed(client)));
  }

  @ParameterizedTest
  @FieldSource("CLIENTS")
  void whereEverythingMustRunEverythingRan(String client) throws IOException {
    var problems = new ArrayList<>(Reports.notRun(reports.ofThisRun(client)));
    if (!"true".equals(System.getenv("REQUIRE_CLUSTER")) && !problems.isEmpty()) {
      System.out.printf("%s: %d distances were not gone here.%n", client, problems.size());
      problems.clear();
    }
    assertEquals(List.of(), problems);
  }

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

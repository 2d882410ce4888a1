package example.repochecks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import example.contract.Client;
import example.contract.Reports;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** The committed reports tell what this build's tests saw, where they looked. */
class ReportsTest {

  private static final List<String> CLIENTS = Client.names();

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
}

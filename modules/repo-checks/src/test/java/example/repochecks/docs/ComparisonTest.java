package example.repochecks.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import example.contract.Api;
import example.contract.Case;
import example.contract.Client;
import example.repochecks.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The four states in the comparison: counted, shown, and never merged. */
class ComparisonTest {

  private static final String WATCH = "| Silver | watch calls |";
  private static final String BASIC = "| Bronze | kubeconfig: basic auth |";
  private static final String CA = "| a replaced CA is followed without a restart |";

  @TempDir Path folder;

  /** Reports in which every case but those named is well for every client. */
  private Comparison with(Map<String, String> states) throws IOException {
    return with(states, Comparison.read());
  }

  private Comparison with(Map<String, String> states, JsonNode rows) throws IOException {
    Files.createDirectories(folder.resolve("docs/reports"));
    for (var client : Client.names()) {
      var report = Api.object();
      for (var each : Case.all()) {
        var state = states.getOrDefault(client + " " + each.id(), "yes");
        report
            .withArray("cases")
            .addObject()
            .put("id", each.id())
            .put("state", state)
            .put("reason", state.equals("yes") ? "" : "It has none.");
      }
      Files.writeString(
          folder.resolve("docs/reports/" + client + ".json"), Api.JSON.writeValueAsString(report));
    }
    return new Comparison(
        new Committed(folder), new Evidence(Repository.ROOT), new Here(Path.of("docs")), rows);
  }

  private static String row(String table, String part) {
    return table.lines().filter(line -> line.contains(part)).findFirst().orElse("");
  }

  @Test
  void onlyWhereTheyDifferOrFail() throws IOException {
    assertEquals("The three clients differ in no case.\n", with(Map.of()).differences());

    var table = with(Map.of("fabric8 list-pods.cut", "no")).differences();

    assertTrue(row(table, "`list-pods.cut`").contains(" | yes | **no** | yes | "), table);
    assertEquals("", row(table, "`list-pods.all`"));
    assertTrue(table.contains("\n- fabric8: It has none.\n"), table);
  }

  @Test
  void whatHasNoCaseWasNotRun() throws IOException {
    var table = with(Map.of()).tiers();
    assertTrue(
        row(table, WATCH).endsWith("| **not run** | **not run** | **not run** | no case yet |"),
        table);
  }

  @Test
  void whatIsRefusedIsNotOfferedAsLongAsItIsSeenToBeRefused() throws IOException {
    var refused = row(with(Map.of()).tiers(), BASIC);
    assertTrue(refused.contains("| **not offered**: rejected by name;"), refused);

    var broken = row(with(Map.of("fabric8 cluster-access.k7-basic", "no")).tiers(), BASIC);
    assertTrue(broken.contains(" | **no** | **not offered**: rejected by name;"), broken);
  }

  @Test
  void statesOfSeveralCasesAreCountedAndNotMerged() throws IOException {
    var states =
        Map.of(
            "fabric8 list-pods.pages", "not run",
            "fabric8 list-pods.second-page", "not offered",
            "java-net-http list-pods.pages", "no");
    var row = row(with(states).ours(), "| pages of 500, in bounded memory |");
    assertTrue(
        row.contains(
            "| yes | yes 1, **not offered** 1, **not run** 1 | yes 2, **no** 1 | [3 cases](cases.md#"),
        row);
  }

  @Test
  void oneCaseIsNamedWithWhereItIsWritten() throws IOException {
    var row = row(with(Map.of()).ours(), CA);
    var link =
        "[`cluster-access.i6-ca-follows`](../modules/contract/src/main/java/example/contract/cases/";
    assertTrue(row.contains(link), row);
  }

  @Test
  void aCaseThatNoRowHolds() throws IOException {
    var rows = (ObjectNode) Comparison.read();
    ((ArrayNode) rows.at("/ours/3/rows")).remove(4);
    var wrong = assertThrows(IllegalStateException.class, () -> with(Map.of(), rows).ours());
    assertEquals("comparison.yaml has no row for list-pods.cut. Add it to one", wrong.getMessage());
  }

  @Test
  void aRowOfCasesThatAreNot() throws IOException {
    var rows = (ObjectNode) Comparison.read();
    ((ObjectNode) rows.at("/ours/3/rows/4")).putArray("cases").add("list-pods\\.cuts");
    var wrong = assertThrows(IllegalStateException.class, () -> with(Map.of(), rows).ours());
    assertEquals(
        "comparison.yaml: no case is called list-pods\\.cuts. Correct it", wrong.getMessage());
  }

  @Test
  void aTableWithoutARow() {
    var wrong = assertThrows(IllegalStateException.class, () -> new Table("one").markdown());
    assertEquals("a table of [one] has no row", wrong.getMessage());
  }

  @Test
  void aMessagePageWithoutItsCause() throws IOException {
    Files.createDirectories(folder.resolve("docs/troubleshooting"));
    var page = folder.resolve("docs/troubleshooting/pkix.md");
    var messages = new MessageTable(folder, new Here(Path.of("docs/troubleshooting")));
    assertThrows(IllegalStateException.class, messages::markdown);

    Files.writeString(page, "# `PKIX | path`\n\n**Cause.** Another CA,\nnot `yours`.\n");
    assertEquals(
        """
        | message | cause |
        | --- | --- |
        | [`PKIX \\| path`](pkix.md) | Another CA, not `yours`. |
        """,
        messages.markdown());

    Files.writeString(page, "# `PKIX path`\n\nBecause.\n");
    var wrong = assertThrows(IllegalStateException.class, messages::markdown);
    assertEquals(
        "docs/troubleshooting/pkix.md needs a title, and a paragraph that begins with **Cause.**",
        wrong.getMessage());
  }
}

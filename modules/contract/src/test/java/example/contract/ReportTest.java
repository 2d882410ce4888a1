package example.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import example.contract.Contract.Distance;
import example.contract.Report.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

class ReportTest {

  private static final String ID = "list-pods.all";

  @TempDir Path folder;
  private final List<Path> parts = new ArrayList<>();

  /** What one distance wrote of a case that declares the fake and the node. */
  private void part(Distance distance, State state, String reason) {
    var report = new Report("fabric8", "8.0.0");
    report.declare(ID, "Lists the pods", Distance.FAKE, Distance.NODE);
    report.record(ID, distance, state, reason);
    var file = folder.resolve(distance + ".json");
    report.write(file, distance == Distance.NODE ? "v1.36.1" : "");
    parts.add(file);
  }

  private ObjectNode merged() {
    return Report.merge(parts);
  }

  private String state() {
    return merged().at("/cases/0/state").asString();
  }

  @Test
  void aCaseIsKeptIfItIsKeptAtEachDistance() {
    part(Distance.FAKE, State.YES, null);
    part(Distance.NODE, State.YES, null);

    assertEquals("yes", state());
    assertEquals("v1.36.1", merged().get("kubernetes").asString());
    assertEquals(List.of(), Reports.notRun(merged()));
  }

  @Test
  void aDistanceThatWasNotGoneIsNeitherYesNorNo() {
    part(Distance.FAKE, State.YES, null);

    assertEquals("not run", state());
    assertEquals("not run", merged().get("kubernetes").asString());
    assertEquals(
        List.of(
            "fabric8: list-pods.all was not run at distance node."
                + " Run make test with a Docker engine."),
        Reports.notRun(merged()));
  }

  @Test
  void theWorstDistanceDecides() {
    part(Distance.FAKE, State.YES, null);
    part(Distance.NODE, State.NO, "fails");

    assertEquals("no", state());
    assertEquals("fails", merged().at("/cases/0/reason").asString());
  }

  @Test
  void nothingIsNoReport() {
    assertThrows(IllegalStateException.class, this::merged);
  }

  @Test
  void thePartsOfAnotherVersionDoNotFit() {
    part(Distance.FAKE, State.YES, null);
    var other = folder.resolve("other.json");
    new Report("fabric8", "7.0.0").write(other, "");
    parts.add(other);

    assertThrows(IllegalStateException.class, this::merged);
  }

  // ---- against what is committed ----

  @Test
  void whatDidNotRunAgreesWithWhatIsCommitted() {
    part(Distance.FAKE, State.YES, null);
    var withoutNode = merged();
    part(Distance.NODE, State.YES, null);

    assertEquals(List.of(), Reports.differences(merged(), withoutNode));
    assertEquals(List.of(), Reports.differences(merged(), merged()));
  }

  @Test
  void aResultThatChangedIsNamed() {
    part(Distance.FAKE, State.YES, null);
    var before = merged();
    parts.clear();
    part(Distance.FAKE, State.NO, "fails");

    assertEquals(
        List.of(
            "docs/reports/fabric8.json tells list-pods.all otherwise than this run. Run make docs."),
        Reports.differences(before, merged()));
  }

  @Test
  void aCaseThatIsGoneIsNamed() {
    part(Distance.FAKE, State.YES, null);
    var before = merged();
    var now = before.deepCopy();
    now.putArray("cases");

    assertEquals(
        List.of(
            "docs/reports/fabric8.json holds list-pods.all, which is no case any more. Run make docs."),
        Reports.differences(before, now));
    assertEquals(
        List.of(
            "docs/reports/fabric8.json tells list-pods.all otherwise than this run. Run make docs."),
        Reports.differences(now, before));
  }

  @Test
  void aCountThatChangedIsNamed() {
    counted(3);
    var before = merged();
    parts.clear();
    counted(4);

    assertEquals("3", before.at("/cases/0/facts/requests").asString());
    assertEquals(
        List.of(
            "docs/reports/fabric8.json tells list-pods.all otherwise than this run. Run make docs."),
        Reports.differences(before, merged()));
    part(Distance.NODE, State.YES, null);
    assertEquals("4", merged().at("/cases/0/facts/requests").asString(), "kept by the merge");
  }

  private void counted(int requests) {
    var report = new Report("fabric8", "8.0.0");
    report.declare(ID, "Lists the pods", Distance.FAKE, Distance.NODE);
    report.record(ID, Distance.FAKE, State.YES, null);
    report.facts(ID, Map.of("requests", requests));
    var file = folder.resolve("fake.json");
    report.write(file, "");
    parts.add(file);
  }

  @Test
  void aLibraryThatCameIsNamed() throws Exception {
    part(Distance.FAKE, State.YES, null);
    var before = withProgram("one.jar");
    var now = withProgram("two.jar");

    assertEquals(2, now.at("/program/libraries").asInt());
    assertEquals(
        List.of(), Reports.differences(Api.JSON.readTree(Report.text(now)), now), "read back");
    assertEquals(List.of(), Reports.differences(before, merged()), "not packaged");
    assertEquals(
        List.of(
            "docs/reports/fabric8.json lists other libraries than the packaged program has."
                + " Run make docs."),
        Reports.differences(before, now));
  }

  private ObjectNode withProgram(String jar) throws IOException {
    Files.writeString(Files.createDirectories(folder.resolve("lib")).resolve(jar), "jar");
    Files.writeString(folder.resolve("dependency-tree.txt"), "example:fabric8:jar:1\n");
    var report = merged();
    new Program(folder).addTo(report);
    return report;
  }

  @Test
  void aProgramWithoutLibrariesIsNotPackaged() throws Exception {
    withoutLibraries();
    var wrong = assertThrows(IllegalStateException.class, () -> new Program(folder).addTo(null));
    assertEquals(
        folder.resolve("lib") + " holds no jar. Package the module first.", wrong.getMessage());
  }

  private void withoutLibraries() throws IOException {
    Files.createDirectories(folder.resolve("lib"));
    Files.writeString(folder.resolve("dependency-tree.txt"), "");
  }

  @Test
  void aReleaseThatWasNotGoneToIsNamed() {
    part(Distance.FAKE, State.YES, null);
    var now = merged();
    var before = now.deepCopy();
    before.putArray("java").add(5);

    assertEquals(
        List.of(
            "docs/reports/fabric8.json says that Java 5 ran, this run did not go there. Run make docs."),
        Reports.differences(before, now));
    before.withArray("java").add(Runtime.version().feature());
    assertEquals(List.of(), Reports.differences(before, now), "this run has fewer JDKs");
  }
}

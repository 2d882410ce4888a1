package example.contract.results;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import example.contract.Case;
import example.contract.Client;
import example.contract.Contract.TestLevel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Only a run that left nothing out is written. */
class FullRunTest {

  private static final String ALL = "count-things.all";
  private static final String NONE = "count-things.none";
  private static final Client ECHO = new Client("echo", "1", Map.of(), Map.of());
  private static final List<Case> CASES =
      List.of(
          new Case(ALL, "says", Set.of(TestLevel.FAKE, TestLevel.NODE), context -> {}),
          new Case(NONE, "says", Set.of(TestLevel.FAKE), context -> {}));

  @TempDir Path folder;
  private Path target;

  @BeforeEach
  void a_complete_run() throws IOException {
    target = folder.resolve("modules/echo/target");
    Files.createDirectories(target.resolve("lib"));
    Files.writeString(target.resolve("lib/one.jar"), "jar");
    results(ECHO, TestLevel.FAKE, "", ALL, NONE);
    results(ECHO, TestLevel.NODE, "v1.36.1, a node", ALL);
  }

  private void results(Client client, TestLevel level, String kubernetes, String... passed)
      throws IOException {
    var results = Results.of(client, level, kubernetes);
    for (var id : passed) {
      results.add(id);
    }
    results.write(target.resolve("reports"));
  }

  private void refuses(Client client, String gap) throws IOException {
    assertEquals(List.of(gap), new FullRun(folder, CASES, List.of(client)).write());
    assertFalse(Files.exists(folder.resolve(LastFullRun.FILE)), "it was written");
  }

  @Test
  void what_a_complete_run_knows() throws IOException {
    assertEquals(List.of(), new FullRun(folder, CASES, List.of(ECHO)).write());
    var text = Files.readString(folder.resolve(LastFullRun.FILE));
    assertEquals(
        """
        kubernetes: "v1.36.1, a node"
        cases:
          fake: 2
          process: 0
          node: 1
          pod: 0
        clients:
          echo:
            version: "1"
            java:
            - %d
            libraries: 1
            bytesOfLibraries: 3
        passed:
          node:
          - count-things.all
        """
            .formatted(Runtime.version().feature()),
        text.replaceAll("(?m)^#.*\n", ""));

    var last = LastFullRun.of(folder);
    assertEquals(State.YES, new States(CASES, List.of(ECHO), last).of("echo", ALL));
    assertEquals("v1.36.1, a node", last.kubernetes());
    assertEquals("1", last.libraries(ECHO));
    assertEquals(3, last.bytesOfLibraries(ECHO));
    assertEquals(String.valueOf(Runtime.version().feature()), last.java(ECHO));
  }

  @ParameterizedTest
  @CsvSource({
    "reports/node.json, echo: count-things.all was not run at level node.",
    "lib/one.jar, echo was not packaged: target/lib holds no library.",
  })
  void a_file_that_is_missing(String file, String gap) throws IOException {
    Files.delete(target.resolve(file));
    refuses(ECHO, gap);
  }

  @Test
  void a_case_that_was_left_out() throws IOException {
    results(ECHO, TestLevel.FAKE, "", ALL);
    refuses(ECHO, "echo: count-things.none was not run at level fake.");
  }

  @Test
  void results_of_another_version() throws IOException {
    results(new Client("echo", "0", Map.of(), Map.of()), TestLevel.NODE, "v1.36.1", ALL);
    refuses(ECHO, "echo: count-things.all was not run at level node.");
  }

  @Test
  void a_case_that_is_not_supported_need_not_be_run() throws IOException {
    results(ECHO, TestLevel.FAKE, "", ALL);
    var client = new Client("echo", "1", Map.of(NONE, "why"), Map.of());
    assertEquals(List.of(), new FullRun(folder, CASES, List.of(client)).write());
  }

  @Test
  void two_nodes() throws IOException {
    results(ECHO, TestLevel.POD, "v1.35.0", ALL);
    refuses(ECHO, "The cases ran on several nodes: [v1.35.0, v1.36.1, a node]. Run them on one.");
  }
}

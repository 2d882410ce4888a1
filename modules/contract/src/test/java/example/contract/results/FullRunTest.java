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

/** Only a run that left nothing out is written. */
class FullRunTest {

  private static final String ALL = "count-things.all";
  private static final Client ECHO = new Client("echo", "1", Map.of(), Map.of());
  private static final List<Case> CASES =
      List.of(
          new Case(ALL, "says", Set.of(TestLevel.FAKE, TestLevel.NODE), context -> {}),
          new Case("count-things.none", "says", Set.of(TestLevel.FAKE), context -> {}));

  @TempDir Path folder;
  private Path target;

  @BeforeEach
  void aCompleteRun() throws IOException {
    target = folder.resolve("modules/echo/target");
    Files.createDirectories(target.resolve("lib"));
    Files.writeString(target.resolve("lib/one.jar"), "jar");
    Files.writeString(target.resolve("dependency-tree.txt"), "example:echo:jar:1\n\\- a:b:jar:1\n");
    results(ECHO, TestLevel.FAKE, "", ALL, "count-things.none");
    results(ECHO, TestLevel.NODE, "v1.36.1, a node", ALL);
  }

  private void results(Client client, TestLevel level, String kubernetes, String... passed) {
    var results = new Results(client, level, kubernetes);
    for (var id : passed) {
      results.add(id, Results.PASSED);
    }
    if (level == TestLevel.FAKE) {
      results.facts(ALL, Map.of("requests", 3));
    }
    results.write(target.resolve("reports"));
  }

  private void refuses(Client client, String... gaps) throws IOException {
    assertEquals(List.of(gaps), new FullRun(folder, CASES, List.of(client)).write());
    assertFalse(Files.exists(folder.resolve(LastFullRun.FILE)), "it was written");
  }

  @Test
  void whatACompleteRunKnows() throws IOException {
    assertEquals(List.of(), new FullRun(folder, CASES, List.of(ECHO)).write());
    assertEquals(
        """
        kubernetes: v1.36.1, a node
        cases:
          fake: 2
          process: 0
          node: 1
          pod: 0
        clients:
          echo:
            version: '1'
            java:
            - %d
            libraries: 1
            bytesOfLibraries: 3
            tree: |
              example:echo:jar:1
              \\- a:b:jar:1
        facts:
          count-things.all:
            requests:
              echo: 3
        passed:
          node:
          - count-things.all
        """
            .formatted(Runtime.version().feature()),
        Files.readString(folder.resolve(LastFullRun.FILE)).replaceAll("(?m)^#.*\n", ""));

    var last = LastFullRun.of(folder);
    assertEquals(State.YES, new States(CASES, List.of(ECHO), last).of("echo", ALL));
    assertEquals("v1.36.1, a node", last.kubernetes());
    assertEquals("1", last.libraries(ECHO));
    assertEquals(3, last.bytesOfLibraries(ECHO));
    assertEquals("example:echo:jar:1\n\\- a:b:jar:1", last.tree(ECHO));
    assertEquals("3", last.fact(ECHO, ALL, "requests"));
    assertEquals(String.valueOf(Runtime.version().feature()), last.java(ECHO));
  }

  @Test
  void aLevelThatWasNotRun() throws IOException {
    Files.delete(target.resolve("reports/node.json"));
    refuses(ECHO, "echo: count-things.all was not run at level node.");
  }

  @Test
  void aCaseThatWasLeftOut() throws IOException {
    results(ECHO, TestLevel.FAKE, "", ALL);
    refuses(ECHO, "echo: count-things.none was not run at level fake.");
  }

  @Test
  void resultsOfAnotherVersion() throws IOException {
    results(new Client("echo", "0", Map.of(), Map.of()), TestLevel.NODE, "v1.36.1", ALL);
    refuses(ECHO, "echo: count-things.all was not run at level node.");
  }

  @Test
  void aResultThatTheFileOfTheClientsDoesNotSay() throws IOException {
    refuses(
        new Client("echo", "1", Map.of(), Map.of("count-things.none", "why")),
        "echo: count-things.none at level fake: passed, and clients.yaml says failed.");
    refuses(
        new Client("echo", "1", Map.of("count-things.none", "why"), Map.of()),
        "echo: count-things.none at level fake: passed, and clients.yaml says not supported.");
  }

  @Test
  void twoNodes() throws IOException {
    var process = List.of(new Case(ALL, "says", Set.of(TestLevel.PROCESS), context -> {}));
    results(ECHO, TestLevel.PROCESS, "v1.35.0", ALL);
    assertEquals(
        List.of("The cases ran on several nodes: [v1.35.0, v1.36.1, a node]. Run them on one."),
        new FullRun(folder, process, List.of(ECHO)).write());
  }

  @Test
  void aProgramWithoutLibrariesIsNotPackaged() throws IOException {
    Files.delete(target.resolve("lib/one.jar"));
    refuses(ECHO, "echo was not packaged: target/lib holds no library.");
  }

  @Test
  void nothingWasRun() throws IOException {
    for (var file : List.of("fake.json", "node.json")) {
      Files.delete(target.resolve("reports/" + file));
    }
    refuses(
        ECHO,
        "echo: count-things.all was not run at level fake.",
        "echo: count-things.all was not run at level node.",
        "echo: count-things.none was not run at level fake.");
  }
}

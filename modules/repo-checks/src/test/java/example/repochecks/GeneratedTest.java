package example.repochecks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tables and snippets of the pages are those of the committed rows, reports and files. */
class GeneratedTest {

  private static final String PAGE = "docs/in-cluster-or-kubeconfig.md";

  @TempDir Path folder;
  private Tree tree;

  @BeforeEach
  void thePagesAndWhatTheyAreMadeOf() throws Exception {
    tree =
        new Tree(folder)
            .withReal("docs")
            .withReal("manifests")
            .withReal("modules/contract/src/main");
    for (var module : Repository.CLIENTS) {
      tree.withReal("modules/" + module + "/src");
    }
  }

  private void says(String... sentences) throws Exception {
    assertEquals(List.of(sentences), new Generated().problems(folder));
  }

  @Test
  void whatIsMadeIsFresh() throws Exception {
    Repository.satisfies(new Generated());
  }

  @Test
  void theCopyIsFresh() throws Exception {
    says();
  }

  @Test
  void aRowThatWasTypedOver() throws Exception {
    tree.broken(PAGE, "| P1 | `--in-cluster` | any |", "| P1 | `--in-cluster` | not set |");
    says(PAGE + ", generated:decision-table is old. Run make docs.");
  }

  @Test
  void codeThatHasChanged() throws Exception {
    var file = Tree.path("java-net-http", "ClusterAccess");
    tree.broken(file, "looked.add(\"KUBECONFIG (set)\");", "looked.add(\"KUBECONFIG\");");
    says(PAGE + ", snippet:" + file + "#switch is old. Run make docs.");
  }

  @Test
  void aBlockThatCannotBeMade() throws Exception {
    tree.broken(PAGE, "#switch -->", "#switches -->");
    var file = Tree.path("java-net-http", "ClusterAccess");
    says(
        "%s: snippet:%s#switches: %s has no region \"switches\"; it has \"switch\", \"401\"."
            .formatted(PAGE, file, file));
  }

  @Test
  void nothingToReadIsAProblem() throws Exception {
    assertEquals(
        List.of(
            folder.resolve("modules")
                + ": no page holds a generated block. Look at where this looks."),
        new Generated().problems(folder.resolve("modules")));
  }
}

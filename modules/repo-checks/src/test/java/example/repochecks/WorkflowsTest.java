package example.repochecks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What runs on somebody else's machine in our name is pinned and may do little. */
class WorkflowsTest {

  private static final String FILE = ".github/workflows/test.yml";
  private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

  @TempDir Path folder;
  private Tree tree;

  @BeforeEach
  void soundTree() throws IOException {
    tree =
        new Tree(folder)
            .with(
                FILE,
                """
                on: push
                permissions:
                  contents: read
                concurrency:
                  group: test
                jobs:
                  test:
                    runs-on: ubuntu-24.04
                    timeout-minutes: 30
                    steps:
                      - uses: actions/checkout@%s # v1.2.3
                        with:
                          persist-credentials: false
                      - uses: ./.github/actions/ours
                      - run: make test
                """
                    .formatted(COMMIT));
  }

  private void says(String... sentences) throws IOException {
    assertEquals(List.of(sentences), new Workflows().problems(folder));
  }

  @Test
  void everyWorkflowIsPinnedAndMayDoLittle() throws Exception {
    Repository.satisfies(new Workflows());
  }

  @Test
  void theSmallTreeIsSound() throws Exception {
    says();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "contents: read | contents: write | may write, whatever its jobs do. Give that to the one job that needs it.",
        "permissions: | rights: | declares no permissions. Begin with permissions: contents: read.",
        "group: test | name: test | has no concurrency group. Name one, so that a newer run ends an older one.",
        "timeout-minutes: 30 | name: t | job test has no timeout-minutes. Set it, else it hangs for hours.",
        "persist-credentials: false | fetch-depth: 1 | leaves the token of the checkout on disk. Set persist-credentials: false."
      })
  void aCarelessWorkflow(String sound, String broken, String sentence) throws Exception {
    tree.broken(FILE, sound, broken);
    says(FILE + ": " + sentence);
  }

  @ParameterizedTest
  @CsvSource({"v4", "main", "0123456", "'0123456789ABCDEF0123456789ABCDEF01234567'"})
  void anActionThatCanChange(String version) throws Exception {
    tree.broken(FILE, COMMIT, version);
    says(
        "%s: uses actions/checkout@%s, which can become other code. Name the commit, and the version in a comment."
            .formatted(FILE, version));
  }

  @Test
  void aCommitThatNobodyCanRead() throws Exception {
    tree.broken(FILE, " # v1.2.3", "");
    says(
        "%s: uses actions/checkout@%s without its version. Add it: # v1.2.3."
            .formatted(FILE, COMMIT));
  }

  @Test
  void nothingToReadIsAProblem() throws Exception {
    assertEquals(
        List.of(".github/workflows: no workflow is there. Look at where this check looks."),
        new Workflows().problems(folder.resolve("docs")));
  }
}

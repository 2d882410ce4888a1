package example.repochecks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tables and snippets of the pages are those of the files that they are made of. */
class GeneratedTest {

  private static final String PAGE = "docs/page.md";
  private static final String FILE = Tree.path("java-net-http", "CountThings");

  @TempDir Path folder;
  private Tree tree;

  @BeforeEach
  void aPageAndWhatItIsMadeOf() throws Exception {
    tree =
        new Tree(folder)
            .with(
                FILE,
                """
                class CountThings {
                  // @start region="count"
                  void count() {}
                  // @end
                }
                """)
            .with("docs/troubleshooting/refused.md", "# `refused`\n\n**Cause.** Nobody listens.\n")
            .with(
                PAGE,
                """
                # Page

                <!-- snippet:%s#count -->
                ```java
                void count() {}
                ```
                <!-- /snippet -->

                <!-- generated:messages -->

                | message | cause |
                | --- | --- |
                | [`refused`](troubleshooting/refused.md) | Nobody listens. |

                <!-- /generated -->
                """
                    .formatted(FILE));
  }

  private void says(String... sentences) throws Exception {
    assertEquals(List.of(sentences), new Generated().problems(folder));
  }

  @Test
  void whatIsMadeIsFresh() throws Exception {
    Repository.satisfies(new Generated());
  }

  @Test
  void theSmallTreeIsSound() throws Exception {
    says();
  }

  @Test
  void aRowThatWasTypedOver() throws Exception {
    tree.broken(PAGE, "Nobody listens", "Somebody listens");
    says(PAGE + ", generated:messages is old. Run make docs.");
  }

  @Test
  void codeThatHasChanged() throws Exception {
    tree.broken(FILE, "void count()", "int count()");
    says(PAGE + ", snippet:" + FILE + "#count is old. Run make docs.");
  }

  @Test
  void aBlockThatCannotBeMade() throws Exception {
    tree.broken(PAGE, "#count -->", "#counts -->");
    says(
        "%s: snippet:%s#counts: %s has no region \"counts\"; it has \"count\"."
            .formatted(PAGE, FILE, FILE));
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

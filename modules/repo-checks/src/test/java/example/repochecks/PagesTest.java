package example.repochecks;

import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the pages say can be followed. */
class PagesTest {

  @TempDir Path folder;
  private SmallRepository small;

  @BeforeEach
  void soundPages() throws IOException {
    small =
        new SmallRepository(folder)
            .with("Makefile", "X := 1\ndemo: build\nbuild:\n\t@true\n")
            .with("manifests/rbac/count-things/role.yaml", "kind: Role\n")
            .with("docs/page.md", "# The `make` page\n\n## Two  words, one\n\n## Two\n\n## Two\n")
            .with(
                "docs/patterns/count-things.md",
                """
                # Count things

                ## The plain call
                ## What goes wrong
                ## The file
                ## Run it
                ## Permissions
                ## Limits
                """)
            .with(
                "README.md",
                """
                # Here

                See [the page](docs/page.md), [its end](docs/page.md#two-1), [above](#here),
                [the docs](docs) and [the web](https://kubernetes.io/docs/nothing/here/).

                | `make demo MODULE=x` | [page](docs/page.md#the-make-page) |
                |---|---|
                | `manifests/rbac/<pattern>` | `target/docs/x` makes sense |

                ```sh
                make demo build # make sure
                ```

                <!-- snippet:CountThings -->
                ```java
                list();
                ```
                <!-- /snippet -->
                """);
  }

  @Test
  void everyPageCanBeFollowed() throws Exception {
    SmallRepository.theRealOneHolds(new Pages());
  }

  @Test
  void theSmallOnesCanBeFollowed() throws Exception {
    small.says(new Pages());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          (docs/page.md)      | (docs/pages.md)     | docs/pages.md leads to nothing in the repository. Correct the link.
          (docs)              | (../../etc)         | ../../etc leads to nothing in the repository. Correct the link.
          #two-1              | #two-2              | docs/page.md#two-2 names no heading. Link to one of [the-make-page, two, two--words-one, two-1].
          (docs)              | (Makefile#L1)       | Makefile#L1 names no heading. Link to one of [].
          make demo MODULE    | make deploy MODULE  | make has no target deploy. Write one, or name another.
          make demo build     | make demo bench     | make has no target bench. Write one, or name another.
          `manifests/rbac/<   | `manifests/roles/<  | there is no manifests/roles/. Correct the path.
          ```sh               | ```java             | line 10 begins java typed by hand. Quote a tested file.
          ```sh               | ```YAML             | line 10 begins YAML typed by hand. Quote a tested file.
          """)
  void whatCannotBeFollowed(String sound, String broken, String sentence) throws Exception {
    small.broken("README.md", sound, broken).says(new Pages(), "README.md: " + sentence);
  }

  @Test
  void aTableWhoseHeaderIsInAParagraph() throws Exception {
    small.with("docs/page.md", "# Page\n\n**Fix.** | client | fix |\n| --- | --- |\n| a | b |\n");
    small.broken("README.md", "#two-1", "#page").broken("README.md", "#the-make-page", "#page");
    small.says(
        new Pages(),
        "docs/page.md: line 3 is in a table that breaks. Begin its header line with |, after a blank"
            + " line.");
  }

  @Test
  void aSectionThatIsMissing() throws Exception {
    small.broken("docs/patterns/count-things.md", "## Run it\n", "");
    small.says(
        new Pages(),
        "docs/patterns/count-things.md: its sections are [The plain call, What goes wrong, The file,"
            + " Permissions, Limits]. Write [The plain call, What goes wrong, The file, Run it,"
            + " Permissions, Limits].");
  }

  @Test
  void nothingToReadIsAProblem() {
    var empty = folder.resolve("manifests");
    assertThrows(IllegalStateException.class, () -> new Pages().problems(empty));
  }
}

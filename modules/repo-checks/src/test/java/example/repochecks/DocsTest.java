package example.repochecks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the pages say can be followed. */
class DocsTest {

  private static final String NO_PAGE =
      "README.md: no page is there to read. Look at where this check looks.";

  @TempDir Path folder;
  private Tree tree;

  @BeforeEach
  void soundTree() throws IOException {
    tree =
        new Tree(folder)
            .with("Makefile", "X := 1\ndemo: build\nbuild:\n\t@true\n")
            .with("manifests/rbac/count-things/role.yaml", "kind: Role\n")
            .with("docs/page.md", "# The `make` page\n\n## Two  words, one\n\n## Two\n\n## Two\n")
            .with(
                "README.md",
                """
                # Here

                See [the page](docs/page.md), [its end](docs/page.md#two-1), [above](#here),
                [the docs](docs), [a line](Makefile#L2), [all](Makefile#L1-L4) and
                [the web](https://kubernetes.io/docs/nothing/here/).

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

  private static void says(Check check, Path root, String... sentences) throws IOException {
    assertEquals(List.of(sentences), check.problems(root));
  }

  @Test
  void everyLinkLeadsSomewhere() throws Exception {
    Repository.satisfies(new Links());
  }

  @Test
  void everyCommandCanBeTyped() throws Exception {
    Repository.satisfies(new Commands());
  }

  @Test
  void noJavaAndNoYamlIsTypedByHand() throws Exception {
    Repository.satisfies(new Fences());
  }

  @Test
  void theSmallTreeIsSound() throws Exception {
    for (var check : List.of(new Links(), new Commands(), new Fences(), new Tables())) {
      says(check, folder);
    }
  }

  @Test
  void nothingToReadIsAProblem() throws Exception {
    for (var check : List.of(new Links(), new Commands(), new Fences(), new Tables())) {
      says(check, folder.resolve("manifests"), NO_PAGE);
    }
  }

  @Test
  void everyTableIsOne() throws Exception {
    Repository.satisfies(new Tables());
  }

  @Test
  void aTableWhoseHeaderIsInAParagraph() throws Exception {
    tree.with("docs/page.md", "# Page\n\n**Fix.** | client | fix |\n| --- | --- |\n| a | b |\n");
    says(
        new Tables(),
        folder,
        "docs/page.md: line 3 is in a table that breaks. Begin its header line with |, after a blank"
            + " line.");
  }

  @Test
  void thePagesOfThePatternsHaveTheSameSections() throws Exception {
    Repository.satisfies(new PatternPages());
  }

  @Test
  void aSectionThatIsMissing() throws Exception {
    says(
        new PatternPages(),
        folder,
        "docs/patterns: no page is there to read. Look at where this check looks.");
    tree.with("docs/patterns/count-things.md", "# List pods\n\n## Problem\n\n## Copy\n");
    says(
        new PatternPages(),
        folder,
        "docs/patterns/count-things.md: its sections are Problem, Copy. Write Problem, Copy, The three"
            + " versions, What goes wrong without it, Permission, Run it, Limits.");
  }

  @Test
  void aLinkToNoFile() throws Exception {
    tree.broken("README.md", "(docs/page.md)", "(docs/pages.md)");
    says(new Links(), folder, "README.md: docs/pages.md leads nowhere. Correct the link.");
  }

  @Test
  void aLinkOutOfTheRepository() throws Exception {
    tree.broken("README.md", "(docs)", "(../../etc)");
    says(
        new Links(),
        folder,
        "README.md: ../../etc leads out of the repository. Link to what is in it.");
  }

  @Test
  void aLinkToNoHeading() throws Exception {
    tree.broken("README.md", "#two-1", "#two-2");
    says(
        new Links(),
        folder,
        "README.md: docs/page.md#two-2 names no heading. Link to one of the-make-page, two, two--words-one, two-1.");
  }

  @Test
  void aTargetThatMakeDoesNotHave() throws Exception {
    tree.broken("README.md", "make demo MODULE", "make deploy MODULE");
    tree.broken("README.md", "make demo build", "make demo bench");
    says(
        new Commands(),
        folder,
        "README.md: make has no target deploy. Write one, or name another.",
        "README.md: make has no target bench. Write one, or name another.");
  }

  @Test
  void aPathThatIsNotThere() throws Exception {
    tree.broken("README.md", "`manifests/rbac/<", "`manifests/roles/<");
    says(new Commands(), folder, "README.md: there is no manifests/roles/. Correct the path.");
  }

  @Test
  void javaTypedByHand() throws Exception {
    tree.with("docs/page.md", "# Page\n\n1. Type:\n\n   ```java\n   list();\n   ```\n");
    tree.with("README.md", "# Here\n");
    says(
        new Fences(),
        folder,
        "docs/page.md: line 5 begins Java typed by hand. Quote a region of a tested file.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"yaml", "yml", "YAML"})
  void yamlTypedByHand(String language) throws Exception {
    tree.with("docs/page.md", "# Page\n\n```%s\nkind: Pod\n```\n".formatted(language));
    says(
        new Fences(),
        folder,
        "docs/page.md: line 3 begins YAML typed by hand. Include a manifest, or a part of one.");
  }

  @Test
  void yamlOfAManifest() throws Exception {
    tree.with(
        "docs/page.md",
        "# Page\n\n<!-- manifest:manifests/pod/pod.yaml#/spec -->\n```yaml\na: b\n```\n<!-- /manifest -->\n");
    says(new Fences(), folder);
  }

  @Test
  void linesThatAreNotThere() throws Exception {
    tree.broken("README.md", "#L1-L4", "#L1-L5");
    tree.broken("README.md", "#L2", "#L0");
    says(
        new Links(),
        folder,
        "README.md: Makefile#L0 is not within the file, which has 4 lines. Correct the lines.",
        "README.md: Makefile#L1-L5 is not within the file, which has 4 lines. Correct the lines.");
  }

  @Test
  void anAnchorThatNoForgeUnderstands() throws Exception {
    tree.broken("README.md", "#L1-L4", "#demo");
    says(
        new Links(),
        folder,
        "README.md: Makefile#demo is no page and has no headings. Link to it, or to lines of it: #L12 or #L12-L20.");
  }

  @Test
  void contributingIsAPage() throws Exception {
    tree.with("CONTRIBUTING.md", "# Add\n\nSee [it](nowhere.md) and `make bench`.\n");
    says(new Links(), folder, "CONTRIBUTING.md: nowhere.md leads nowhere. Correct the link.");
    says(
        new Commands(),
        folder,
        "CONTRIBUTING.md: make has no target bench. Write one, or name another.");
  }

  @Test
  void aMarkerWithoutItsPartner() throws Exception {
    tree.broken("README.md", "<!-- /snippet -->", "<!-- /recorded -->");
    tree.with("docs/page.md", "<!-- generated:table -->\n");
    says(
        new Fences(),
        folder,
        "README.md: <!-- /recorded --> has no partner. Write it.",
        "docs/page.md: the last <!-- generated:… --> has no partner. Write it.");
  }
}

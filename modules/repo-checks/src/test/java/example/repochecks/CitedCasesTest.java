package example.repochecks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is claimed with a case is proven by one. */
class CitedCasesTest {

  private static final String PATTERN = SmallRepository.path("fabric8", "ListPods");
  private static final CitedCases CHECK =
      new CitedCases(Set.of("list-pods.all", "list-pods.pages", "main.help", "who-am-i.tls-name"));

  @TempDir Path folder;
  private SmallRepository small;

  @BeforeEach
  void soundCitations() throws IOException {
    small =
        new SmallRepository(folder)
            .with("README.md", "Pages (`list-pods.pages`, `who-am-i.tls-*`), `list-pods.*`.\n")
            .with("docs/page.md", "It is in `list-pods.md`, `from-home.example`, `main.java`.\n")
            .with(
                PATTERN,
                """
                // SPDX-License-Identifier: MIT-0
                // Cases:      list-pods.*
                class ListPods {
                  // without it: list-pods.pages
                  String file = "list-pods.nothing";
                }
                """);
  }

  @Test
  void everyCaseThatIsCitedExists() throws Exception {
    SmallRepository.theRealOneHolds(new CitedCases());
  }

  @Test
  void theSmallOnesExist() throws Exception {
    small.says(CHECK);
  }

  @ParameterizedTest
  @CsvSource({
    "README.md, list-pods.pages, list-pods.page, '[list-pods.all, list-pods.pages]'",
    "README.md, who-am-i.tls-*, who-am-i.ssl-*, [who-am-i.tls-name]",
    "ListPods, it: list-pods.pages, it: list-pods.leaves, '[list-pods.all, list-pods.pages]'",
    "ListPods, Cases:      list-pods.*, Cases:      drain-nodes.*, 'one of [list-pods, main, who-am-i]'"
  })
  void aCaseThatIsNone(String file, String sound, String broken, String others) throws Exception {
    var where = file.equals("ListPods") ? PATTERN : file;
    small.broken(where, sound, broken);
    var cited = broken.replaceFirst(".* ", "");
    small.says(
        CHECK, "%s: there is no case %s. Cite one that is: %s.".formatted(where, cited, others));
  }

  @Test
  void nothingCitedIsAProblem() throws Exception {
    small.with("README.md", "# Here\n").says(CHECK, "docs: no page cites a case.");
  }
}

package example.repochecks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is claimed with a case is proven by one. */
class CitedCasesTest {

  private static final String LIST_PODS = Tree.path("fabric8", "ListPods");
  private static final Set<String> IDS =
      Set.of("list-pods.all", "list-pods.pages", "main.help", "who-am-i.json", "who-am-i.tls-name");

  @TempDir Path folder;
  private Tree tree;

  @BeforeEach
  void soundTree() throws IOException {
    tree =
        new Tree(folder)
            .with(
                "README.md",
                "# Here\n\nPages (`list-pods.pages`, `who-am-i.tls-*`), `main.help`.\n")
            .with(
                "docs/page.md",
                "# Page\n\n`list-pods.*` is in `list-pods.md`, `from-home.example`, `client-java.jar`.\n")
            .with(
                LIST_PODS,
                """
                // Cases:      list-pods.*
                // Page:       docs/patterns/list-pods.md
                class ListPods {
                  // without it: list-pods.pages
                  String file = "list-pods.nothing";
                }
                """);
  }

  private void says(String... sentences) throws IOException {
    assertEquals(List.of(sentences), new CitedCases(IDS).problems(folder));
  }

  @Test
  void everyCaseThatIsCitedExists() throws Exception {
    Repository.satisfies(new CitedCases());
  }

  @Test
  void theSmallTreeIsSound() throws Exception {
    says();
  }

  @Test
  void aPageThatCitesNoCase() throws Exception {
    tree.broken("README.md", "list-pods.pages", "list-pods.page");
    says(
        "README.md: there is no case list-pods.page. Cite one that is, such as list-pods.pages, list-pods.all, who-am-i.json.");
  }

  @Test
  void aPrefixThatIsMisspelt() throws Exception {
    tree.broken("README.md", "list-pods.pages", "list-pod.pages");
    says(
        "README.md: there is no case list-pod.pages. Cite one that is, such as list-pods.pages, list-pods.all, who-am-i.json.");
  }

  @Test
  void aBeginningOfNoCase() throws Exception {
    tree.broken("README.md", "who-am-i.tls-*", "who-am-i.ssl-*");
    says(
        "README.md: there is no case who-am-i.ssl-*. Cite one that is, such as who-am-i.json, who-am-i.tls-name, main.help.");
  }

  @Test
  void aCommentThatNamesNoCase() throws Exception {
    tree.broken(LIST_PODS, "it: list-pods.pages", "it: list-pods.leaves");
    says(
        LIST_PODS
            + ": there is no case list-pods.leaves. Cite one that is, such as list-pods.pages, list-pods.all, who-am-i.json.");
  }

  @Test
  void nothingCitedIsAProblem() throws Exception {
    assertEquals(
        List.of("docs: no page cites a case. Look at where this check looks."),
        new CitedCases(IDS).problems(folder.resolve("docs")));
  }
}

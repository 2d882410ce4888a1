package example.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is made of the pages' blocks, and each way in which one cannot be made. */
class DocsTest {

  private static final String PAGE = "docs/page.md";
  private static final String SNIPPET = "snippet:modules/x/Here.java#idea";

  @TempDir Path folder;

  @BeforeEach
  void smallTree() throws IOException {
    write(
        "modules/x/Here.java",
        """
        class Here {
          // @start region="idea"
          void idea() {
            if (true) {}
          }

          // @end

          // @start region="other"
          int other;
          // @end
        }
        """);
    write(PAGE, "# Page\n\n<!-- %s -->\nold\n<!-- /snippet -->\n\nend\n".formatted(SNIPPET));
  }

  private void write(String file, String text) throws IOException {
    var path = folder.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  private void broken(String file, String sound, String broken) throws IOException {
    var text = Files.readString(folder.resolve(file));
    assertTrue(text.contains(sound), text);
    write(file, text.replace(sound, broken));
  }

  private void says(String sentence) {
    var wrong = assertThrows(IllegalStateException.class, () -> new Docs(folder).old());
    assertEquals(sentence, wrong.getMessage());
  }

  private String written() throws IOException {
    new Docs(folder).write();
    return Files.readString(folder.resolve(PAGE));
  }

  @Test
  void aSnippetIsTheRegionWithoutItsIndentation() throws IOException {
    assertEquals(
        List.of("docs/page.md, %s is old. Run make docs.".formatted(SNIPPET)),
        new Docs(folder).old());

    assertEquals(
        """
        # Page

        <!-- %s -->
        ```java
        void idea() {
          if (true) {}
        }
        ```
        <!-- /snippet -->

        end
        """
            .formatted(SNIPPET),
        written());
    assertEquals(List.of(), new Docs(folder).old());
  }

  @Test
  void writingTwiceChangesNothing() throws IOException {
    var first = written();
    assertEquals(first, written());
  }

  @Test
  void everyTableHasRowsAndTheSameNumberOfCellsInEach() throws IOException {
    for (var name : Docs.NAMES) {
      write(PAGE, "<!-- generated:%s -->\n<!-- /generated -->\n".formatted(name));
      var text = written();
      var heads = 0L;
      var lines = text.lines().filter(line -> line.startsWith("|")).toList();
      assertTrue(lines.size() > 2, name);
      for (int i = 0; i < lines.size(); i++) {
        var cells = lines.get(i).replace("\\|", "").chars().filter(c -> c == '|').count();
        var begins = i + 1 < lines.size() && lines.get(i + 1).startsWith("| --- ");
        heads = begins ? cells : heads;
        assertEquals(heads, cells, lines.get(i));
      }
      assertFalse(text.contains("${"), text);
      assertTrue(text.contains("\nReproduce: `mvn "), name);
    }
  }

  @Test
  void withoutReportsNothingWasRun() throws IOException {
    write(PAGE, "<!-- generated:decision-table -->\n<!-- /generated -->\n");

    assertTrue(
        written().contains("\nAll three clients: not run, 22 rows, 648 combinations.\n"),
        written());
  }

  @Test
  void whatTheReportsSayStandsOverTheTable() throws IOException {
    write(PAGE, "<!-- generated:kubeconfig-shapes -->\n<!-- /generated -->\n");
    for (var client : Client.names()) {
      report(client, "");
    }

    var text = written();

    assertTrue(text.contains("\nAll three clients: yes, "), text);
    assertFalse(text.contains("| clients |"), text);
  }

  @Test
  void whereTheClientsDifferTheRowSaysSo() throws IOException {
    write(PAGE, "<!-- generated:kubeconfig-shapes -->\n<!-- /generated -->\n");
    for (var client : Client.names()) {
      report(client, client.equals("fabric8") ? "cluster-access.shape-kind" : "");
    }

    var text = written();

    assertTrue(text.contains(" They differ in 1 row.\n"), text);
    assertTrue(
        text.contains(
            "`cluster-access.shape-kind` | client-java: yes; fabric8: no (It has none); java-net-http: yes |\n"),
        text);
    assertTrue(text.contains("`cluster-access.shape-k3d` |  |\n"), text);
  }

  /** A committed report in which every case but one is well. */
  private void report(String client, String failed) throws IOException {
    var report = Api.object();
    for (var each : Case.all()) {
      var state = each.id().equals(failed) ? "no" : "yes";
      report
          .withArray("cases")
          .addObject()
          .put("id", each.id())
          .put("state", state)
          .put("reason", state.equals("no") ? "It has none." : "");
    }
    write("docs/reports/" + client + ".json", report.toString());
  }

  @Test
  void aTableWithoutRowsIsAnError() {
    var states = new CommittedStates(folder);
    var empty = assertThrows(IllegalStateException.class, () -> states.sentence(List.of(), ""));
    assertEquals("access-cases.yaml holds no row for a table of the docs", empty.getMessage());
  }

  @Test
  void noBlockAtAllIsAnError() throws IOException {
    write(PAGE, "# Page\n");
    says(folder + ": no page holds a generated block. Look at where this looks.");
  }

  @Test
  void aBlockNobodyKnows() throws IOException {
    write(PAGE, "<!-- generated:tables -->\n<!-- /generated -->\n");
    says(
        "docs/page.md: generated:tables is no block that can be made. Choose one of %s."
            .formatted(String.join(", ", Docs.NAMES)));
  }

  @Test
  void aBlockWithoutItsEnd() throws IOException {
    broken(PAGE, "<!-- /snippet -->", "");
    says("docs/page.md: %s has no <!-- /snippet -->.".formatted(SNIPPET));
  }

  @Test
  void aBlockThatBeginsInAnother() throws IOException {
    broken(PAGE, "old", "<!-- generated:left-alone -->");
    says("docs/page.md: %s has no <!-- /snippet -->.".formatted(SNIPPET));
  }

  @Test
  void aBlockWithTheEndOfAnother() throws IOException {
    broken(PAGE, "<!-- /snippet -->", "<!-- /generated -->");
    says("docs/page.md: %s has no <!-- /snippet -->.".formatted(SNIPPET));
  }

  @Test
  void anEndWithoutABlock() throws IOException {
    broken(PAGE, "end", "<!-- /generated -->");
    says("docs/page.md: <!-- /generated --> ends what does not begin.");
  }

  @Test
  void aBlockThatIsThereTwice() throws IOException {
    write(PAGE, Files.readString(folder.resolve(PAGE)).repeat(2));
    says("docs/page.md: %s is there twice.".formatted(SNIPPET));
  }

  @Test
  void aFileThatIsNotThere() throws IOException {
    broken(PAGE, "Here.java", "There.java");
    says("docs/page.md: snippet:modules/x/There.java#idea: there is no modules/x/There.java.");
  }

  @Test
  void aFileOutsideTheRepository() throws IOException {
    broken(PAGE, "modules/x/Here.java", "../Here.java");
    says("docs/page.md: snippet:../Here.java#idea: there is no ../Here.java.");
  }

  @Test
  void aRegionThatIsNotThere() throws IOException {
    broken(PAGE, "#idea", "#ideas");
    says(
        "docs/page.md: snippet:modules/x/Here.java#ideas: modules/x/Here.java has no region \"ideas\"; it has \"idea\", \"other\".");
  }

  @Test
  void noRegionAtAll() throws IOException {
    broken(PAGE, "#idea", "");
    says("docs/page.md: snippet:modules/x/Here.java: it names no region. Write PATH#REGION.");
  }

  @Test
  void aRegionWithoutItsEnd() throws IOException {
    broken("modules/x/Here.java", "  // @end\n}", "}");
    says(
        "docs/page.md: %s: region \"other\" of modules/x/Here.java has no @end."
            .formatted(SNIPPET));
  }

  @Test
  void aRegionThatBeginsInAnother() throws IOException {
    broken("modules/x/Here.java", "  // @end\n\n", "\n");
    says(
        "docs/page.md: %s: region \"idea\" of modules/x/Here.java has no @end.".formatted(SNIPPET));
  }

  @Test
  void twoRegionsOfOneName() throws IOException {
    broken("modules/x/Here.java", "\"other\"", "\"idea\"");
    says("docs/page.md: %s: modules/x/Here.java has two regions \"idea\".".formatted(SNIPPET));
  }

  @Test
  void anEmptyRegion() throws IOException {
    broken("modules/x/Here.java", "  int other;\n", "");
    says("docs/page.md: %s: a region is empty.".formatted(SNIPPET));
  }
}

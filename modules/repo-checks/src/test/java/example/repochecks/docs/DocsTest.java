package example.repochecks.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import example.repochecks.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is made of the pages' blocks, and each way in which one cannot be made. */
class DocsTest {

  private static final String PAGE = "docs/page.md";
  private static final String MANIFEST =
      """
      kind: Pod
      metadata:
        annotations:
          a.example/b: c
      spec:
        # of the next
        restartPolicy: Never
        securityContext: {runAsUser: 1}
        containers:
          - name: program
            args:
              - count-things
        # of the volumes
        volumes:
          # one
          - name: tmp
      """;

  private static final String HERE = "modules/x/src/main/java/Here.java";
  private static final String SNIPPET = "snippet:modules/x/src/main/java/Here.java#idea";

  @TempDir Path folder;

  @BeforeEach
  void smallTree() throws IOException {
    write(
        "modules/x/src/main/java/Here.java",
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
    write(
        "docs/the-other.md",
        "<!-- snippet:%s#other -->\n```java\nint other;\n```\n<!-- /snippet -->\n".formatted(HERE));
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

  /** On the real repository, because the tables are made of it. */
  @Test
  void everyTableHasRowsAndTheSameNumberOfCellsInEach() throws IOException {
    var makers = new BlockGenerators(Repository.ROOT);
    var here = new PageLocation(Path.of("docs"));
    for (var name : makers.names()) {
      var text = makers.make(name, here);
      var heads = 0L;
      assertFalse(text.contains("${"), text);
      if (!text.contains("\n| --- ")) {
        assertTrue(text.startsWith("```text\n") || text.matches("[A-Z].*\\.\n"), name);
        continue; // a tree, or a sentence
      }
      assertTrue(
          text.contains("\nReproduce: `m") || name.startsWith("copy-") || name.equals("messages"),
          name);
      var lines = text.lines().filter(line -> line.startsWith("|")).toList();
      assertTrue(lines.size() > 2, name);
      for (int i = 0; i < lines.size(); i++) {
        var cells = lines.get(i).replace("\\|", "").chars().filter(c -> c == '|').count();
        var begins = i + 1 < lines.size() && lines.get(i + 1).startsWith("| --- ");
        heads = begins ? cells : heads;
        assertEquals(heads, cells, lines.get(i));
      }
    }
  }

  @Test
  void noBlockAtAllIsAnError() throws IOException {
    write("docs/the-other.md", "# Other\n");
    write(PAGE, "# Page\n");
    says(folder + ": no page holds a generated block. Look at where this looks.");
  }

  @Test
  void aBlockNobodyKnows() throws IOException {
    write(PAGE, "<!-- generated:tables -->\n<!-- /generated -->\n");
    says(
        "docs/page.md: generated:tables: no such block can be made. Choose one of %s."
            .formatted(String.join(", ", new BlockGenerators(folder).names())));
  }

  @Test
  void aKindNobodyKnows() throws IOException {
    write(PAGE, "<!-- generate:tables -->\n<!-- /generate -->\n");
    says(
        "docs/page.md: generate:tables is no kind of block. Choose one of file, generated, manifest,"
            + " recorded, snippet.");
  }

  @Test
  void whatStandsInAFenceIsText() throws IOException {
    var page =
        "```text\n<!-- generated:tables -->\n```\n\n" + Files.readString(folder.resolve(PAGE));
    write(PAGE, page);
    assertTrue(written().startsWith("```text\n<!-- generated:tables -->\n```\n\n# Page"));
  }

  @Test
  void whatATestRecordedIsLeftAlone() throws IOException {
    write(PAGE, "<!-- recorded:walk -->\n```text\nsaid\n```\n<!-- /recorded -->\n");
    assertEquals(Files.readString(folder.resolve(PAGE)), written());
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
    broken(PAGE, "\nend", "\n<!-- /generated -->");
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
    says(
        "docs/page.md: snippet:modules/x/src/main/java/There.java#idea: there is no modules/x/src/main/java/There.java.");
  }

  @Test
  void aFileOutsideTheRepository() throws IOException {
    broken(PAGE, "modules/x/src/main/java/Here.java", "../Here.java");
    says("docs/page.md: snippet:../Here.java#idea: there is no ../Here.java.");
  }

  @Test
  void aRegionThatIsNotThere() throws IOException {
    broken(PAGE, "#idea", "#ideas");
    says(
        "docs/page.md: snippet:modules/x/src/main/java/Here.java#ideas: modules/x/src/main/java/Here.java has no region \"ideas\"; it has \"idea\", \"other\".");
  }

  @Test
  void noRegionAtAll() throws IOException {
    broken(PAGE, "#idea", "");
    says(
        "docs/page.md: snippet:modules/x/src/main/java/Here.java: it names no region. Write PATH#REGION.");
  }

  @Test
  void aRegionWithoutItsEnd() throws IOException {
    broken("modules/x/src/main/java/Here.java", "  // @end\n}", "}");
    says(
        "docs/page.md: %s: region \"other\" of modules/x/src/main/java/Here.java has no @end."
            .formatted(SNIPPET));
  }

  @Test
  void aRegionThatBeginsInAnother() throws IOException {
    broken("modules/x/src/main/java/Here.java", "  // @end\n\n", "\n");
    says(
        "docs/page.md: %s: region \"idea\" of modules/x/src/main/java/Here.java has no @end."
            .formatted(SNIPPET));
  }

  @Test
  void twoRegionsOfOneName() throws IOException {
    broken("modules/x/src/main/java/Here.java", "\"other\"", "\"idea\"");
    says(
        "docs/page.md: %s: modules/x/src/main/java/Here.java has two regions \"idea\"."
            .formatted(SNIPPET));
  }

  @Test
  void aRegionThatNoPageQuotes() throws IOException {
    write("docs/the-other.md", "# Other\n");
    written();
    assertEquals(
        List.of(HERE + ": no page quotes region \"other\". Quote it, or delete its marks."),
        new Docs(folder).old());
  }

  @Test
  void aRegionThatIsNotClosedWhereNoPageLooks() throws IOException {
    written();
    write("modules/x/src/main/java/Open.java", "// @start region=\"open\"\nclass Open {}\n");
    assertEquals(
        List.of("region \"open\" of modules/x/src/main/java/Open.java has no @end."),
        new Docs(folder).old());
  }

  @Test
  void aManifestAsItIsWritten() throws IOException {
    write("manifests/pod.yaml", MANIFEST);
    write(PAGE, "<!-- manifest:manifests/pod.yaml -->\n<!-- /manifest -->\n");
    assertEquals(
        "<!-- manifest:manifests/pod.yaml -->\n```yaml\n%s```\n<!-- /manifest -->\n"
            .formatted(MANIFEST),
        written());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          /kind                             | kind: Pod
          /spec/restartPolicy               | restartPolicy: Never
          /spec/containers/0/args           | args:\\n  - count-things
          /spec/containers/0/name           | - name: program
          /spec/securityContext             | securityContext: {runAsUser: 1}
          /spec/volumes                     | volumes:\\n  # one\\n  - name: tmp
          /metadata/annotations/a.example~1b | a.example/b: c
          """)
  void aNodeOfAManifest(String pointer, String lines) throws IOException {
    write("manifests/pod.yaml", MANIFEST);
    assertEquals(
        "```yaml\n" + lines.replace("\\n", "\n") + "\n```\n",
        FileExcerpt.manifest(folder, "manifests/pod.yaml#" + pointer).fenced());
  }

  @Test
  void aNodeThatIsNotThere() throws IOException {
    write("manifests/pod.yaml", MANIFEST);
    write(PAGE, "<!-- manifest:manifests/pod.yaml#/spec/nodeName -->\n<!-- /manifest -->\n");
    says(
        "docs/page.md: manifest:manifests/pod.yaml#/spec/nodeName: manifests/pod.yaml has no"
            + " /spec/nodeName.");
  }

  @Test
  void aFileIsQuotedWhole() throws IOException {
    write("docs/copying/pom.xml", "<project/>\n");
    write(PAGE, "<!-- file:docs/copying/pom.xml -->\n<!-- /file -->\n");
    assertEquals(
        "<!-- file:docs/copying/pom.xml -->\n```xml\n<project/>\n```\n<!-- /file -->\n", written());
  }

  @Test
  void anEmptyRegion() throws IOException {
    broken("modules/x/src/main/java/Here.java", "  int other;\n", "");
    says("docs/page.md: %s: a region is empty.".formatted(SNIPPET));
  }
}

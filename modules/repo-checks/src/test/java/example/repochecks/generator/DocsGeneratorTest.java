package example.repochecks.generator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import example.repochecks.Repository;
import example.repochecks.SmallRepository;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is made of the pages' blocks, and each way in which one cannot be made. */
class DocsGeneratorTest {

  private static final String PAGE = "docs/page.md";
  private static final String CODE = "docs/Code.java";
  private static final String SNIPPET = "snippet:docs/Code.java#idea";
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

  @TempDir Path folder;
  private SmallRepository small;

  @BeforeEach
  void aPageAndWhatItIsMadeOf() throws IOException {
    small =
        new SmallRepository(folder)
            .with(
                CODE,
                """
                class Code {
                  // @start region="idea"
                  void idea() {
                    if (true) {}
                  }

                  // @end

                  // @start region="other"
                  int other;
                  // @end
                }
                """)
            .with(PAGE, "# Page\n\n<!-- %s -->\nold\n<!-- /snippet -->\n\nend\n".formatted(SNIPPET))
            .with(
                "docs/the-other.md",
                "<!-- snippet:%s#other -->\n<!-- /snippet -->\n".formatted(CODE));
  }

  private List<String> old() throws IOException {
    return new DocsGenerator(folder).old();
  }

  private String written() throws IOException {
    new DocsGenerator(folder).write();
    return small.read(PAGE);
  }

  @Test
  void everyPageIsFresh() throws IOException {
    assertEquals("", String.join("\n", new DocsGenerator(Repository.ROOT).old()));
  }

  @Test
  void aSnippetIsTheRegionWithoutItsIndentation() throws IOException {
    assertEquals("docs/page.md, %s is old. Run make docs.".formatted(SNIPPET), old().get(0));
    var fresh =
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
            .formatted(SNIPPET);
    assertEquals(fresh, written());
    assertEquals(List.of(), old());
    assertEquals(fresh, written());
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          <!-- recorded:walk -->\\nsaid\\n<!-- /recorded -->\\n
          ```text\\n<!-- generated:tables -->\\n```\\n
          """)
  void whatATestRecordedAndWhatStandsInAFenceStays(String page) throws IOException {
    small.with(PAGE, page.replace("\\n", "\n"));
    assertEquals(page.replace("\\n", "\n"), written());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          docs/page.md | snippet:   | snippets:    | snippets:docs/Code.java#idea is no kind of block. Choose one of file, generated, manifest, recorded, snippet.
          docs/page.md | /snippet   | /generated   | snippet:docs/Code.java#idea has no <!-- /snippet -->.
          docs/page.md | old        | <!-- generated:cases --> | snippet:docs/Code.java#idea has no <!-- /snippet -->.
          docs/page.md | <!-- /snippet --> | end   | snippet:docs/Code.java#idea has no <!-- /snippet -->.
          docs/page.md | \\nend     | \\n<!-- /generated --> | <!-- /generated --> ends what does not begin.
          docs/page.md | end        | <!-- snippet:docs/Code.java#idea -->\\n<!-- /snippet --> | snippet:docs/Code.java#idea is there twice.
          docs/page.md | Code.java  | There.java   | snippet:docs/There.java#idea: there is no docs/There.java.
          docs/page.md | docs/Code  | ../Code      | snippet:../Code.java#idea: there is no ../Code.java.
          docs/page.md | #idea      | #ideas       | snippet:docs/Code.java#ideas: docs/Code.java has no region "ideas"; it has idea, other.
          docs/page.md | #idea      | ~~           | snippet:docs/Code.java: it names no region. Write PATH#REGION.
          docs/Code.java | // @end\\n} | }         | snippet:docs/Code.java#idea: region "other" of docs/Code.java has no @end.
          docs/Code.java | // @end\\n\\n | \\n      | snippet:docs/Code.java#idea: region "idea" of docs/Code.java has no @end.
          docs/Code.java | "other"  | "idea"       | snippet:docs/Code.java#idea: region "idea" of docs/Code.java is there twice.
          docs/Code.java | int other; | ~~         | snippet:docs/Code.java#idea: region "other" of docs/Code.java is empty.
          """)
  void aBlockThatCannotBeMade(String file, String sound, String broken, String sentence)
      throws IOException {
    small.broken(file, sound.replace("\\n", "\n"), broken.replace("\\n", "\n"));
    var wrong = assertThrows(IllegalStateException.class, this::old);
    assertEquals("docs/page.md: " + sentence, wrong.getMessage());
  }

  @Test
  void aBlockNobodyKnows() throws IOException {
    small.with(PAGE, "<!-- generated:tables -->\n<!-- /generated -->\n");
    var wrong = assertThrows(IllegalStateException.class, this::old);
    assertTrue(
        wrong.getMessage().startsWith("docs/page.md: generated:tables: no such block can be made."),
        wrong::getMessage);
  }

  @Test
  void noBlockAtAllIsAnError() throws IOException {
    small.with("docs/the-other.md", "# Other\n").with(PAGE, "# Page\n");
    var wrong = assertThrows(IllegalStateException.class, this::old);
    assertEquals(folder + ": no page holds a block.", wrong.getMessage());
  }

  @Test
  void aRegionThatNoPageQuotes() throws IOException {
    small.with("docs/the-other.md", "# Other\n");
    written();
    assertEquals(
        List.of(CODE + ": no page quotes region \"other\". Quote it, or delete its marks."), old());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          /kind                              | kind: Pod
          /spec/restartPolicy                | restartPolicy: Never
          /spec/containers/0/args            | args:\\n  - count-things
          /spec/containers/0/name            | - name: program
          /spec/securityContext              | securityContext: {runAsUser: 1}
          /spec/volumes                      | volumes:\\n  # one\\n  - name: tmp
          /metadata/annotations/a.example~1b | a.example/b: c
          """)
  void aNodeOfAManifest(String pointer, String lines) throws IOException {
    small.with("manifests/pod.yaml", MANIFEST);
    assertEquals(
        "```yaml\n" + lines.replace("\\n", "\n") + "\n```\n",
        FileExcerpt.manifest(folder, "manifests/pod.yaml#" + pointer).fenced());
  }

  @Test
  void aNodeThatIsNotThere() throws IOException {
    small.with("manifests/pod.yaml", MANIFEST);
    var wrong =
        assertThrows(
            IllegalStateException.class,
            () -> FileExcerpt.manifest(folder, "manifests/pod.yaml#/spec/nodeName"));
    assertEquals("manifests/pod.yaml has no /spec/nodeName", wrong.getMessage());
  }
}

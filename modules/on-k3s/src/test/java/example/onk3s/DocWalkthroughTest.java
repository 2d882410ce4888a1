package example.onk3s;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * How the commands of a page are run, on small pages, and what the page about copying hands out.
 */
@DisplayNameGeneration(ReplaceUnderscores.class)
class DocWalkthroughTest {

  private static final List<String> MODULES = SharedNode.MODULES;
  private static final Path REPOSITORY = SharedNode.REPOSITORY;
  @TempDir Path temp;

  private PageScript page(String text) throws IOException {
    Files.writeString(temp.resolve("page.md"), text);
    return PageScript.of(temp, "page.md");
  }

  @Test
  void commands_come_in_the_order_of_the_page_and_one_sees_the_variables_of_another()
      throws Exception {
    var page =
        page(
            """
            # Page

            ```sh
            x='a  b'   # a word

            for name in "$x" \\
              c; do
              echo "$name"
            done
            ```

            ```text
            not this
            ```

            ```sh
            mkdir in
            cd in
            diff /dev/null - <<<d
            echo "${PWD##*/}" >&2
            ```
            """);
    var printed = page.run(temp, Map.of());

    assertEquals(
        List.of(4, 6, 17, 18, 19, 20),
        printed.stream().map(each -> each.command().line()).toList());
    assertEquals("a  b\nc\n", printed.get(1).out());
    assertEquals("0a1\n> d\n", printed.get(4).out());
    assertEquals("in\n", printed.get(5).err());
  }

  @Test
  void a_command_that_fails_is_named_with_its_page_and_line() throws Exception {
    var page = page("# Page\n\n```sh\ntrue\necho out; ls nothing | cat\necho never\n```\n");
    var failed = assertThrows(AssertionError.class, () -> page.run(temp, Map.of()));
    assertTrue(
        failed
            .getMessage()
            .startsWith(
                "page.md, line 5: \"echo out; ls nothing | cat\" ended with exit code 2."
                    + " Correct the page, or what it runs. It said:\nout\nls: "),
        failed.getMessage());
  }

  @Test
  void a_page_without_commands_is_an_error() throws Exception {
    var page = page("# Page\n\n`make demo`\n");
    assertThrows(IllegalStateException.class, () -> page.run(temp, Map.of()));
  }

  /** Where there is no Docker, nothing else looks at the programs beside the page. */
  @ParameterizedTest
  @FieldSource("MODULES")
  void what_is_copied_compiles_with_the_program_beside_the_page(String module) throws Exception {
    var clone = temp.resolve("clone");
    for (var folder : List.of("docs/copying", "modules/%s/src/main".formatted(module))) {
      FileUtils.copyDirectory(REPOSITORY.resolve(folder).toFile(), clone.resolve(folder).toFile());
    }
    DocWalkthroughOnNodeTest.copying(module).until("mvn ").run(clone, Map.of());

    var libraries = REPOSITORY.resolve("modules/%s/target/lib".formatted(module));
    assertTrue(Files.isDirectory(libraries), libraries + " does not exist. Package the module.");
    var arguments =
        new ArrayList<>(
            List.of("--release", "17", "-proc:none", "-Xlint:all,-serial", "-Werror", "-cp"));
    arguments.add(String.join(File.pathSeparator, files(libraries, "jar")));
    arguments.addAll(List.of("-d", temp.resolve("classes").toString()));
    arguments.addAll(files(temp.resolve("pod-lister/src"), "java"));
    var said = new ByteArrayOutputStream();
    var javac = ToolProvider.getSystemJavaCompiler();
    assertEquals(0, javac.run(null, said, said, arguments.toArray(String[]::new)), said::toString);
    assertTrue(Files.exists(temp.resolve("classes/com/example/podlister/App.class")));
  }

  private static List<String> files(Path folder, String extension) {
    return FileUtils.listFiles(folder.toFile(), new String[] {extension}, true).stream()
        .map(File::toString)
        .toList();
  }

  @ParameterizedTest
  @FieldSource("MODULES")
  void the_pom_has_the_versions_of_the_headers(String module) throws Exception {
    var pom = Files.readString(REPOSITORY.resolve("docs/copying/%s/pom.xml".formatted(module)));
    var file = "modules/%s/src/main/java/example/%s/InClusterOrKubeconfig.java";
    var header =
        Files.readString(REPOSITORY.resolve(file.formatted(module, module.replace("-", ""))));
    var needs =
        Pattern.compile("(?m)^//DEPS ([^:]+):([^:]+):(\\S+)$").matcher(header).results().toList();
    assertFalse(needs.isEmpty());
    for (var need : needs) {
      var coordinates =
          "<groupId>%s</groupId>\n      <artifactId>%s</artifactId>\n      <version>%s</version>"
              .formatted(need.group(1), need.group(2), need.group(3));
      assertTrue(pom.contains(coordinates), () -> "its POM does not hold " + coordinates);
    }
  }

  @Test
  void the_page_quotes_the_dependencies_as_they_are() throws Exception {
    var pom = Files.readString(REPOSITORY.resolve("docs/copying/client-java/pom.xml"));
    var dependencies = Pattern.compile("(?s)( *<dependencies>.*</dependencies>)").matcher(pom);
    assertTrue(dependencies.find());
    SharedNode.page("docs/copying.md")
        .holds("copied-dependencies", "xml", dependencies.group(1).stripIndent());
  }
}

package example.onk3s;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import example.contract.recording.RecordedPage;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.tools.ToolProvider;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/** What types the pages, on small pages, and the files beside the page that says how to copy. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class DocWalkthroughTest {

  private static final List<String> MODULES = SharedNode.MODULES;
  private static final Path REPOSITORY = SharedNode.REPOSITORY;
  private static final Duration LIMIT = Duration.ofSeconds(30);

  @TempDir Path temp;

  private List<TypedCommand> page(String text) throws IOException {
    Files.writeString(temp.resolve("page.md"), text);
    return TypedCommand.of(temp, "page.md");
  }

  private ShellSession terminal(Duration limit) throws IOException {
    var environment = Map.of("PATH", System.getenv("PATH"), "HOME", temp.toString());
    return new ShellSession(temp, Files.createDirectory(temp.resolve("typed")), environment, limit);
  }

  @Test
  void commands_come_in_the_order_of_the_page() throws Exception {
    var commands =
        page(
            """
            # Page

            ```sh
            one   # a word

            two \\
              and more
            ```

            ```text
            not this
            ```

            <!-- recorded:name -->
            ```sh
            nor this
            ```
            <!-- /recorded -->

            1. In a list:

               ```sh
               for name in a b; do
                 echo $name
               done
               cat <<END
               text
               END
               ```
            """);
    assertEquals(
        List.of(
            new TypedCommand("page.md", 4, "one   # a word"),
            new TypedCommand("page.md", 6, "two \\\n  and more"),
            new TypedCommand("page.md", 23, "for name in a b; do\n  echo $name\ndone"),
            new TypedCommand("page.md", 26, "cat <<END\ntext\nEND")),
        commands);
  }

  @Test
  void a_page_without_commands_is_no_success() {
    var wrong = assertThrows(IllegalStateException.class, () -> page("# Page\n\n`make demo`\n"));
    assertEquals(
        "page.md: no sh block is there to type. Look at where this looks.", wrong.getMessage());
  }

  @Test
  void a_block_that_ends_within_a_command() {
    var wrong =
        assertThrows(
            IllegalStateException.class, () -> page("```sh\ntrue\nfor a in b; do\n  true\n```\n"));
    assertEquals(
        "page.md: the block that ends in line 5 ends within a command: for a in b; do\n  true. Complete it.",
        wrong.getMessage());
  }

  @Test
  void variables_and_the_folder_stay() throws Exception {
    var commands = page("```sh\nx='a  b'\nmkdir -p in\ncd in\necho \"$x\" \"${PWD##*/}\"\n```\n");
    try (var terminal = terminal(LIMIT)) {
      Node.Outcome last = null;
      for (var command : commands) {
        last = terminal.type(command, 0);
      }
      assertEquals(new Node.Outcome(0, "a  b in\n", ""), last);
    }
  }

  @Test
  void a_command_that_fails_is_named_with_its_page_and_line() throws Exception {
    var commands = page("# Page\n\n```sh\ntrue\nls nothing | cat\necho never\n```\n");
    try (var terminal = terminal(LIMIT)) {
      terminal.type(commands.get(0), 0);
      var failed = assertThrows(AssertionError.class, () -> terminal.type(commands.get(1), 0));
      assertTrue(
          failed
              .getMessage()
              .startsWith(
                  "page.md, line 5: \"ls nothing | cat\" ended with exit code 2 and not 0."
                      + " Correct the page, or what it runs. It said:"),
          failed.getMessage());
      assertTrue(failed.getMessage().contains("nothing"), failed.getMessage());
    }
  }

  @Test
  void a_command_may_be_meant_to_say_no() throws Exception {
    var commands = page("```sh\nfalse\necho on\ntrue\n```\n");
    try (var terminal = terminal(LIMIT)) {
      assertEquals(1, terminal.type(commands.get(0), 1).exit());
      assertEquals("on\n", terminal.type(commands.get(1), 0).out());
      var failed = assertThrows(AssertionError.class, () -> terminal.type(commands.get(2), 1));
      assertTrue(
          failed
              .getMessage()
              .startsWith("page.md, line 4: \"true\" ended with exit code 0 and not 1."),
          failed.getMessage());
    }
  }

  @Test
  void a_variable_that_no_command_has_set() throws Exception {
    var commands = page("```sh\necho $nobody\n```\n");
    try (var terminal = terminal(LIMIT)) {
      var failed = assertThrows(AssertionError.class, () -> terminal.type(commands.get(0), 0));
      assertTrue(failed.getMessage().contains("nobody: unbound variable"), failed.getMessage());
    }
  }

  @Test
  void a_command_that_does_not_end() throws Exception {
    var commands = page("```sh\nsleep 600\n```\n");
    try (var terminal = terminal(Duration.ofSeconds(1))) {
      var failed = assertThrows(AssertionError.class, () -> terminal.type(commands.get(0), 0));
      assertEquals(
          "page.md, line 2: \"sleep 600\" has not ended within 1 s. Correct the page, or what it runs.",
          failed.getMessage());
    }
  }

  @Test
  void a_clone_holds_what_git_keeps_and_nothing_built() throws Exception {
    Clone.of(REPOSITORY, temp.resolve("clone"));
    assertTrue(Files.isExecutable(temp.resolve("clone/manifests/render.sh")));
    try (var files = Files.walk(temp.resolve("clone"))) {
      assertEquals(List.of(), files.filter(file -> file.endsWith("target")).toList());
    }
  }

  /** Where there is no Docker, nothing else looks at the programs beside the page. */
  @ParameterizedTest
  @FieldSource("MODULES")
  void what_is_copied_compiles_with_the_program_beside_the_page(String module) throws Exception {
    var folder = Files.createDirectories(temp.resolve("clone"));
    Clone.of(REPOSITORY, folder);
    var environment = Map.of("PATH", System.getenv("PATH"), "HOME", temp.toString());
    var scratch = Files.createDirectory(temp.resolve("typed"));
    try (var terminal = new ShellSession(folder, scratch, environment, LIMIT)) {
      for (var command : DocWalkthroughOnNodeTest.with(module)) {
        if (command.text().startsWith("mvn ")) {
          break;
        }
        terminal.type(command, 0);
      }
    }

    var libraries = REPOSITORY.resolve("modules/%s/target/lib".formatted(module));
    assertTrue(Files.isDirectory(libraries), libraries + " does not exist. Package the module.");
    var arguments =
        new ArrayList<>(List.of("--release", "17", "-proc:none", "-Xlint:all,-serial", "-Werror"));
    try (var jars = Files.list(libraries)) {
      var classPath = jars.map(Path::toString).collect(Collectors.joining(File.pathSeparator));
      arguments.addAll(List.of("-cp", classPath, "-d", temp.resolve("classes").toString()));
    }
    try (var files = Files.walk(temp.resolve("pod-lister/src/main/java"))) {
      files.map(Path::toString).filter(file -> file.endsWith(".java")).forEach(arguments::add);
    }
    var said = new ByteArrayOutputStream();
    var javac = ToolProvider.getSystemJavaCompiler();
    assertEquals(0, javac.run(null, said, said, arguments.toArray(String[]::new)), said::toString);
    assertTrue(Files.exists(temp.resolve("classes/com/example/podlister/App.class")));
  }

  @ParameterizedTest
  @FieldSource("MODULES")
  void the_pom_asks_for_what_the_headers_need(String module) throws Exception {
    var root = xml("pom.xml");
    var written = "docs/copying/%s/pom.xml".formatted(module);
    var pom = xml(written);
    var needs = new TreeSet<String>();
    var header = Pattern.compile("(?m)^//DEPS (\\S+)$");
    for (var name :
        List.of("ListPods", "ClusterAccess", "Kubeconfig", "ExecCredential", "HandleApiErrors")) {
      var file =
          "modules/%s/src/main/java/example/%s/%s.java"
              .formatted(module, module.replace("-", ""), name);
      header
          .matcher(Files.readString(REPOSITORY.resolve(file)))
          .results()
          .forEach(need -> needs.add(need.group(1)));
    }
    if (!module.equals("java-net-http")) {
      needs.add("org.slf4j:slf4j-jdk14:" + text(root.getDocumentElement(), "slf4j.version"));
    }
    assertEquals(
        needs,
        new TreeSet<>(coordinates(pom, "dependency").values()),
        written + ": its dependencies are not what the DEPS lines name. Correct them.");

    var pinned = coordinates(root, "plugin");
    coordinates(pom, "plugin")
        .forEach(
            (plugin, version) ->
                assertEquals(
                    pinned.get(plugin),
                    version,
                    written + ": this build uses another version. Write that."));
  }

  @Test
  void the_page_quotes_the_dependencies_as_they_are() throws Exception {
    var pom = Files.readString(REPOSITORY.resolve("docs/copying/client-java/pom.xml"));
    var dependencies = Pattern.compile("(?s)( *<dependencies>.*</dependencies>)").matcher(pom);
    assertTrue(dependencies.find());
    new RecordedPage(REPOSITORY.resolve("docs/copying.md"))
        .holds("copied-dependencies", "xml", dependencies.group(1).stripIndent());
  }

  private static Document xml(String file) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(REPOSITORY.resolve(file).toFile());
  }

  /** Of each element that names a version: without the version, and with it. */
  private static Map<String, String> coordinates(Document pom, String tag) {
    var found = new TreeMap<String, String>();
    var elements = pom.getElementsByTagName(tag);
    for (var i = 0; i < elements.getLength(); i++) {
      var each = (Element) elements.item(i);
      if (!text(each, "version").isEmpty()) {
        var name = text(each, "groupId") + ":" + text(each, "artifactId");
        found.putIfAbsent(name, name + ":" + text(each, "version"));
      }
    }
    return found;
  }

  private static String text(Element parent, String name) {
    var found = parent.getElementsByTagName(name).item(0);
    return found == null ? "" : found.getTextContent().strip();
  }
}

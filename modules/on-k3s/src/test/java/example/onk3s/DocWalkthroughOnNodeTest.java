package example.onk3s;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import example.contract.AdminClient;
import example.contract.recording.RecordedPage;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import tools.jackson.databind.node.ObjectNode;

/**
 * The first hour of a reader: in a clone, with a home and a cluster of its own, types what the
 * pages show, as they show it and in their order, and looks whether the reader sees what they say.
 * The node is not the one that the other tests share, because the pages remove what they made.
 */
@ExtendWith(SharedNode.class)
@ResourceLock(SharedNode.CORES)
@DisplayNameGeneration(ReplaceUnderscores.class)
@TestInstance(Lifecycle.PER_CLASS)
class DocWalkthroughOnNodeTest {

  private static final List<String> PAGES =
      List.of("README.md", "docs/first-run.md", "docs/copying.md");

  private static final Path REPOSITORY = SharedNode.REPOSITORY;
  private static final RecordedPage README = page("README.md");
  private static final RecordedPage FIRST_RUN = page("docs/first-run.md");
  private static final RecordedPage COPYING = page("docs/copying.md");

  /** A command's beginning, and why it is not typed here. */
  private static final Map<String, String> NOT_TYPED =
      Map.of("make test", "it is the run that this is part of, and would start itself again");

  /** Two files that differ, as the page says. */
  private static final Map<String, Integer> EXIT = Map.of("diff ", 1);

  /** Of the slowest, which starts a node and runs six programs, on a machine that does more. */
  private static final Duration LIMIT = Duration.ofMinutes(10);

  /** What was typed and what it said: the check that looks for secrets reads it too. */
  private static final Path LOG = REPOSITORY.resolve("modules/on-k3s/target/first-hour.log");

  private static final String WRITTEN = "kubernetes-from-java";
  private static final String COPIED = "pod-lister";
  private static final Pattern JDKS =
      Pattern.compile("(?<=compiles alone on )JDK [0-9]+( and JDK [0-9]+)?");
  private static final Pattern SERVER = Pattern.compile("(?<=^kubeconfig )https://[^,]+:[0-9]+");

  /** What the reader sees after a command. */
  private interface Sight {
    void after(Node.Outcome outcome) throws Exception;
  }

  @TempDir static Path temp;

  private final Map<String, Sight> sights = new LinkedHashMap<>();
  private final Set<String> seen = new LinkedHashSet<>();
  private String module = "client-java";
  private String outsideBlock;
  private ShellSession terminal;
  private Node node;
  private String stopped;

  private static RecordedPage page(String file) {
    return new RecordedPage(REPOSITORY.resolve(file));
  }

  @BeforeAll
  void a_reader_sits_down() throws IOException {
    Files.writeString(LOG, "");
    var tools = Files.createDirectory(temp.resolve("tools"));
    var kubectl = found("kubectl", Optional.ofNullable(System.getenv("KUBECTL")));
    script(tools.resolve("kubectl"), "exec '%s' \"$@\"".formatted(kubectl.toAbsolutePath()));
    found("docker", Optional.empty());
    Clone.of(REPOSITORY, temp.resolve("clone"));
    Files.createDirectories(temp.resolve("home/.kube"));
    theBuildsOwnMaven(tools);
    whatTheReaderSees();
  }

  /** A program that the pages take for granted; without it the hour is skipped, or fails. */
  private static Path found(String name, Optional<String> named) {
    var found =
        named
            .map(Path::of)
            .or(
                () ->
                    Stream.of(System.getenv("PATH").split(File.pathSeparator))
                        .map(folder -> Path.of(folder, name))
                        .filter(Files::isExecutable)
                        .findFirst());
    if (found.isEmpty()) {
      var reason =
          "The first hour was not run: there is no %s on the PATH. Install it.".formatted(name);
      if ("true".equals(System.getenv("REQUIRE_CLUSTER"))) {
        throw new AssertionError(reason);
      }
      System.out.println(reason);
      abort(reason);
    }
    return found.orElseThrow();
  }

  /** The reader's {@code mvn}: without what it was told, the build would download all once more. */
  private static void theBuildsOwnMaven(Path tools) throws IOException {
    var home = System.getProperty("maven.home");
    if (home == null) {
      return; // started from an editor
    }
    var told =
        new ArrayList<>(List.of("-Dmaven.repo.local=" + System.getProperty("maven.repository")));
    var settings = System.getProperty("maven.settings", "");
    if (Files.exists(Path.of(settings)) && !settings.isBlank()) {
      told.addAll(List.of("-s", settings));
    }
    if (Boolean.getBoolean("maven.offline")) {
      told.add("-o");
    }
    script(
        tools.resolve("mvn"),
        "exec '%s/bin/mvn' '%s' \"$@\"".formatted(home, String.join("' '", told)));
  }

  /**
   * The node is a container; its own machine is where the page says to type {@code k3s}. On {@code
   * rancher/k3s} this is what {@code k3s ctr} does, and the stand-in has no other.
   */
  private void theNodesOwnK3s() throws IOException {
    script(
        temp.resolve("tools/k3s"),
        """
        [ "$1" = ctr ] || { echo "k3s $*: the pages type nothing but k3s ctr." >&2; exit 2; }
        shift
        exec docker exec -i %s ctr -n k8s.io "$@"
        """
            .formatted(node.container()));
    // Who is not root types sudo there, which would look for k3s where it is not.
    script(temp.resolve("tools/sudo"), "exec \"$@\"");
  }

  private static void script(Path file, String text) throws IOException {
    Files.writeString(file, "#!/bin/sh\n" + text.strip() + "\n");
    assertTrue(file.toFile().setExecutable(true));
  }

  private static Map<String, String> environment() {
    var environment = new LinkedHashMap<>(System.getenv());
    // Of the make and the Maven around this, and of the user's own cluster.
    environment
        .keySet()
        .removeIf(
            name ->
                name.matches(
                    "MAKE.*|MFLAGS|MODULE|PATTERN|ARGS|BASE|MVN|KUBECTL|MAVEN_(?!OPTS|ARGS).*"));
    environment.merge(
        "PATH",
        temp.resolve("tools").toString(),
        (path, tools) -> tools + File.pathSeparator + path);
    environment.putIfAbsent("DOCKER_CONFIG", environment.getOrDefault("HOME", "/") + "/.docker");
    environment.put("HOME", temp.resolve("home").toString());
    environment.put("KUBECONFIG", temp.resolve("home/.kube/config").toString());
    var base = Objects.requireNonNullElse(System.getenv("JAVA_BASE_IMAGE"), "");
    if (!base.isBlank()) {
      environment.put("BASE", base);
    }
    return environment;
  }

  @AfterAll
  void and_leaves() throws Exception {
    if (terminal != null) {
      terminal.close();
    }
    if (node != null) {
      node.close();
      removeTheImage();
    }
  }

  private static void removeTheImage() throws Exception {
    new ProcessBuilder("docker", "image", "rm", COPIED + ":1").start().waitFor();
  }

  @TestFactory
  Stream<DynamicTest> the_first_hour() throws IOException {
    var steps = new ArrayList<DynamicTest>();
    for (var page : PAGES) {
      if (page.equals("docs/first-run.md")) {
        steps.add(step("a cluster is there", this::aCluster));
      }
      TypedCommand.of(REPOSITORY, page).forEach(command -> steps.add(typed(command)));
    }
    for (var other : List.of("fabric8", "java-net-http")) {
      steps.add(step("once more with " + other, () -> onceMoreWith(other)));
      with(other).forEach(command -> steps.add(typed(command)));
    }
    steps.add(step("nothing is expected of a command that no page has", this::allWasSeen));
    return steps.stream();
  }

  private interface Action {
    void run() throws Exception;
  }

  /** After the first that fails the others say which one that was. */
  private DynamicTest step(String name, Action action) {
    return DynamicTest.dynamicTest(
        name,
        () -> {
          assumeFalse(stopped != null, () -> "not typed, because of " + stopped);
          stopped = name;
          action.run();
          stopped = null;
        });
  }

  private DynamicTest typed(TypedCommand command) {
    var not = NOT_TYPED.keySet().stream().filter(command.text()::startsWith).findFirst();
    if (not.isPresent()) {
      return DynamicTest.dynamicTest(
          command + " (not typed: %s)".formatted(NOT_TYPED.get(not.get())),
          () -> seen.add(not.get()));
    }
    return step(command.toString(), () -> type(command));
  }

  /** The page about copying from where it chooses a client, with the one word changed. */
  static List<TypedCommand> with(String other) throws IOException {
    var choice = "MODULE=client-java ";
    var commands =
        TypedCommand.of(REPOSITORY, "docs/copying.md").stream()
            .dropWhile(command -> !command.text().startsWith(choice))
            .map(
                command ->
                    new TypedCommand(
                        command.page(),
                        command.line(),
                        command.text().replace(choice, "MODULE=" + other + " ")))
            .toList();
    if (commands.isEmpty()) {
      throw new IllegalStateException(
          "docs/copying.md: no command begins with %s. Let the reader choose a client."
              .formatted(choice.strip()));
    }
    return commands;
  }

  private void allWasSeen() {
    var expected = new LinkedHashSet<>(sights.keySet());
    expected.addAll(NOT_TYPED.keySet());
    expected.removeAll(seen);
    assertEquals(Set.of(), expected);
  }

  private void type(TypedCommand command) throws Exception {
    if (terminal == null) {
      var scratch = Files.createDirectories(temp.resolve("typed/" + module));
      terminal = new ShellSession(temp.resolve("clone"), scratch, environment(), LIMIT);
    }
    var exit =
        EXIT.entrySet().stream()
            .filter(each -> command.text().startsWith(each.getKey()))
            .map(Map.Entry::getValue)
            .findFirst();
    var outcome = terminal.type(command, exit.orElse(0));
    Files.writeString(LOG, "%s%n%s%n".formatted(command, outcome), StandardOpenOption.APPEND);
    for (var sight : sights.entrySet()) {
      if (command.text().startsWith(sight.getKey())) {
        seen.add(sight.getKey());
        sight.getValue().after(outcome);
      }
    }
  }

  private void aCluster() throws IOException {
    node = Node.start();
    theNodesOwnK3s();
    kubeconfig(node.kubeconfig());
  }

  private static void kubeconfig(String text) throws IOException {
    Files.writeString(temp.resolve("home/.kube/config"), text);
  }

  /** Another reader, who has done the first run too. */
  private void onceMoreWith(String other) throws Exception {
    terminal.close();
    terminal = null;
    removeTheImage();
    Files.move(temp.resolve(COPIED), temp.resolve(COPIED + "-" + module));
    module = other;
    var config = (ObjectNode) AdminClient.YAML.readTree(node.kubeconfig());
    ((ObjectNode) config.at("/contexts/0/context")).put("namespace", WRITTEN);
    kubeconfig(AdminClient.YAML.writeValueAsString(config));
  }

  /** By the beginning of what is typed. */
  private void whatTheReaderSees() {
    sights.put(
        "make demo",
        outcome -> {
          // Above the table stands what it ran on, and between it and the verdict each answer.
          var parts = List.of(outcome.out().strip().split("\\n\\n"));
          var table = parts.stream().filter(part -> part.startsWith("client  ")).findFirst();
          assertTrue(table.isPresent(), outcome::toString);
          README.holds("demo", "text", table.get() + "\n\n" + parts.get(parts.size() - 1));
        });
    sights.put(
        "make copy-check",
        outcome -> {
          var jdks = JDKS.matcher(outcome.out()).replaceFirst("JDK 17 and JDK 25");
          COPYING.holds("copied-check", "text", jdks);
        });
    sights.put(
        "make deploy",
        outcome -> {
          FIRST_RUN.holds("walk-log", "text", outcome.out());
          assertPod(WRITTEN, "client-java-list-pods");
        });
    sights.put(
        "make run", outcome -> FIRST_RUN.holds("walk-outside", "text", server(outcome.out())));
    sights.put("make undeploy", outcome -> assertGone(WRITTEN));
    sights.put(
        "MODULE=",
        outcome -> {
          assertTrue(Files.notExists(temp.resolve(COPIED)), "the folder is not empty");
          outsideBlock = "copied-outside";
        });
    sights.put(
        "java -jar",
        outcome -> {
          assertEquals("", outcome.err(), "nothing on standard error");
          COPYING.holds(outsideBlock, "text", server(outcome.out()));
        });
    sights.put("kubectl -n pod-lister wait", outcome -> assertPod(COPIED, COPIED));
    sights.put(
        "kubectl -n pod-lister logs",
        outcome -> {
          COPYING.holds("copied-log", "text", outcome.out());
          outsideBlock = "copied-outside-pod";
        });
    sights.put("kubectl delete namespace", outcome -> assertGone(COPIED));
    sights.put(
        "diff modules",
        outcome -> assertTrue(outcome.out().contains("ApiClient"), outcome::toString));
    sights.put(
        "diff \"$from\"",
        outcome -> {
          if (module.equals(
              "client-java")) { // the number of the line is another one in each module
            COPYING.holds("copied-diff", "text", outcome.out());
          }
          assertEquals(4, outcome.out().lines().count(), outcome::toString);
        });
  }

  private static String server(String out) {
    return SERVER.matcher(out).replaceFirst("https://localhost:6443");
  }

  private void assertPod(String namespace, String pod) {
    var enforced =
        node.kubectl(
            "get",
            "namespace",
            namespace,
            "-o",
            "jsonpath={.metadata.labels.pod-security\\.kubernetes\\.io/enforce}");
    assertEquals("restricted", enforced.out(), enforced::toString);
    var phase = node.kubectl("-n", namespace, "get", "pod", pod, "-o", "jsonpath={.status.phase}");
    assertEquals("Succeeded", phase.out(), phase::toString);
  }

  private void assertGone(String namespace) {
    var get = node.kubectl("get", "namespace", namespace);
    assertNotEquals(0, get.exit(), get::toString);
    assertTrue(get.err().contains("NotFound"), get::toString);
  }
}

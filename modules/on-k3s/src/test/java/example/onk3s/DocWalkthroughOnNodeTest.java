package example.onk3s;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import example.contract.AdminClient;
import example.contract.Command;
import example.contract.recording.RecordedPage;
import example.onk3s.PageScript.Printed;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a reader types in the first hour: in a copy of the repository with nothing built, and with a
 * home of its own, the commands of the pages, as they stand there. What the reader sees must be
 * what the pages say.
 */
@ExtendWith(SharedNode.class)
@Order(1)
@ResourceLock(SharedNode.CORES)
@DisplayNameGeneration(ReplaceUnderscores.class)
class DocWalkthroughOnNodeTest {

  private static final Path REPOSITORY = SharedNode.REPOSITORY;

  /** Stand-ins on the reader's PATH; each says what for. */
  private static final Path TOOLS = REPOSITORY.resolve("modules/on-k3s/src/test/tools");

  private static final RecordedPage README = SharedNode.page("README.md");
  private static final RecordedPage FIRST_RUN = SharedNode.page("docs/first-run.md");
  private static final RecordedPage COPYING = SharedNode.page("docs/copying.md");

  private static final String WRITTEN = "kubernetes-from-java";

  @TempDir static Path temp;

  private static Node node;

  @BeforeAll
  static void a_reader_has_a_clone(Node shared) throws Exception {
    node = shared;
    Files.createDirectories(temp.resolve("home/.kube"));
    for (var tool : List.of(kubectl(), "docker")) {
      var found = Command.of("sh", "-c", "command -v \"$0\"", tool).run().exit() == 0;
      // If nothing may be skipped, the page that needs it fails.
      assumeTrue(
          found || "true".equals(System.getenv("REQUIRE_CLUSTER")),
          () -> "The pages were not tried: there is no %s. Install it.".formatted(tool));
    }
    FileUtils.copyDirectory(
        REPOSITORY.toFile(),
        temp.resolve("clone").toFile(),
        file -> !Set.of(".git", "target").contains(file.getName()));
  }

  private static String kubectl() {
    return Objects.requireNonNullElse(System.getenv("KUBECTL"), "kubectl");
  }

  private static Map<String, String> environment() {
    var environment = withoutCluster();
    environment.putIfAbsent("DOCKER_CONFIG", environment.getOrDefault("HOME", "/") + "/.docker");
    environment.put("HOME", temp.resolve("home").toString());
    environment.put("KUBECONFIG", temp.resolve("home/.kube/config").toString());
    for (var argument : List.of("BASE", "BUILD")) {
      var image = environment.getOrDefault("JAVA_%s_IMAGE".formatted(argument), "");
      if (!image.isBlank()) {
        environment.put(argument, image);
      }
    }
    environment.put("WALKTHROUGH_NODE", node.container());
    environment.put("WALKTHROUGH_KUBECTL", kubectl());
    return environment;
  }

  /** What a reader needs to build: the Maven of this build on the PATH. */
  static Map<String, String> withoutCluster() {
    var environment = new LinkedHashMap<>(System.getenv());
    // Of the make and the Maven around this, and of the user's own cluster.
    var others =
        "MAKE.*|MFLAGS|MODULE|PATTERN|ARGS|BASE|BUILD|VARIANT|MVN|KUBECTL|MAVEN_(?!OPTS|ARGS).*";
    environment.keySet().removeIf(name -> name.matches(others));
    environment.merge("PATH", TOOLS.toString(), (path, own) -> own + File.pathSeparator + path);
    var maven = System.getProperty("maven.home");
    if (maven != null) { // else this was started from an editor
      environment.put("WALKTHROUGH_MAVEN", maven + "/bin/mvn");
      environment.put("WALKTHROUGH_REPOSITORY", System.getProperty("maven.repository"));
      var settings = System.getProperty("maven.settings", "");
      environment.put("WALKTHROUGH_SETTINGS", Files.exists(Path.of(settings)) ? settings : "");
      environment.put("WALKTHROUGH_OFFLINE", Boolean.getBoolean("maven.offline") ? "true" : "");
    }
    return environment;
  }

  /** The administrator's, with a namespace if one is given. */
  private static void kubeconfig(String namespace) throws IOException {
    var config = (ObjectNode) AdminClient.YAML.readTree(node.kubeconfig());
    if (!namespace.isEmpty()) {
      config.withObject("/contexts/0/context").put("namespace", namespace);
    }
    Files.writeString(
        temp.resolve("home/.kube/config"), AdminClient.YAML.writeValueAsString(config));
  }

  @AfterAll
  static void no_image_is_left() throws Exception {
    Command.of("docker", "image", "rm", "pod-lister:1").run();
  }

  @Test
  void the_readme() throws Exception {
    var printed =
        PageScript.of(REPOSITORY, "README.md")
            // It is the run that this is part of.
            .without(command -> command.startsWith("make test"))
            .run(temp.resolve("clone"), environment());

    // Above the table stands what it ran on, and between it and the verdict each answer.
    var parts = List.of(of(printed, "make demo").get(0).out().strip().split("\\n\\n"));
    var table = parts.stream().filter(part -> part.startsWith("client  ")).findFirst();
    README.holds("demo", "text", table.orElseThrow() + "\n\n" + parts.get(parts.size() - 1));
    for (var diff : of(printed, "diff modules")) {
      assertTrue(diff.out().contains("ApiClient"), diff::toString);
    }
  }

  @Test
  void the_first_run() throws Exception {
    kubeconfig("");
    var printed =
        PageScript.of(REPOSITORY, "docs/first-run.md").run(temp.resolve("clone"), environment());

    FIRST_RUN.holds("walk-log", "text", of(printed, "make deploy").get(0).out());
    FIRST_RUN.holds("walk-outside", "text", asWritten(of(printed, "make run").get(0)));
    of(printed, "make undeploy");
    assertGone(WRITTEN);
  }

  @Test
  void the_page_about_copying() throws Exception {
    var printed = copied(PageScript.of(REPOSITORY, "docs/copying.md"));

    // The number of the line is another one in each module.
    COPYING.holds("copied-diff", "text", of(printed, "diff \"$from\"").get(0).out());
  }

  /** What is copied there compiles in every build: DocWalkthroughTest. */
  @Tag("long")
  @ParameterizedTest
  @ValueSource(strings = {"fabric8", "java-net-http"})
  void the_page_about_copying_with_another_client(String module) throws Exception {
    copied(copying(module));
  }

  private List<Printed> copied(PageScript page) throws Exception {
    kubeconfig(WRITTEN);
    FileUtils.deleteDirectory(temp.resolve("pod-lister").toFile());
    var printed = page.run(temp.resolve("clone"), environment());
    assertEquals(4, of(printed, "diff \"$from\"").get(0).out().lines().count());
    var runs = of(printed, "java -jar");
    // Vert.x may warn there that the machine is busy; slf4j, that the POM lacks a provider.
    runs.forEach(run -> assertFalse(run.err().startsWith("SLF4J"), run::toString));
    COPYING.holds("copied-outside", "text", asWritten(runs.get(0)));
    COPYING.holds(
        "copied-log", "text", asWritten(of(printed, "kubectl -n pod-lister logs").get(0)));
    COPYING.holds("copied-outside-pod", "text", asWritten(runs.get(1)));
    of(printed, "kubectl delete namespace");
    assertGone("pod-lister");
    return printed;
  }

  @Test
  @Tag("long")
  void the_page_about_frameworks() throws Exception {
    kubeconfig("");
    FileUtils.deleteDirectory(temp.resolve("pod-lister").toFile());
    var printed =
        PageScript.of(REPOSITORY, "docs/frameworks.md")
            .without(command -> command.startsWith("java -jar")) // which serves until Ctrl-C
            .run(temp.resolve("clone"), environment());

    assertEquals("[\"pod-lister\"]", of(printed, "kubectl get --raw").get(0).out());
    assertGone("pod-lister");
  }

  /** The page about copying from where it chooses a client, with the one word changed. */
  static PageScript copying(String module) throws IOException {
    var choice = "MODULE=client-java ";
    return PageScript.of(REPOSITORY, "docs/copying.md")
        .from(choice, text -> text.replace(choice, "MODULE=" + module + " "));
  }

  /** What the commands printed that begin so; the page must hold one. */
  private static List<Printed> of(List<Printed> all, String begin) {
    var found = all.stream().filter(each -> each.command().text().startsWith(begin)).toList();
    assertTrue(!found.isEmpty(), () -> "the page holds no command that begins with " + begin);
    return found;
  }

  /**
   * With the home and the server of the pages. One client ends the address in a slash; and on a
   * busy machine Vert.x writes warnings before the first line, which go to a pod's log as well.
   */
  private static String asWritten(Printed printed) {
    return printed
        .out()
        .replaceFirst("(?s)^.*?(?=(kubeconfig|in-cluster|service account)\\b)", "")
        .replace(temp.resolve("home").toString(), "/home/me")
        .replaceFirst("https://localhost:[0-9]+", "https://localhost:6443")
        .replace("/, namespace", ", namespace");
  }

  private static void assertGone(String namespace) {
    var get = node.kubectl("get", "namespace", namespace);
    assertTrue(get.err().contains("NotFound"), get::toString);
  }
}

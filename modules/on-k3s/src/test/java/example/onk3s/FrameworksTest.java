package example.onk3s;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import example.contract.AdminClient;
import example.contract.CaseContext;
import example.contract.Command;
import example.contract.Contract.TestLevel;
import example.contract.runner.IsolatedProcess;
import example.fakeapiserver.FakeApiServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The projects of docs/frameworks.md, built by the commands of that page and run as processes: each
 * lists pods with a kubeconfig and as a pod does, and says in its readiness check what is wrong.
 */
@DisplayNameGeneration(ReplaceUnderscores.class)
class FrameworksTest {

  private static final Path REPOSITORY = SharedNode.REPOSITORY;
  private static final Pattern PORT =
      Pattern.compile("(?:Tomcat started on port |0\\.0\\.0\\.0:)(\\d+)");

  /** Of one step of a program that shares two cores with other tests. */
  private static final Duration LIMIT = Duration.ofMinutes(2);

  private final HttpClient http = HttpClient.newHttpClient();
  private final FakeApiServer server = FakeApiServer.start();
  @AutoClose private final FakeApiServer other = FakeApiServer.start();
  private CaseContext context;
  private String readinessPath;
  @TempDir Path temp;

  @BeforeEach
  void a_namespace_with_two_pods_and_a_role() throws IOException {
    var api = AdminClient.of(server.kubeconfig());
    context = new CaseContext(null, TestLevel.PROCESS, api, server, SharedNode.RBAC);
    context.role("list-pods").pods(2);
  }

  @AfterEach
  void the_namespace_is_removed() throws IOException {
    context.close();
    server.close();
  }

  @Test
  void spring_boot_4_with_fabric8() throws Exception {
    tried("spring-boot-4-fabric8");
  }

  @Tag("long")
  @ParameterizedTest
  @ValueSource(
      strings = {
        "spring-boot-4-client-java",
        "spring-boot-3-fabric8",
        "spring-boot-3-fabric8 -Pfabric8-8",
        "quarkus"
      })
  void every_other_project(String project) throws Exception {
    tried(project);
  }

  private void tried(String project) throws Exception {
    readinessPath = project.equals("quarkus") ? "/q/health/ready" : "/actuator/health/readiness";
    var jar = packaged(project);
    noClusterIsConfigured(jar);
    theServerIsNotTheOneOfTheKubeconfig(jar);
    aKubeconfigIsUsed(jar);
    aServiceAccountIsUsedUntilItsRoleIsGone(jar);
  }

  private Path packaged(String project) throws Exception {
    var name = project.replaceFirst(" .*", "");
    var module = name.endsWith("client-java") ? "client-java" : "fabric8";
    var clone = temp.resolve("clone");
    for (var folder : List.of("docs/copying", "modules/%s/src/main".formatted(module))) {
      FileUtils.copyDirectory(REPOSITORY.resolve(folder).toFile(), clone.resolve(folder).toFile());
    }
    UnaryOperator<String> chosen =
        text ->
            text.replaceFirst("^PROJECT=\\S+", "PROJECT=" + name)
                .replaceFirst("^MODULE=\\S+", "MODULE=" + module)
                .replaceFirst("^mvn .*", "$0" + project.substring(name.length()));
    PageScript.of(REPOSITORY, "docs/frameworks.md")
        .from("PROJECT=", chosen)
        .until("java -jar")
        .run(clone, DocWalkthroughOnNodeTest.withoutCluster());
    return temp.resolve("pod-lister/target/pod-lister.jar");
  }

  private void noClusterIsConfigured(Path jar) throws Exception {
    try (var program = new Program(java(jar), Map.of())) {
      program.ended(1);
      var printed = program.printed();
      assertTrue(printed.contains("No cluster found in KUBECONFIG, /var/run/secrets"), printed);
    }
  }

  private void theServerIsNotTheOneOfTheKubeconfig(Path jar) throws Exception {
    var file = context.kubeconfig(other.uri().toString(), server.caPem(), user()).toString();
    try (var program = new Program(java(jar), Map.of("KUBECONFIG", file))) {
      program.isNotReady("The server's certificate is of another CA of the same name");
      other.close();
      program.isNotReady("Nothing answers at the server's address (Connection refused)");
    }
  }

  private void aKubeconfigIsUsed(Path jar) throws Exception {
    var file = context.kubeconfig(user()).toString();
    try (var program = new Program(java(jar), Map.of("KUBECONFIG", file))) {
      program.listsPods();
      program.ends();
    }
  }

  private void aServiceAccountIsUsedUntilItsRoleIsGone(Path jar) throws Exception {
    var api = context.api();
    IsolatedProcess.mount(temp, context.token(), api.caPem(), context.namespace());
    context.podVariables(api.server());
    var words = IsolatedProcess.withVarRun(temp.resolve("root/var/run"), java(jar));
    try (var program = new Program(words, context.environment())) {
      program.listsPods();
      var bindings = "apis/rbac.authorization.k8s.io/v1/namespaces/%s/rolebindings/list-pods";
      api.delete(bindings.formatted(context.namespace()));
      program.isNotReady(
          "pods in namespace \"%s\": %s may not list them (403). Give it a Role with verb \"list\""
              .formatted(context.namespace(), context.user()));
      program.ends();
    }
  }

  private String user() {
    return "{token: %s}".formatted(context.token());
  }

  private static List<String> java(Path jar) {
    return Command.java(List.of(), List.of("-jar", jar.toString())).words();
  }

  /** A project that runs, on a port of its own. */
  private final class Program implements AutoCloseable {

    private final Path log = Files.createTempFile(temp, "program", ".log");
    private final Process process;

    Program(List<String> words, Map<String, String> environment) throws IOException {
      var builder = new ProcessBuilder(words);
      builder.environment().keySet().retainAll(List.of("PATH"));
      builder.environment().putAll(environment);
      builder.environment().putAll(Map.of("SERVER_PORT", "0", "QUARKUS_HTTP_PORT", "0"));
      builder.environment().put("HOME", temp.toString());
      process = builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
    }

    private String printed() {
      try {
        return Files.readString(log);
      } catch (IOException unread) {
        return unread.toString();
      }
    }

    private HttpResponse<String> get(String path) throws Exception {
      var end = System.nanoTime() + LIMIT.toNanos();
      var port = PORT.matcher(printed());
      while (!port.find()) {
        assertTrue(process.isAlive() && System.nanoTime() < end, this::printed);
        TimeUnit.MILLISECONDS.sleep(100);
        port = PORT.matcher(printed());
      }
      var uri = URI.create("http://localhost:" + port.group(1) + path);
      return http.send(HttpRequest.newBuilder(uri).timeout(LIMIT).build(), BodyHandlers.ofString());
    }

    void listsPods() throws Exception {
      assertEquals("[\"pod-00000\",\"pod-00001\"]", get("/pods").body(), this::printed);
      assertEquals(200, get(readinessPath).statusCode(), this::printed);
    }

    void isNotReady(String why) throws Exception {
      var answer = get(readinessPath);
      assertEquals(503, answer.statusCode(), answer::body);
      var said = answer.body().replace("\\\"", "\"");
      assertTrue(said.contains(why), said);
    }

    /** As a pod that is deleted. */
    void ends() throws Exception {
      process.destroy(); // SIGTERM
      ended(143);
    }

    void ended(int exit) throws Exception {
      assertTrue(process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS), this::printed);
      assertEquals(exit, process.exitValue(), this::printed);
    }

    @Override
    public void close() {
      process.destroyForcibly().onExit().join();
      context.checkThatNoSecretIsIn(printed());
    }
  }
}

package example.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import example.contract.Driver.Call;
import example.contract.RunningProgram.Outcome;
import example.contract.fake.Certificates;
import example.contract.fake.FakeApiServer;
import example.contract.fake.Fault;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the plain call does when something goes wrong: the one that a tutorial shows, with a client
 * that is made as a tutorial makes it. The pages of the patterns quote the call and what came of it
 * below "What goes wrong without it". A module extends this class and gives it the call.
 */
public abstract class WithoutThePattern {

  private static final String NAMESPACE = "team-a";
  private static final String USER = "system:serviceaccount:team-a:example";
  private static final String PODS = ".*/pods";
  private static final Duration HOUR = Duration.ofHours(1);

  /** Characters of a message: more of it is the answer's body. */
  private static final int SHOWN = 310;

  private static final long LIMIT = 90; // seconds until a process without memory has ended

  private static final RecordedPage LIST_PODS = page("list-pods");
  private static final RecordedPage WHO_AM_I = page("who-am-i");
  private static final RecordedPage HANDLE_API_ERRORS = page("handle-api-errors");

  private static RecordedPage page(String pattern) {
    return new RecordedPage(Api.inRepository("docs/patterns/%s.md".formatted(pattern)));
  }

  /**
   * Where the plain client is to go.
   *
   * @param server ends in a slash
   * @param token empty for a client without a credential
   * @param namespace of the kubeconfig's context
   */
  public record Cluster(URI server, String caPem, String token, String namespace) {

    /** The same as a file, for libraries that read one. */
    public String kubeconfig() {
      return """
      apiVersion: v1
      kind: Config
      clusters: [{name: c, cluster: {server: "%s", certificate-authority-data: %s}}]
      users: [{name: u, user: {%s}}]
      contexts: [{name: dev, context: {cluster: c, user: u, namespace: %s}}]
      current-context: dev
      """
          .formatted(
              server.toString().replaceAll("/$", ""),
              Scene.base64(caPem),
              token.isEmpty() ? "" : "token: " + token,
              namespace);
    }
  }

  /** The plain calls of one client. Nothing is caught and nothing checked in them. */
  protected interface Plain extends AutoCloseable {

    /** Lists in one request; how many pods there were. */
    int list(String namespace) throws Exception;

    /**
     * Lists in pages of 500.
     *
     * @param page is told of how many pods each page was
     */
    void listInPages(String namespace, IntConsumer page) throws Exception;

    @Override
    void close();
  }

  @TempDir private Path folder;
  private final Driver driver;
  private FakeApiServer fake;

  /**
   * @param driver runs the pattern in the same situation
   */
  protected WithoutThePattern(Driver driver) {
    this.driver = driver;
  }

  protected abstract Plain open(Cluster cluster) throws Exception;

  @BeforeEach
  void aNamespaceWithAServiceAccount() {
    fake = FakeApiServer.start();
    fake.create("", named("v1", "Namespace", NAMESPACE));
    fake.create(NAMESPACE, named("v1", "ServiceAccount", "example"));
  }

  @AfterEach
  void theServerEnds() {
    fake.close();
  }

  private static ObjectNode named(String version, String kind, String name) {
    var object = Api.object().put("apiVersion", version).put("kind", kind);
    object.withObject("/metadata").put("name", name);
    return object;
  }

  private void aRole() throws IOException {
    var api = Api.of(fake.kubeconfig());
    api.create(Api.inRepository("manifests/rbac/list-pods/role.yaml"), NAMESPACE);
  }

  private void pods(int count) {
    pods(count, 0);
  }

  private void pods(int count, int size) {
    for (int i = 0; i < count; i++) {
      var pod = named("v1", "Pod", "pod-%05d".formatted(i));
      pod.withObject("/metadata/annotations").put("example.com/padding", "x".repeat(size));
      fake.create(NAMESPACE, pod);
    }
    fake.forgetRequests();
  }

  private Cluster cluster(String token) {
    return new Cluster(fake.uri(), fake.caPem(), token, NAMESPACE);
  }

  private Cluster cluster() {
    return cluster(fake.token(NAMESPACE, "example", HOUR));
  }

  // ---- lists ----

  @Test
  void theListExpiresBetweenTwoPages() throws Exception {
    aRole();
    pods(600);
    fake.fault(Fault.gone("GET", PODS + "\\?.*continue=[^&].*"));
    var pods = new int[1];

    try (var plain = open(cluster())) {
      var failed =
          assertThrows(
              Exception.class, () -> plain.listInPages(NAMESPACE, page -> pods[0] += page));

      LIST_PODS.holdsLine(
          "expired", driver.client(), "%d of 600 pods, then %s".formatted(pods[0], said(failed)));
    }
  }

  @Test
  void theServerIsBusyForASecond() throws Exception {
    aRole();
    pods(2);
    fake.fault(Fault.tooManyRequests("GET", PODS, 1));

    LIST_PODS.holdsLine("busy", driver.client(), listed(cluster(), NAMESPACE));
  }

  @Test
  void thePodsHaveAFieldThatIsNew() throws Exception {
    aRole();
    pods(2);
    fake.fault(Fault.unknownField("GET", PODS));

    LIST_PODS.holdsLine("new-field", driver.client(), listed(cluster(), NAMESPACE));
  }

  @Test
  void theAnswerEndsEarly() throws Exception {
    aRole();
    pods(20);
    // A read is repeated by some clients when its connection breaks; once is enough to see that.
    fake.fault(Fault.cutAfter("GET", PODS, 1000));

    LIST_PODS.holdsLine("cut", driver.client(), listed(cluster(), NAMESPACE));
  }

  @Test
  void thePodsAreMoreThanTheMemory() throws Exception {
    aRole();
    pods(4000, 20 << 10);
    fake.forgetRequests();

    var out = listedInAProcess(cluster(), "-Xmx64m", "-XX:+ExitOnOutOfMemoryError");

    assertEquals(1, fake.requests().size());
    assertFalse(String.valueOf(fake.requests().get(0).query()).contains("limit"));
    LIST_PODS.holdsLine("memory", driver.client(), out);
  }

  /** Runs {@link #list(String[], WithoutThePattern)} by the main class of the module. */
  private String listedInAProcess(Cluster cluster, String... jvm) throws Exception {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(jvm));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), getClass().getName()));
    command.addAll(List.of(cluster.server().toString(), cluster.caPem(), cluster.token()));
    command.add(cluster.namespace());
    var out = folder.resolve("out");
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().clear(); // or JAVA_TOOL_OPTIONS would be said first
    var process = builder.redirectOutput(out.toFile()).start();
    if (!process.waitFor(LIMIT, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
      throw new AssertionError("no end after %d s: %s".formatted(LIMIT, Files.readString(out)));
    }
    return Files.readString(out).strip();
  }

  /**
   * Lists the pods of a cluster once and prints how many there are.
   *
   * @param arguments server, CA, token and namespace
   */
  protected static void list(String[] arguments, WithoutThePattern module) throws Exception {
    var server = URI.create(arguments[0]);
    try (var plain = module.open(new Cluster(server, arguments[1], arguments[2], arguments[3]))) {
      System.out.println(plain.list(arguments[3]) + " pods");
    }
  }

  // ---- errors ----

  private String withThePattern(Cluster cluster, String... arguments) throws Exception {
    var outcome = pattern(cluster, arguments);
    assertEquals(1, outcome.exit(), outcome::toString);
    assertEquals(1, outcome.err().lines().count(), outcome::toString);
    return steady(outcome.err());
  }

  private Outcome pattern(Cluster cluster, String... arguments) throws Exception {
    var kubeconfig = folder.resolve("kubeconfig");
    Scene.write(kubeconfig, cluster.kubeconfig());
    return driver.run(
        new Call(
            List.of(arguments),
            "",
            Map.of("KUBECONFIG", kubeconfig.toString()),
            folder.resolve("root"),
            folder.resolve("home"),
            List.of(),
            System::nanoTime,
            InstantSource.system()));
  }

  @Test
  void thereIsNoRole() throws Exception {
    HANDLE_API_ERRORS.holdsLine("no-role", driver.client(), listed(cluster(), NAMESPACE));
    HANDLE_API_ERRORS.holds("no-role-told", "text", withThePattern(cluster(), "list-pods"));
  }

  @Test
  void aProxyHasNoServer() throws Exception {
    aRole();
    pods(2);
    fake.fault(Fault.html("GET", PODS, 503));
    HANDLE_API_ERRORS.holdsLine("proxy", driver.client(), listed(cluster(), NAMESPACE));

    fake.clearFaults();
    fake.fault(Fault.html("GET", PODS, 503).withTimes(99));
    HANDLE_API_ERRORS.holds("proxy-told", "text", withThePattern(cluster(), "list-pods"));
  }

  @Test
  void aProxyWantsALogin() throws Exception {
    aRole();
    fake.fault(Fault.html("GET", PODS, 200).withTimes(99));

    HANDLE_API_ERRORS.holdsLine("login", driver.client(), listed(cluster(), NAMESPACE));
    HANDLE_API_ERRORS.holds("login-told", "text", withThePattern(cluster(), "list-pods"));
  }

  @Test
  void theCaIsAnothers() throws Exception {
    var token = fake.token(NAMESPACE, "example", HOUR);
    var ca = Certificates.create("another").caPem();
    var cluster = new Cluster(fake.uri(), ca, token, NAMESPACE);

    HANDLE_API_ERRORS.holdsLine("another-ca", driver.client(), listed(cluster, NAMESPACE));
    HANDLE_API_ERRORS.holds("another-ca-told", "text", withThePattern(cluster, "list-pods"));
  }

  // ---- who one is ----

  @Test
  void theTokenHasExpired() throws Exception {
    var cluster = cluster(fake.token(NAMESPACE, "example", HOUR.negated()));

    WHO_AM_I.holdsLine("expired", driver.client(), listed(cluster, NAMESPACE));
    WHO_AM_I.holds("expired-told", "text", withThePattern(cluster, "who-am-i"));
  }

  @Test
  void thereIsNoCredential() throws Exception {
    WHO_AM_I.holdsLine("anonymous", driver.client(), listed(cluster(""), NAMESPACE));
    WHO_AM_I.holds("anonymous-told", "text", withThePattern(cluster(""), "who-am-i"));
  }

  @Test
  void theNamespaceDoesNotExist() throws Exception {
    fake.addToken("administrator", "administrator", List.of("system:masters"));
    var cluster = new Cluster(fake.uri(), fake.caPem(), "administrator", "team-b");

    WHO_AM_I.holdsLine("no-namespace", driver.client(), listed(cluster, "team-b"));

    var answer = pattern(cluster, "who-am-i").out();
    var told = answer.lines().filter(line -> line.matches("(namespace|source|username) .*"));
    var here = folder.resolve("kubeconfig").toString();
    var text = String.join("\n", told.toList()).replace(here, "/home/me/.kube/config");
    WHO_AM_I.holds("no-namespace-told", "text", text);
  }

  // ---- what came of it ----

  /** How many pods were listed, or what was thrown; and after how many requests, if not one. */
  private String listed(Cluster cluster, String namespace) throws Exception {
    fake.forgetRequests();
    String result;
    try (var plain = open(cluster)) {
      result = plain.list(namespace) + " pods";
    } catch (Exception failed) {
      result = said(failed);
    }
    assertFalse(!cluster.token().isEmpty() && result.contains(cluster.token()), "it tells a token");
    var requests = fake.requests().size();
    return requests < 2 ? result : "%s, after %d requests".formatted(result, requests);
  }

  /** The first line of a stack trace, or what would be it if messages had no line breaks. */
  private static String said(Exception failed) {
    var message = String.valueOf(failed.getMessage()).strip().replaceAll("\\s*\\R\\s*", " ");
    var all = steady(failed.getClass().getSimpleName() + ": " + message);
    assertTrue(all.length() > 10, all);
    return all.length() > SHOWN ? all.substring(0, SHOWN) + " …" : all;
  }

  /** Without what differs from run to run. */
  private static String steady(String text) {
    return text.replaceAll("127\\.0\\.0\\.1:\\d+", "localhost:6443")
        .replaceAll("(\"continue\":\"|continue=)[^&\\s\"]{20,}", "$1…")
        .replaceAll("\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z", "2026-01-01T12:00:00Z")
        .replace("(certificate_unknown) PKIX", "PKIX") // the alert is named by newer JDKs
        .replaceAll("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "…")
        .replaceAll("(response headers: \\{).*}", "$1…}");
  }
}

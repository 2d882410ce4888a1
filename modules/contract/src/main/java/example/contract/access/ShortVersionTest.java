package example.contract.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import example.contract.AdminClient;
import example.contract.runner.IsolatedProcess;
import example.fakeapiserver.FakeApiServer;
import example.fakeapiserver.FakeCertificates.Identity;
import example.fakeapiserver.faults.Fault;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

/**
 * The short version of cluster access: {@code open(kubeconfig, context)} in this process, and
 * {@code main} in a process with an environment and a service account of its own. A module extends
 * this class and names its file.
 */
public abstract class ShortVersionTest {

  private static final String TOKEN = "short-version-marker";
  private static final String POD = "root/var/run/secrets/kubernetes.io/serviceaccount/";
  private static final String ACCOUNT = "system:serviceaccount:team-a:example";
  private static final Duration LIMIT = Duration.ofSeconds(30); // until main has ended

  /** What a program printed, and how and after how long it ended. */
  private record Ended(int exit, String out, String err, Duration after) {}

  @TempDir private Path folder;
  private final Class<?> program;
  private FakeApiServer server;

  /**
   * @param program the class with {@code main}
   */
  protected ShortVersionTest(Class<?> program) {
    this.program = program;
  }

  /**
   * Opens a kubeconfig in this process and lists the pods.
   *
   * @param context null for the current one
   * @return the namespace of the connection
   */
  protected abstract String list(Path kubeconfig, String context) throws Exception;

  @BeforeEach
  void aServerWithAPod() throws IOException {
    folder = folder.toRealPath();
    server = FakeApiServer.start();
    server.addToken(TOKEN, "jane", List.of("system:masters"));
    for (var namespace : List.of("team-a", "team-b")) {
      server.create("", named("Namespace", namespace));
      server.create(namespace, named("Pod", namespace + "-pod"));
    }
    IsolatedProcess.prepare(folder);
  }

  @AfterEach
  void theServerEnds() {
    server.close();
  }

  private static ObjectNode named(String kind, String name) {
    var object = AdminClient.object().put("apiVersion", "v1").put("kind", kind);
    object.putObject("metadata").put("name", name);
    if (kind.equals("Pod")) {
      object
          .putObject("spec")
          .putArray("containers")
          .addObject()
          .put("name", "a")
          .put("image", "a");
    }
    return object;
  }

  // kubeconfig, in this process

  @Test
  void anUnknownContextIsNamed() throws Exception {
    var message = refused(kubeconfig("token: " + TOKEN), "prod");

    assertTrue(message.contains("\"prod\"") && message.contains("not defined"), message);
    assertFalse(message.contains("cluster"), message);
  }

  @Test
  void aMissingCurrentContextIsAnError() throws Exception {
    var file = kubeconfig("token: " + TOKEN);
    write("a", Files.readString(file).replace("current-context: dev\n", ""));

    assertTrue(refused(file, null).contains("context"));
    assertEquals("team-a", list(file, "dev"));
  }

  @Test
  void anUndefinedClusterIsAnError() throws Exception {
    var file = kubeconfig("token: " + TOKEN);
    write("a", Files.readString(file).replace("cluster: c,", "cluster: elsewhere,"));

    var message = refused(file, null);
    assertTrue(message.contains("cluster") && message.contains("not defined"), message);
  }

  @Test
  void anUnknownUserIsNotAnonymous() throws Exception {
    var file = kubeconfig("token: " + TOKEN);
    write("a", Files.readString(file).replace("user: u,", "user: nobody,"));

    var message = refused(file, null);
    assertTrue(message.matches(".*(credential|\"nobody\" is not defined).*"), message);
  }

  @Test
  void aContextWithoutANamespaceMeansDefault() throws Exception {
    var file = kubeconfig("token: " + TOKEN);
    write("a", Files.readString(file).replace(", namespace: team-a", ""));

    assertEquals("default", list(file, null));
    assertTrue(lastPath().endsWith("/namespaces/default/pods"), lastPath());
  }

  @ParameterizedTest
  @ValueSource(strings = {"as: admin", "as-groups: [a]", "\"as-uid\": \"1\""})
  void impersonationIsRefused(String field) throws Exception {
    var message = refused(kubeconfig("token: " + TOKEN + ", " + field), null);

    assertTrue(message.matches(".*\\bas(-\\w+)? .*"), message);
  }

  @Test
  void insecureSkipTlsVerifyIsRefused() throws Exception {
    var file = kubeconfig("token: " + TOKEN);
    var secure = Files.readString(file);
    write(
        "a",
        secure.replaceFirst("certificate-authority-data: [^}]*", "insecure-skip-tls-verify: true"));
    assertTrue(refused(file, null).contains("insecure-skip-tls-verify"));

    write(
        "a",
        secure.replaceFirst("certificate-authority-data", "insecure-skip-tls-verify: false, $0"));
    assertEquals("team-a", list(file, null));
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://127.0.0.1:1", "127.0.0.1:1", "https://jane:pass@127.0.0.1:1"})
  void aServerThatIsNotAPlainHttpsAddressIsRefused(String address) throws Exception {
    var file = kubeconfig("token: " + TOKEN);
    write("a", Files.readString(file).replaceFirst("https://127.0.0.1:\\d+", address));

    var message = refused(file, null);
    assertTrue(message.contains("no https:// server"), message);
    assertFalse(message.contains("jane:pass"), message);
  }

  @Test
  void aKeyInThePlaceOfAPathIsNotPrinted() throws Exception {
    var identity = server.certificates().identity("jane", List.of("system:masters"));
    var key = AdminClient.JSON.writeValueAsString(identity.keySec1Pem());
    refused(kubeconfig(certificate(identity) + ", client-key: " + key), null);
  }

  @Test
  void eachFormOfAKeyWorks() throws Exception {
    var rsa = server.certificates().rsaIdentity("jane", List.of("system:masters"));
    var ec = server.certificates().identity("jane", List.of("system:masters"));
    for (var user :
        List.of(
            withKey(rsa, rsa.keyPkcs1Pem()),
            withKey(rsa, rsa.keyPkcs8Pem()),
            withKey(ec, ec.keySec1Pem()))) {
      assertEquals("team-a", list(kubeconfig(user), null));
      assertEquals("jane", lastUser());
    }
    pkcs8OfAnEcKey(kubeconfig(withKey(ec, ec.keyPkcs8Pem())));
  }

  /** Fabric8 reads no such key. */
  protected void pkcs8OfAnEcKey(Path kubeconfig) throws Exception {
    assertEquals("team-a", list(kubeconfig, null));
  }

  /** In block style and with the fields of each: the key, or the files, that each writes. */
  @ParameterizedTest
  @ValueSource(strings = {"kind", "k3d", "k3s", "kubeadm", "minikube"})
  void theKubeconfigOfAToolWorks(String tool) throws Exception {
    var ec = tool.startsWith("k3");
    var identity =
        ec
            ? server.certificates().identity("jane", List.of("system:masters"))
            : server.certificates().rsaIdentity("jane", List.of("system:masters"));
    var key = ec ? identity.keySec1Pem() : identity.keyPkcs1Pem();
    var files = tool.equals("minikube");
    if (files) {
      write("ca.crt", server.caPem());
      write("client.crt", identity.certificatePem());
      write("client.key", key);
    }
    var file =
        write(
            "a",
            """
        apiVersion: v1
        clusters:
        - cluster:
            %s
            extensions:
            - extension:
                provider: %s
              name: cluster_info
            server: %s
          name: c
        contexts:
        - context:
            cluster: c
            user: admin@c
          name: admin@c
        current-context: admin@c
        kind: Config
        preferences: {}
        users:
        - name: admin@c
          user:
            %s
            %s
        """
                .formatted(
                    files
                        ? "certificate-authority: ca.crt"
                        : "certificate-authority-data: " + base64(server.caPem()),
                    tool,
                    address(),
                    files ? "client-certificate: client.crt" : certificate(identity),
                    files ? "client-key: client.key" : "client-key-data: " + base64(key)));

    assertEquals("default", list(file, null));
    assertEquals("jane", lastUser());
  }

  // the environment, in a process of its own

  @Test
  void aPodUsesItsServiceAccountAlsoIfTheImageHoldsAKubeconfig() throws Exception {
    pod();
    write(
        "home/.kube/config",
        Files.readString(kubeconfig("token: " + TOKEN)).replace("team-a", "team-b"));

    var ended = run(podEnvironment(Map.of("KUBECONFIG", " ")));

    assertEquals(0, ended.exit, ended.err);
    assertTrue(
        ended.out.contains("service account") && ended.out.contains("team-a-pod"), ended.out);
    assertEquals(ACCOUNT, lastUser());
  }

  @Test
  void aHostWithoutAPortIsNotAPod() throws Exception {
    pod();
    write("home/.kube/config", Files.readString(kubeconfig("token: " + TOKEN)));

    var ended = run(Map.of("KUBERNETES_SERVICE_HOST", "127.0.0.1"));

    assertEquals(0, ended.exit, ended.err);
    assertEquals("jane", lastUser());
    assertTrue(ended.out.contains("1 pods") && ended.out.contains(address()), ended.out);
  }

  @Test
  void kubeconfigWinsOverThePodAndATypoInItIsAnError() throws Exception {
    pod();
    var good = run(podEnvironment(Map.of("KUBECONFIG", kubeconfig("token: " + TOKEN).toString())));
    assertEquals("jane", lastUser());
    assertEquals(0, good.exit, good.err);

    mistake(run(podEnvironment(Map.of("KUBECONFIG", folder + "/tpyo"))), folder + "/tpyo");
  }

  @Test
  void aListAndTheTextOfAKubeconfigAreNotPaths() throws Exception {
    var file = kubeconfig("token: " + TOKEN);
    mistake(run(Map.of("KUBECONFIG", file + ":" + file)), "no list");
    mistake(run(Map.of("KUBECONFIG", Files.readString(file))), "no text");
    mistake(run(Map.of("KUBECONFIG", base64(Files.readString(file)))), "not shown");
  }

  @Test
  void nothingConfiguredNamesThePlaces() throws Exception {
    mistake(run(Map.of("KUBECONFIG", "")), folder + "/home/.kube/config");
  }

  @Test
  void anEmptyTokenIsAMistake() throws Exception {
    pod();
    write(POD + "token", "\n");

    mistake(run(podEnvironment(Map.of())), "token");
  }

  @Test
  void aBadCaOfThePodIsNotTrusted() throws Exception {
    pod();
    write(POD + "ca.crt", "no certificate\n");

    var ended = run(podEnvironment(Map.of()));

    assertTrue(ended.exit != 0, ended.out);
    assertTrue(server.requests().isEmpty());
  }

  @Test
  void aRefusalAndAnUnreachableServerAreNamed() throws Exception {
    server.addToken("other-marker", "joe", List.of());
    var file = kubeconfig("token: other-marker");
    failure(run(Map.of("KUBECONFIG", file.toString())), "403");

    write(
        "a", Files.readString(file).replaceFirst("https://127.0.0.1:\\d+", "https://127.0.0.1:1"));
    failure(run(Map.of("KUBECONFIG", file.toString())), "refused|connect");
  }

  @Tag("long")
  @Test
  void aSilentServerIsGivenUp() throws Exception {
    server.fault(Fault.silence("GET", ".*/pods").withTimes(100));
    var file = kubeconfig("token: " + TOKEN);

    failure(run(Map.of("KUBECONFIG", file.toString())), "time");
  }

  private void mistake(Ended ended, String named) {
    assertEquals(2, ended.exit, ended.err);
    assertTrue(ended.err.contains(named), ended.err);
    oneSentence(ended);
    assertTrue(server.requests().stream().noneMatch(request -> ACCOUNT.equals(request.user())));
  }

  private void failure(Ended ended, String expression) {
    assertEquals(1, ended.exit, ended.err);
    assertTrue(ended.err.toLowerCase().matches("(?s).*(" + expression + ").*"), ended.err);
    oneSentence(ended);
    assertTrue(ended.after.compareTo(LIMIT) < 0, ended.after.toString());
  }

  private static void oneSentence(Ended ended) {
    assertEquals(1, ended.err.strip().lines().count(), ended.err);
    assertFalse((ended.err + ended.out).contains("marker"), ended.err);
  }

  private String refused(Path file, String context) {
    var message = assertThrows(IOException.class, () -> list(file, context)).getMessage();
    assertFalse(message.contains("marker") || message.contains("BEGIN"), message);
    assertTrue(server.requests().isEmpty());
    return message;
  }

  private void pod() throws IOException {
    server.create("team-a", named("ServiceAccount", "example"));
    var administrator = AdminClient.of(server.kubeconfig());
    administrator.create(AdminClient.inRepository("manifests/rbac/list-pods/role.yaml"), "team-a");
    server.forgetRequests();
    write(POD + "token", server.token("team-a", "example", Duration.ofHours(1)) + "\n");
    write(POD + "ca.crt", server.caPem());
    write(POD + "namespace", "team-a\n");
  }

  private Map<String, String> podEnvironment(Map<String, String> more) {
    var environment = new HashMap<>(more);
    environment.put("KUBERNETES_SERVICE_HOST", "127.0.0.1");
    environment.put("KUBERNETES_SERVICE_PORT", server.uri().getPort() + "");
    return environment;
  }

  private Ended run(Map<String, String> environment) throws Exception {
    var mounts = Files.exists(folder.resolve(POD));
    IsolatedProcess.run(
        folder,
        mounts,
        environment,
        List.of(),
        Child.class,
        List.of(program.getName(), folder.toString()));
    var result = Files.readString(folder.resolve("result")).split(" ");
    return new Ended(
        Integer.parseInt(result[0]),
        Files.readString(folder.resolve("child-out")),
        Files.readString(folder.resolve("child-err")),
        Duration.ofMillis(Long.parseLong(result[1])));
  }

  /** Runs a program where {@link IsolatedProcess} has put this one, and notes the exit code. */
  static final class Child {
    public static void main(String[] args) throws Exception {
      var folder = Path.of(args[1]);
      var command = new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/java"));
      command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
      command.addAll(List.of("-cp", System.getProperty("java.class.path"), args[0]));
      var began = System.nanoTime();
      var exit =
          new ProcessBuilder(command)
              .redirectOutput(folder.resolve("child-out").toFile())
              .redirectError(folder.resolve("child-err").toFile())
              .start()
              .waitFor();
      var after = (System.nanoTime() - began) / 1_000_000;
      Files.writeString(folder.resolve("result"), exit + " " + after);
    }
  }

  private Path kubeconfig(String user) throws IOException {
    return write(
        "a",
        """
        apiVersion: v1
        kind: Config
        clusters: [{name: c, cluster: {server: "%s", certificate-authority-data: %s}}]
        users: [{name: u, user: {%s}}]
        contexts: [{name: dev, context: {cluster: c, user: u, namespace: team-a}}]
        current-context: dev
        """
            .formatted(address(), base64(server.caPem()), user));
  }

  private static String certificate(Identity identity) {
    return "client-certificate-data: " + base64(identity.certificatePem());
  }

  private static String withKey(Identity identity, String pem) {
    return certificate(identity) + ", client-key-data: " + base64(pem);
  }

  private String address() {
    return server.uri().toString().replaceAll("/$", "");
  }

  private String lastUser() {
    var requests = server.requests();
    return requests.get(requests.size() - 1).user();
  }

  private String lastPath() {
    var requests = server.requests();
    return requests.get(requests.size() - 1).path();
  }

  private Path write(String name, String text) throws IOException {
    var file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}

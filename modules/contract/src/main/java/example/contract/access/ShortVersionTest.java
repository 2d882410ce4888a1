package example.contract.access;

import static example.contract.KubeconfigText.base64;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import example.contract.AdminClient;
import example.contract.CaseContext;
import example.contract.Command;
import example.contract.KubeconfigText;
import example.contract.runner.IsolatedProcess;
import example.fakeapiserver.FakeApiServer;
import example.fakeapiserver.FakeCertificates.Identity;
import example.fakeapiserver.faults.Fault;
import example.fakeapiserver.http.RecordedRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
  record Ended(int exit, String out, String err, long millis) {}

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
      server.create("", object("Namespace", namespace));
      server.create(namespace, object("Pod", namespace + "-pod"));
    }
    IsolatedProcess.prepare(folder);
  }

  @AfterEach
  void theServerEnds() {
    server.close();
  }

  private static ObjectNode object(String kind, String name) {
    var yaml =
        "{apiVersion: v1, kind: %s, metadata: {name: %s}, spec: {containers: [{name: a, image: a}]}}";
    return (ObjectNode) AdminClient.YAML.readTree(yaml.formatted(kind, name));
  }

  // kubeconfig, in this process

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "dev ; dev ; prod ; \"prod\".*not defined",
        "current-context: dev ; `` ; ; context",
        "cluster: dev, ; cluster: elsewhere, ; ; cluster.*not defined",
        "user: jane, ; user: nobody, ; ; (credential|\"nobody\" is not defined)",
        "token: ; as: admin, token: ; ; \\bas ",
        "token: ; as-groups: [a], token: ; ; \\bas(-groups)? ",
        "token: ; \"as-uid\": \"1\", token: ; ; \\bas(-uid)? ",
        "certificate-authority-data: [^}]* ; insecure-skip-tls-verify: true ; ; insecure-skip-tls-verify",
        "https://127.0.0.1:\\d+ ; http://127.0.0.1:1 ; ; no https:// server",
        "https://127.0.0.1:\\d+ ; 127.0.0.1:1 ; ; no https:// server",
        "https://127.0.0.1:\\d+ ; https://jane:pass@127.0.0.1:1 ; ; no https:// server",
      })
  void a_mistake_in_a_kubeconfig_is_named(String from, String to, String context, String named)
      throws Exception {
    var message = refused(kubeconfig(from, to), context);

    assertTrue(Pattern.compile(named).matcher(message).find(), message);
    assertFalse(message.contains("jane:pass"), message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "current-context: dev ; `` ; dev ; team-a",
        "certificate-authority ; insecure-skip-tls-verify: false, $0 ; ; team-a",
        ", namespace: team-a ; `` ; ; default",
      })
  void a_kubeconfig_that_works(String from, String to, String context, String namespace)
      throws Exception {
    assertEquals(namespace, list(kubeconfig(from, to), context));
    assertTrue(last().path().endsWith("/namespaces/" + namespace + "/pods"), last()::path);
  }

  private Path kubeconfig(String from, String to) throws IOException {
    var text = Files.readString(kubeconfig("token: " + TOKEN));
    return write("a", text.replaceFirst(from, to));
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
      assertEquals("jane", last().user());
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
    assertEquals("jane", last().user());
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
    assertEquals(ACCOUNT, last().user());
  }

  @Test
  void aHostWithoutAPortIsNotAPod() throws Exception {
    pod();
    write("home/.kube/config", Files.readString(kubeconfig("token: " + TOKEN)));

    var ended = run(Map.of("KUBERNETES_SERVICE_HOST", "127.0.0.1"));

    assertEquals(0, ended.exit, ended.err);
    assertEquals("jane", last().user());
    assertTrue(ended.out.contains("1 pods") && ended.out.contains(address()), ended.out);
  }

  @Test
  void kubeconfigWinsOverThePodAndATypoInItIsAnError() throws Exception {
    pod();
    var good = run(podEnvironment(Map.of("KUBECONFIG", kubeconfig("token: " + TOKEN).toString())));
    assertEquals("jane", last().user());
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
    assertTrue(ended.millis < LIMIT.toMillis(), () -> ended.millis + " ms");
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
    server.create("team-a", object("ServiceAccount", "example"));
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
    var arguments = List.of(program.getName());
    var printed =
        IsolatedProcess.run(folder, mounts, environment, List.of(), Child.class, arguments);
    return AdminClient.JSON.readValue(printed, Ended.class);
  }

  /** Runs a program where {@link IsolatedProcess} has put this one, and prints how it ended. */
  static final class Child {
    public static void main(String[] args) throws Exception {
      var words = List.of("-cp", System.getProperty("java.class.path"), args[0]);
      var began = System.nanoTime();
      var outcome = Command.java(List.of(), words).run();
      var millis = Duration.ofNanos(System.nanoTime() - began).toMillis();
      var ended = new Ended(outcome.exit(), outcome.out(), outcome.err(), millis);
      System.out.println(AdminClient.JSON.writeValueAsString(ended));
    }
  }

  private Path kubeconfig(String user) throws IOException {
    var text = KubeconfigText.of(address(), server.caPem(), "{" + user + "}", "team-a");
    return write("a", text);
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

  private RecordedRequest last() {
    var requests = server.requests();
    return requests.get(requests.size() - 1);
  }

  private Path write(String name, String text) throws IOException {
    var file = folder.resolve(name);
    CaseContext.write(file, text);
    return file;
  }
}

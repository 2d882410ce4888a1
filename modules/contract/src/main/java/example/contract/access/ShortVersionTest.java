package example.contract.access;

import static example.contract.KubeconfigText.base64;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import example.contract.AdminClient;
import example.contract.CaseContext;
import example.contract.KubeconfigText;
import example.contract.RunningProgram.Outcome;
import example.contract.runner.IsolatedProcess;
import example.fakeapiserver.FakeApiServer;
import example.fakeapiserver.faults.Fault;
import example.fakeapiserver.http.RecordedRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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
import tools.jackson.databind.node.ObjectNode;

/**
 * The short version of cluster access, beyond what {@link ShortVersionGrades} sees of it: its own
 * sentences, requests with each form of a key, and {@code main}. A module extends this class and
 * names its file.
 */
public abstract class ShortVersionTest {

  private static final String TOKEN = "short-version-marker";
  private static final String ACCOUNT = "system:serviceaccount:team-a:example";
  private static final Duration LIMIT = Duration.ofSeconds(30); // until main has ended

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
    server.create("", object("Namespace", "team-a"));
    server.create("team-a", object("Pod", "team-a-pod"));
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
    var text = Files.readString(kubeconfig("{token: " + TOKEN + "}"));
    var file = write("a", text.replaceFirst(from, to));

    var message = assertThrows(IOException.class, () -> list(file, context)).getMessage();

    assertTrue(Pattern.compile(named).matcher(message).find(), message);
    assertFalse(message.contains("marker") || message.contains("jane:pass"), message);
    assertTrue(server.requests().isEmpty());
  }

  @Test
  void eachFormOfAKeyWorks() throws Exception {
    var rsa = server.certificates().rsaIdentity("jane", List.of("system:masters"));
    var ec = server.certificates().identity("jane", List.of("system:masters"));
    for (var user :
        List.of(
            KubeconfigText.user(rsa.certificatePem(), rsa.keyPkcs1Pem()),
            KubeconfigText.user(rsa.certificatePem(), rsa.keyPkcs8Pem()),
            KubeconfigText.user(ec.certificatePem(), ec.keySec1Pem()))) {
      assertEquals("team-a", list(kubeconfig(user), null));
      assertEquals("jane", last().user());
    }
    pkcs8OfAnEcKey(kubeconfig(KubeconfigText.user(ec.certificatePem(), ec.keyPkcs8Pem())));
  }

  /** Fabric8 reads no such key. */
  protected void pkcs8OfAnEcKey(Path kubeconfig) throws Exception {
    assertEquals("team-a", list(kubeconfig, null));
  }

  // main, in a process of its own

  @Test
  void aPodUsesItsServiceAccount() throws Exception {
    server.create("team-a", object("ServiceAccount", "example"));
    var administrator = AdminClient.of(server.kubeconfig());
    administrator.create(AdminClient.inRepository("manifests/rbac/list-pods/role.yaml"), "team-a");
    var token = server.token("team-a", "example", Duration.ofHours(1)) + "\n";
    IsolatedProcess.mount(folder, token, server.caPem(), "team-a\n");
    var port = String.valueOf(server.uri().getPort());
    var environment =
        Map.of("KUBERNETES_SERVICE_HOST", "127.0.0.1", "KUBERNETES_SERVICE_PORT", port);

    var outcome = main(environment);

    assertEquals(0, outcome.exit(), outcome.err());
    assertTrue(outcome.out().contains("service account"), outcome.out());
    assertTrue(outcome.out().contains("team-a-pod"), outcome.out());
    assertEquals(ACCOUNT, last().user());
  }

  @Test
  void aListAndTheTextOfAKubeconfigAreNotPaths() throws Exception {
    var file = kubeconfig("{token: " + TOKEN + "}");
    fails(2, "no list", main(Map.of("KUBECONFIG", file + ":" + file)));
    fails(2, "no text", main(Map.of("KUBECONFIG", Files.readString(file))));
    fails(2, "not shown", main(Map.of("KUBECONFIG", base64(Files.readString(file)))));
  }

  @Test
  void nothingConfiguredNamesThePlaces() throws Exception {
    fails(2, Pattern.quote(folder + "/home/.kube/config"), main(Map.of("KUBECONFIG", "")));
  }

  @Test
  void aRefusalAndAnUnreachableServerAreNamed() throws Exception {
    server.addToken("other-marker", "joe", List.of());
    var file = kubeconfig("{token: other-marker}");
    var environment = Map.of("KUBECONFIG", file.toString());
    fails(1, "403", main(environment));

    write("a", Files.readString(file).replaceFirst("127.0.0.1:\\d+", "127.0.0.1:1"));
    fails(1, "refused|connect", main(environment));
  }

  @Tag("long")
  @Test
  void aSilentServerIsGivenUp() throws Exception {
    server.fault(Fault.silence("GET", ".*/pods").withTimes(100));
    var file = kubeconfig("{token: " + TOKEN + "}");
    var began = System.nanoTime();

    fails(1, "time", main(Map.of("KUBECONFIG", file.toString())));

    assertTrue(System.nanoTime() - began < LIMIT.toNanos());
  }

  /** One sentence, which holds no secret. */
  private static void fails(int exit, String named, Outcome outcome) {
    assertEquals(exit, outcome.exit(), outcome.err());
    assertTrue(outcome.err().toLowerCase().matches("(?s).*(" + named + ").*"), outcome.err());
    assertEquals(1, outcome.err().strip().lines().count(), outcome.err());
    assertFalse((outcome.err() + outcome.out()).contains("marker"), outcome.err());
  }

  private Outcome main(Map<String, String> environment) throws Exception {
    return IsolatedProcess.run(folder, environment, List.of(), program, List.of());
  }

  private Path kubeconfig(String user) throws IOException {
    var address = server.uri().toString().replaceAll("/$", "");
    return write("a", KubeconfigText.of(address, server.caPem(), user, "team-a"));
  }

  private RecordedRequest last() {
    var requests = server.requests();
    return requests.get(requests.size() - 1);
  }

  private Path write(String name, String text) {
    var file = folder.resolve(name);
    CaseContext.write(file, text);
    return file;
  }
}

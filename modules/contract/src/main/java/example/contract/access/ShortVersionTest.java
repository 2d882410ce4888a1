package example.contract.access;

import static example.contract.KubeconfigText.base64;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import example.contract.AdminClient;
import example.contract.CaseContext;
import example.contract.Contract.TestLevel;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The short version of cluster access, beyond what {@link ShortVersionGrades} sees of it: its own
 * sentences, requests with each form of a key, and {@code main}. A module extends this class and
 * names its file.
 */
public abstract class ShortVersionTest {

  private static final String TOKEN = "short-version-marker";
  private static final Duration LIMIT = Duration.ofSeconds(30); // until main has ended

  private final Class<?> program;
  private FakeApiServer server;
  private CaseContext context;

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
    server = FakeApiServer.start();
    server.addToken(TOKEN, "jane", List.of("system:masters"));
    var administrator = AdminClient.of(server.kubeconfig());
    var rbac = AdminClient.inRepository("manifests/rbac");
    context = new CaseContext(null, TestLevel.FAKE, administrator, server, rbac);
    context.role("list-pods").pods(1);
    IsolatedProcess.prepare(context.folder());
  }

  @AfterEach
  void theServerEnds() throws IOException {
    context.close();
    server.close();
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
  void a_mistake_in_a_kubeconfig_is_named(String from, String to, String chosen, String named)
      throws Exception {
    var file = context.kubeconfig("{token: " + TOKEN + "}");
    Files.writeString(file, Files.readString(file).replaceFirst(from, to));
    server.forgetRequests();

    var message = assertThrows(IOException.class, () -> list(file, chosen)).getMessage();

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
      assertEquals(context.namespace(), list(context.kubeconfig(user), null));
      assertEquals("jane", last().user());
    }
    pkcs8OfAnEcKey(context.kubeconfig(KubeconfigText.user(ec.certificatePem(), ec.keyPkcs8Pem())));
  }

  /** Fabric8 reads no such key. */
  protected void pkcs8OfAnEcKey(Path kubeconfig) throws Exception {
    assertEquals(context.namespace(), list(kubeconfig, null));
  }

  // main, in a process of its own

  @Test
  void aPodUsesItsServiceAccount() throws Exception {
    var token = context.token() + "\n";
    var namespace = context.namespace() + "\n";
    IsolatedProcess.mount(context.folder(), token, server.caPem(), namespace);
    context.podVariables(server.uri());

    var outcome = main(context.environment());

    assertEquals(0, outcome.exit(), outcome.err());
    assertTrue(outcome.out().contains("service account"), outcome.out());
    assertTrue(outcome.out().contains("pod-00000"), outcome.out());
    assertEquals(context.user(), last().user());
  }

  @Test
  void aListAndTheTextOfAKubeconfigAreNotPaths() throws Exception {
    var file = context.kubeconfig("{token: " + TOKEN + "}");
    fails(2, "no list", main(Map.of("KUBECONFIG", file + ":" + file)));
    fails(2, "no text", main(Map.of("KUBECONFIG", Files.readString(file))));
    fails(2, "not shown", main(Map.of("KUBECONFIG", base64(Files.readString(file)))));
  }

  @Test
  void nothingConfiguredNamesThePlaces() throws Exception {
    fails(
        2, Pattern.quote(context.folder() + "/home/.kube/config"), main(Map.of("KUBECONFIG", "")));
  }

  @Test
  void aRefusalAndAnUnreachableServerAreNamed() throws Exception {
    server.addToken("other-marker", "joe", List.of());
    var file = context.kubeconfig("{token: other-marker}");
    var environment = Map.of("KUBECONFIG", file.toString());
    fails(1, "403", main(environment));

    Files.writeString(file, Files.readString(file).replaceFirst("127.0.0.1:\\d+", "127.0.0.1:1"));
    fails(1, "refused|connect", main(environment));
  }

  @Tag("long")
  @Test
  void aSilentServerIsGivenUp() throws Exception {
    server.fault(Fault.silence("GET", ".*/pods").withTimes(100));
    var file = context.kubeconfig("{token: " + TOKEN + "}");
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
    return IsolatedProcess.run(context.folder(), environment, List.of(), program, List.of());
  }

  private RecordedRequest last() {
    var requests = server.requests();
    return requests.get(requests.size() - 1);
  }
}

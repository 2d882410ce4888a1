package example.contract.runner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import example.contract.AdminClient;
import example.contract.Case;
import example.contract.CaseContext;
import example.contract.Client;
import example.contract.Contract.TestLevel;
import example.contract.Driver;
import example.contract.RunningProgram;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** An examination that passes whoever is examined proves nothing. */
class ContractRunnerTest {

  private static final String SECRET = "a-secret-marker";

  @TempDir Path folder;

  /** A program that prints its arguments. */
  private static final class Echo implements Driver {
    @Override
    public String client() {
      return "echo";
    }

    @Override
    public RunningProgram start(Call call) {
      return new InProcess(
          call,
          (arguments, in, out, err) -> {
            out.print(String.join(" ", arguments));
            return 0;
          });
    }
  }

  private static Case fails() {
    return one(
        "echo.fails",
        context -> {
          throw new AssertionError("as it should");
        });
  }

  private static Case passes() {
    return one("echo.passes", context -> assertEquals("hello", context.run("hello").out()));
  }

  private static Case one(String id, Case.Body body) {
    return new Case(id, "says " + id, Set.of(TestLevel.FAKE), body);
  }

  /** Runs one case and gives its result; what it threw is thrown after that. */
  private String examine(Case one, Map<String, String> notSupported, Map<String, String> known)
      throws Throwable {
    var client = new Client("echo", "1", notSupported, known);
    var examination = onFake(client, List.of(one), folder.resolve("rbac"));
    Throwable thrown = null;
    try (examination) {
      for (var test : all(examination)) {
        try {
          test.getExecutable().execute();
        } catch (Throwable failed) {
          thrown = failed;
        }
      }
    }
    run = AdminClient.JSON.readTree(Files.readString(folder.resolve("fake.json")));
    if (thrown != null) {
      throw thrown;
    }
    return result(one);
  }

  private JsonNode run;

  private String result(Case one) {
    return run.path("cases").path(one.id()).path("result").asString();
  }

  private static List<DynamicTest> all(ContractRunner examination) {
    return Stream.concat(examination.tests(), examination.roles()).toList();
  }

  private ContractRunner onFake(Client client, List<Case> cases, Path rbac) throws IOException {
    Files.createDirectories(rbac);
    return ContractRunner.onFake(
        new Echo(), client, cases, List.of(), TestLevel.FAKE, folder, new RoleUsage(rbac));
  }

  @Test
  void aCaseThatPasses() throws Throwable {
    assertEquals("passed", examine(passes(), Map.of(), Map.of()));
    assertEquals("echo", run.get("client").asString());
    assertEquals("fake", run.get("level").asString());
    assertEquals(Runtime.version().feature(), run.get("java").asInt());
  }

  @Test
  void aCaseThatFailsIsRed() {
    var red = assertThrows(AssertionError.class, () -> examine(fails(), Map.of(), Map.of()));
    assertEquals("echo.fails: as it should", red.getMessage());
    assertEquals("failed", result(fails()));
  }

  @Test
  void aKnownFailureIsNotRed() throws Throwable {
    assertEquals("failed", examine(fails(), Map.of(), Map.of("echo.fails", "because")));
  }

  @Test
  void whatIsCountedIsWritten() throws Throwable {
    examine(one("echo.counts", context -> context.fact("requests", 3)), Map.of(), Map.of());
    assertEquals(3, run.at("/cases/echo.counts/facts/requests").asInt());
  }

  @Test
  void aKnownFailureThatPassesIsRed() {
    var known = Map.of("echo.passes", "because");
    var red = assertThrows(AssertionError.class, () -> examine(passes(), Map.of(), known));
    assertTrue(red.getMessage().startsWith("echo.passes passes now"), red.getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"echo.fails", "echo.*"})
  void whatIsNotSupportedIsNotRun(String entry) throws Throwable {
    var refused = examine(fails(), Map.of(entry, "refused on purpose"), Map.of());
    assertEquals("not supported", refused);
  }

  @Test
  void whatAClientRefusesOnPurposeIsSeenToBeRefused() throws Throwable {
    var sound = passes();
    var row =
        new Case(sound.id(), sound.says(), sound.on(), Map.of("echo", "refused"), sound.body());
    assertEquals("not supported", examine(row, Map.of(), Map.of()));
  }

  @Test
  void aSecretInTheOutputIsRed() {
    var leaks = one("echo.leaks", context -> context.run(context.secret(SECRET)));
    var red = assertThrows(AssertionError.class, () -> examine(leaks, Map.of(), Map.of()));
    assertEquals("echo.leaks: the output holds a token or key", red.getMessage());
  }

  /** The Role of a pattern that is called echo, which may list pods and more. */
  private Path mayList(String more) throws IOException {
    var rbac = folder.resolve("rbac");
    var role =
        """
        apiVersion: rbac.authorization.k8s.io/v1
        kind: Role
        metadata:
          name: echo
        rules:
          - apiGroups: [""]
            resources: [pods]
            verbs: [list%s]
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: RoleBinding
        metadata:
          name: echo
        roleRef:
          apiGroup: rbac.authorization.k8s.io
          kind: Role
          name: echo
        subjects:
          - kind: ServiceAccount
            name: example
        """
            .formatted(more);
    Files.createDirectories(rbac.resolve("echo"));
    Files.writeString(rbac.resolve("echo/role.yaml"), role);
    return rbac;
  }

  private static Case lists() {
    return one(
        "echo.lists",
        context -> {
          var pods = context.role("echo").api().server().resolve("api/v1/namespaces/");
          var token = context.token();
          assertEquals(200, status(context, pods + context.namespace() + "/pods", token));
        });
  }

  private static int status(CaseContext context, String address, String token) throws Exception {
    var password = CaseContext.TRUST_STORE_PASSWORD.toCharArray();
    var store = KeyStore.getInstance(context.trustStore(context.api().caPem()).toFile(), password);
    var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    var tls = SSLContext.getInstance("TLS");
    tls.init(null, trust.getTrustManagers(), null);
    var http = HttpClient.newBuilder().sslContext(tls).build();
    var request =
        HttpRequest.newBuilder(URI.create(address)).header("Authorization", "Bearer " + token);
    return http.send(request.build(), BodyHandlers.discarding()).statusCode();
  }

  /** What the test says that comes after all cases; nothing if there is none. */
  private List<String> ofRoles(Path rbac, List<Case> cases, String asked) throws Exception {
    return ofRoles(rbac, cases, asked, Map.of());
  }

  private List<String> ofRoles(
      Path rbac, List<Case> cases, String asked, Map<String, String> notSupported)
      throws Exception {
    var said = new ArrayList<String>();
    var client = new Client("echo", "1", notSupported, Map.of());
    try (var examination = onFake(client, cases, rbac)) {
      for (var test : tests(examination, asked)) {
        try {
          test.getExecutable().execute();
        } catch (Throwable failed) {
          said.addAll(failed.getMessage().lines().toList());
        }
      }
    }
    return said;
  }

  private static String inVain(String verb) {
    return "manifests/rbac/echo/role.yaml: no case used verb \"%s\" on \"pods\"."
        .formatted(verb)
        .concat(" Remove it, or write the case that needs it.");
  }

  @Test
  void aRoleThatIsUsedUp() throws Exception {
    assertEquals(List.of(), ofRoles(mayList(""), List.of(lists()), ".*"));
  }

  @Test
  void aVerbThatNobodyUses() throws Exception {
    assertEquals(List.of(inVain("watch")), ofRoles(mayList(", watch"), List.of(lists()), ".*"));
  }

  @Test
  void aRoleThatNoCaseIsGiven() throws Exception {
    assertEquals(List.of(inVain("list")), ofRoles(mayList(""), List.of(passes()), ".*"));
  }

  @Test
  void whereNotAllCasesRanTheRoleIsNotLookedAt() throws Exception {
    var both = List.of(lists(), passes());
    assertEquals(List.of(), ofRoles(mayList(", watch"), both, "echo[.]passes"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"echo.*", "echo.passes"})
  void whereACaseIsNotSupportedTheRoleIsNotLookedAt(String entry) throws Exception {
    var both = List.of(lists(), passes());
    var notSupported = Map.of(entry, "because");
    assertEquals(List.of(), ofRoles(mayList(", watch"), both, ".*", notSupported));
  }

  @Test
  void aSecretThatNobodyWouldFindInALogIsRed() {
    var hides = one("echo.hides", context -> context.secret("hunter2"));
    var red = assertThrows(AssertionError.class, () -> examine(hides, Map.of(), Map.of()));
    assertEquals(
        "echo.hides: a secret that is no token or key must end in -marker, or nobody finds it in a log",
        red.getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"echo.gone", "echoes.*"})
  void anEntryThatMatchesNoCaseIsAnError(String entry) {
    var sentence =
        "clients.yaml, echo: %s matches no case. Correct or remove the entry.".formatted(entry);
    for (var client : List.of(Map.of(entry, "because"), Map.<String, String>of())) {
      var known = client.isEmpty() ? Map.of(entry, "because") : Map.<String, String>of();
      var wrong = assertThrows(IllegalStateException.class, () -> examine(passes(), client, known));
      assertEquals(sentence, wrong.getMessage());
    }
  }

  @Test
  void onlyTheCasesAskedForAreRun() throws Exception {
    assertEquals(List.of("echo.passes"), namesWith("echo[.]p.*"));
    assertEquals(List.of("echo.fails", "echo.passes"), namesWith("echo.*"));
    var none = assertThrows(IllegalStateException.class, () -> namesWith("echo"));
    assertEquals("-Dcases=echo names no case", none.getMessage());
  }

  private List<String> namesWith(String cases) throws IOException {
    var client = new Client("echo", "1", Map.of(), Map.of());
    var both = List.of(passes(), fails());
    try (var asked = onFake(client, both, folder.resolve("rbac"))) {
      return tests(asked, cases).stream().map(DynamicTest::getDisplayName).toList();
    }
  }

  private static List<DynamicTest> tests(ContractRunner examination, String cases) {
    var before = System.setProperty("cases", cases);
    try {
      return all(examination);
    } finally {
      if (before == null) {
        System.clearProperty("cases");
      } else {
        System.setProperty("cases", before);
      }
    }
  }
}

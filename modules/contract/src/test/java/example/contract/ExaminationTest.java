package example.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import example.contract.Contract.Distance;
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
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** An examination that passes whoever is examined proves nothing. */
class ExaminationTest {

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
        scene -> {
          throw new AssertionError("as it should");
        });
  }

  private static Case passes() {
    return one("echo.passes", scene -> assertEquals("hello", scene.run("hello").out()));
  }

  private static Case one(String id, Case.Body body) {
    return new Case(id, "says " + id, Set.of(Distance.FAKE), body);
  }

  /** Runs one case and gives its entry in the report; what it threw is thrown after that. */
  private JsonNode examine(Case one, Map<String, String> notOffered, Map<String, String> known)
      throws Throwable {
    var client = new Client("echo", "1", notOffered, known);
    var examination = onFake(client, List.of(one), folder.resolve("rbac"));
    Throwable thrown = null;
    try (examination) {
      for (var test : examination.tests().toList()) {
        try {
          test.getExecutable().execute();
        } catch (Throwable failed) {
          thrown = failed;
        }
      }
    }
    entry = Report.merge(List.of(folder.resolve("fake.json"))).at("/cases/0");
    if (thrown != null) {
      throw thrown;
    }
    return entry;
  }

  private JsonNode entry;

  private Examination onFake(Client client, List<Case> cases, Path rbac) throws IOException {
    Files.createDirectories(rbac);
    return Examination.onFake(
        new Echo(), client, cases, Distance.FAKE, folder, new Permissions(rbac));
  }

  @Test
  void aCaseThatPassesIsYes() throws Throwable {
    assertEquals("yes", examine(passes(), Map.of(), Map.of()).get("state").asString());
  }

  @Test
  void aCaseThatFailsIsRedAndNo() {
    var red = assertThrows(AssertionError.class, () -> examine(fails(), Map.of(), Map.of()));
    assertEquals("echo.fails: as it should", red.getMessage());
    assertEquals("no", entry.get("state").asString());
  }

  @Test
  void aKnownFailureIsNoWithItsReason() throws Throwable {
    var pinned = examine(fails(), Map.of(), Map.of("echo.fails", "because"));
    assertEquals("no", pinned.get("state").asString());
    assertEquals("because", pinned.get("reason").asString());
  }

  @Test
  void aKnownFailureThatPassesIsRed() {
    var known = Map.of("echo.passes", "because");
    var red = assertThrows(AssertionError.class, () -> examine(passes(), Map.of(), known));
    assertTrue(red.getMessage().startsWith("echo.passes passes now"), red.getMessage());
  }

  @Test
  void whatIsNotOfferedIsNotRun() throws Throwable {
    var refused = examine(fails(), Map.of("echo.fails", "refused on purpose"), Map.of());
    assertEquals("not offered", refused.get("state").asString());
    assertEquals("refused on purpose", refused.get("reason").asString());
  }

  @Test
  void whatIsSeenToBeRefusedIsNotOffered() throws Throwable {
    var one =
        one(
            "echo.refuses",
            scene -> {
              throw new NotOffered("refused by name");
            });
    var refused = examine(one, Map.of(), Map.of());
    assertEquals("not offered", refused.get("state").asString());
    assertEquals("refused by name", refused.get("reason").asString());
  }

  @Test
  void aSecretInTheOutputIsRed() {
    var leaks = one("echo.leaks", scene -> scene.run(scene.secret(SECRET)));
    var red = assertThrows(AssertionError.class, () -> examine(leaks, Map.of(), Map.of()));
    assertEquals("echo.leaks: the output holds a token or key", red.getMessage());
  }

  /** The Role of a pattern that is called echo, which may list pods and more. */
  private Path mayList(String more) throws IOException {
    var rbac = folder.resolve("rbac");
    var sound = Files.readString(Api.inRepository("manifests/rbac/list-pods/role.yaml"));
    var role = sound.replace("list-pods", "echo").replace("[list]", "[list%s]".formatted(more));
    Files.createDirectories(rbac.resolve("echo"));
    Files.writeString(rbac.resolve("echo/role.yaml"), role);
    return rbac;
  }

  private static Case lists() {
    return one(
        "echo.lists",
        scene -> {
          var pods = scene.role("echo").api().server().resolve("api/v1/namespaces/");
          var token = scene.token();
          assertEquals(200, status(scene, pods + scene.namespace() + "/pods", token));
        });
  }

  private static int status(Scene scene, String address, String token) throws Exception {
    var password = Scene.TRUST_STORE_PASSWORD.toCharArray();
    var store = KeyStore.getInstance(scene.trustStore(scene.api().caPem()).toFile(), password);
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
    var said = new ArrayList<String>();
    var client = new Client("echo", "1", Map.of(), Map.of());
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

  @Test
  void aSecretThatNobodyWouldFindInALogIsRed() {
    var hides = one("echo.hides", scene -> scene.secret("hunter2"));
    var red = assertThrows(AssertionError.class, () -> examine(hides, Map.of(), Map.of()));
    assertEquals(
        "echo.hides: a secret that is no token or key must end in -marker, or nobody finds it in a log",
        red.getMessage());
  }

  @Test
  void aClientThatSpeaksOfNoCaseIsAnError() {
    var known = Map.of("echo.gone", "because");
    var wrong = assertThrows(IllegalStateException.class, () -> examine(passes(), Map.of(), known));
    assertTrue(wrong.getMessage().contains("echo.gone"), wrong.getMessage());
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

  private static List<DynamicTest> tests(Examination examination, String cases) {
    var before = System.setProperty("cases", cases);
    try {
      return examination.tests().toList();
    } finally {
      if (before == null) {
        System.clearProperty("cases");
      } else {
        System.setProperty("cases", before);
      }
    }
  }
}

package example.contract.runner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import example.contract.AdminClient;
import example.contract.Case;
import example.contract.Client;
import example.contract.Contract.TestLevel;
import example.contract.Driver;
import example.contract.RunningProgram;
import example.contract.results.Results;
import example.fakeapiserver.FakeApiServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A runner that passes whatever it runs proves nothing. */
class ContractRunnerTest {

  private static final Map<String, String> NONE = Map.of();
  private static final Case PASSES =
      one("echo.passes", context -> assertEquals("hello", context.run("hello").out()));
  private static final Case FAILS =
      one(
          "echo.fails",
          context -> {
            throw new AssertionError("as it should");
          });

  /** Uses the Role of the pattern, which is called echo. */
  private static final Case LISTS =
      one(
          "echo.lists",
          context -> {
            var token = context.role("echo").token();
            var kubeconfig = context.kubeconfig("{token: %s}".formatted(token));
            AdminClient.of(Files.readString(kubeconfig)).get(context.path("pods"));
          });

  @TempDir Path folder;
  private final String before = System.getProperty("cases", ".*");

  /** A program that prints its arguments, or throws if it has none. */
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
            out.print(arguments[0]);
            return 0;
          });
    }
  }

  private static Case one(String id, Case.Body body) {
    return new Case(id, "says " + id, Set.of(TestLevel.FAKE), body);
  }

  @BeforeEach
  void theRoleMayList() throws IOException {
    System.setProperty("cases", ".*");
    role("list");
  }

  @AfterEach
  void allCasesAgain() {
    System.setProperty("cases", before);
  }

  private void role(String verbs) throws IOException {
    Files.createDirectories(folder.resolve("rbac/echo"));
    Files.writeString(
        folder.resolve("rbac/echo/role.yaml"),
        """
        apiVersion: rbac.authorization.k8s.io/v1
        kind: Role
        metadata: {name: echo}
        rules: [{apiGroups: [""], resources: [pods], verbs: [%s]}]
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: RoleBinding
        metadata: {name: echo}
        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: echo}
        subjects: [{kind: ServiceAccount, name: example}]
        """
            .formatted(verbs));
  }

  private ContractRunner runner(
      Map<String, String> notSupported, Map<String, String> known, Case... cases) {
    var client = new Client("echo", "1", notSupported, known);
    var rbac = folder.resolve("rbac");
    return new ContractRunner(
        new Echo(), client, TestLevel.FAKE, List.of(cases), rbac, null, "", folder);
  }

  /** What the tests say that fail. */
  private static String failures(Stream<DynamicTest> tests) {
    var said = new ArrayList<String>();
    for (var test : tests.toList()) {
      try {
        test.getExecutable().execute();
      } catch (Throwable failed) {
        said.add(failed.getMessage());
      }
    }
    return String.join("\n", said);
  }

  static Stream<Arguments> cases() {
    var leaks = one("echo.leaks", context -> context.run(context.secret("a-secret-marker")));
    var leaksLate = one("echo.late", context -> context.start(context.secret("late-marker")));
    var hides = one("echo.hides", context -> context.secret("hunter2"));
    var breaks = one("echo.breaks", context -> context.run());
    var waits = one("echo.waits", context -> context.start("hello").await("list", () -> false));
    var leaked = ": the output holds a token or key";
    var passes = ".passes passes now: remove it from the known failures of echo";
    var broken = ": the program threw java.lang.ArrayIndexOutOfBoundsException: ";
    var bounds = "Index 0 out of bounds for length 0";
    var never = ": no list:\n--- out\nhello--- err\n";
    var unknown =
        ": a secret that is no token or key must end in -marker, or nobody finds it in a log";
    return Stream.of(
        arguments("passes", PASSES, "", "", true, ""),
        arguments("fails", FAILS, "", "", false, "echo.fails: as it should"),
        arguments("known failure", FAILS, "", "echo.fails", true, ""),
        arguments("known failure that passes", PASSES, "", "echo.passes", true, "echo" + passes),
        arguments("not supported", FAILS, "echo.fails", "", false, ""),
        arguments("pattern without a file", FAILS, "echo.*", "", false, ""),
        arguments("leak", leaks, "", "", false, "echo.leaks" + leaked),
        arguments("leak of what still runs", leaksLate, "", "", true, "echo.late" + leaked),
        arguments("program that throws", breaks, "", "", false, "echo.breaks" + broken + bounds),
        arguments("wait for what never comes", waits, "", "", false, "echo.waits" + never),
        arguments("secret that looks like nothing", hides, "", "", false, "echo.hides" + unknown));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void a_case(
      String name, Case one, String notSupported, String known, boolean listed, String failure)
      throws IOException {
    try (var runner = runner(why(notSupported), why(known), one)) {
      assertEquals(failure, failures(runner.tests()));
    }
    assertEquals(listed, results().cases().contains(one.id()));
  }

  private static Map<String, String> why(String entry) {
    return entry.isEmpty() ? NONE : Map.of(entry, "why");
  }

  private Results results() {
    return AdminClient.JSON.readValue(folder.resolve("fake.json").toFile(), Results.class);
  }

  /** The Role is looked at only where every case of its pattern is run. */
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "list, .*, b.other, none",
        "\"list, watch\", .*, b.other, watch",
        "get, .*, b.other, get",
        "\"list, watch\", echo[.]lists, b.other, none",
        "\"list, watch\", .*, echo.passes, none",
        "\"list, watch\", .*, echo.*, none",
      })
  void a_role(String verbs, String wanted, String notSupported, String unused) throws IOException {
    role(verbs);
    System.setProperty("cases", wanted);
    var other = one("b.other", context -> {});
    try (var runner = runner(Map.of(notSupported, "why"), NONE, LISTS, PASSES, other)) {
      failures(runner.tests());
      assertEquals(unused.equals("none") ? "" : unused(unused), failures(runner.roles()));
    }
  }

  /** On a node, here played by the embedded server, a case must fail without the verb. */
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {"list, NODE, none", "\"list, watch\", NODE, watch", "\"list, watch\", FAKE, none"})
  void a_role_on_a_node(String verbs, TestLevel alsoOn, String unused) throws IOException {
    role(verbs);
    var lists = new Case("echo.lists", "", EnumSet.of(TestLevel.NODE, alsoOn), LISTS.body());
    try (var fake = FakeApiServer.start()) {
      var node = new ContractRunner.Server(AdminClient.of(fake.kubeconfig()), null);
      var rbac = folder.resolve("rbac");
      var client = new Client("echo", "1", NONE, NONE);
      var runner =
          new ContractRunner(
              new Echo(), client, TestLevel.NODE, List.of(lists), rbac, node, "", folder);
      assertEquals(unused.equals("none") ? "" : unused(unused), failures(runner.roles()));
    }
  }

  private static String unused(String verb) {
    return "manifests/rbac/echo/role.yaml: no case used verb \"%s\" on \"pods\". Remove it, or write the case that needs it."
        .formatted(verb);
  }

  @Test
  void an_entry_that_matches_no_case_is_an_error() {
    for (var entry : List.of("echo.gone", "echoes.*")) {
      var wrong = assertThrows(IllegalStateException.class, () -> runner(why(entry), NONE, PASSES));
      var sentence = "clients.yaml, echo: %s matches no case. Correct or remove the entry.";
      assertEquals(sentence.formatted(entry), wrong.getMessage());
    }
  }

  @Test
  void only_the_cases_asked_for_are_run() throws IOException {
    try (var runner = runner(NONE, NONE, PASSES, FAILS)) {
      System.setProperty("cases", "echo[.]p.*");
      assertEquals(
          List.of("echo.passes"), runner.tests().map(DynamicTest::getDisplayName).toList());
      System.setProperty("cases", "echo");
      var none = assertThrows(IllegalStateException.class, runner::tests);
      assertEquals("-Dcases=echo names no case", none.getMessage());
    }
  }
}

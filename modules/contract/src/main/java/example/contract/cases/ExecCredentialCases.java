package example.contract.cases;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import example.contract.AdminClient;
import example.contract.CaseContext;
import example.contract.Contract;
import example.contract.Contract.TestLevel;
import example.contract.Driver.OpenClient;
import example.contract.KubeconfigText;
import example.fakeapiserver.FakeApiServer;
import example.fakeapiserver.FakeCertificates;
import example.fakeapiserver.faults.Fault;
import example.fakeapiserver.http.RecordedRequest;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;

/**
 * Credentials that a program prints: what it is told, when it is run, and what becomes of what it
 * says. The program is a shell script of ours that leaves traces. What a kubeconfig may say of one
 * is in access-cases.yaml.
 */
public final class ExecCredentialCases {

  private static final String V1 = "client.authentication.k8s.io/v1";
  private static final String V1_BETA = "client.authentication.k8s.io/v1beta1";
  private static final String PODS = ".*/pods";
  private static final List<String> TWO = List.of("pod-00000", "pod-00001");
  private static final int CALLERS = 32;
  private static final int LIFE = 600; // seconds that an answer of the plugin holds
  private static final long LIMIT = 30; // seconds that a case waits for what must happen

  /** It says something on standard error at every run, as real ones do when they are outdated. */
  private static final String SCRIPT =
      """
      #!/bin/sh
      cd "${0%/*}" || exit 9
      env >environment
      printf '%s' "$KUBERNETES_EXEC_INFO" >info
      printf '%s\\n' "$@" >arguments
      cat >asked
      echo run >>runs
      echo 'warning: the token is noise-5ecret-marker' >&2
      while [ -e hold ]; do sleep 0.01; done
      cat answer
      exit "$(cat code)"
      """;

  // ---- a plugin of ours ----

  /** The script, in a folder of its own below the case's. */
  private record Plugin(CaseContext context, Path folder) {

    static Plugin in(CaseContext context) throws IOException {
      return in(context, "bin");
    }

    static Plugin in(CaseContext context, String name) throws IOException {
      context.role("list-pods").pods(2);
      context.secret("noise-5ecret-marker");
      var plugin = new Plugin(context, context.folder().resolve(name));
      var script = plugin.folder.resolve("login");
      CaseContext.write(script, SCRIPT);
      assertTrue(script.toFile().setExecutable(true));
      CaseContext.write(plugin.folder.resolve("code"), "0");
      return plugin;
    }

    Plugin prints(String text) {
      CaseContext.write(folder.resolve("answer"), text);
      return this;
    }

    Plugin answers(JsonNode status) {
      return answers(V1, status);
    }

    Plugin answers(String apiVersion, JsonNode status) {
      var answer = AdminClient.object().put("kind", "ExecCredential").put("apiVersion", apiVersion);
      answer.set("status", status);
      return prints(answer.toString());
    }

    /** Answers a fresh token of the case's service account, which holds for a while. */
    String answersToken() {
      var token = context.token();
      var expires = context.now().plusSeconds(LIFE).toString();
      answers(AdminClient.object().put("token", token).put("expirationTimestamp", expires));
      return token;
    }

    Plugin answersCertificate(FakeCertificates.Identity identity) {
      var expires = context.now().plusSeconds(LIFE).toString();
      return answers(
          AdminClient.object()
              .put("clientCertificateData", identity.certificatePem())
              .put("clientKeyData", context.secret(identity.keySec1Pem()))
              .put("expirationTimestamp", expires));
    }

    Plugin endsWith(int code) {
      CaseContext.write(folder.resolve("code"), String.valueOf(code));
      return this;
    }

    String left(String trace) throws IOException {
      return Files.readString(folder.resolve(trace));
    }

    int runs() throws IOException {
      var runs = folder.resolve("runs");
      return Files.exists(runs) ? Files.readAllLines(runs).size() : 0;
    }
  }

  private static final String DEFAULT = "command: ./bin/login, interactiveMode: Never";

  /** A kubeconfig whose user runs a plugin of version v1. */
  private static Path kubeconfig(CaseContext context, String fields) {
    return kubeconfig(context, V1, fields);
  }

  private static Path kubeconfig(CaseContext context, String apiVersion, String fields) {
    return context.kubeconfig("{exec: {apiVersion: %s, %s}}".formatted(apiVersion, fields));
  }

  private static Lister open(CaseContext context) throws Exception {
    return Lister.with(context, kubeconfig(context, DEFAULT).toString());
  }

  private static OpenClient client(CaseContext context) throws Exception {
    return context.open("--kubeconfig", kubeconfig(context, DEFAULT).toString());
  }

  private static String pods(CaseContext context) {
    return "api/v1/namespaces/" + context.namespace() + "/pods";
  }

  private static List<RecordedRequest> lists(CaseContext context) {
    return context.fake().requests().stream()
        .filter(each -> each.path().endsWith("/pods"))
        .toList();
  }

  private static List<Integer> statuses(CaseContext context) {
    return lists(context).stream().map(RecordedRequest::status).toList();
  }

  private static List<String> users(CaseContext context) {
    return lists(context).stream().map(RecordedRequest::user).toList();
  }

  /** The end of the sentence after which list-pods gives up on what the plugin did. */
  private static void refused(CaseContext context, String fields, String sentence)
      throws Exception {
    var config = kubeconfig(context, fields);
    context.fake().forgetRequests();
    Expect.refused(
        1,
        "The request failed: %s: exec of user \"jane\" runs %s.".formatted(config, sentence),
        context.run("list-pods", "--kubeconfig", config.toString()));
    assertEquals(List.of(), context.fake().requests()); // above all not as system:anonymous
  }

  private static void refused(CaseContext context, String sentence) throws Exception {
    refused(context, DEFAULT, "\"./bin/login\", which " + sentence);
  }

  // ---- how it is run ----

  @Contract(
      id = "cluster-access.k9-token",
      says = "The token that an exec plugin prints is used, although the plugin writes a warning",
      on = {TestLevel.FAKE, TestLevel.PROCESS})
  void token(CaseContext context) throws Exception {
    var plugin = Plugin.in(context);
    plugin.answersToken();
    var config = kubeconfig(context, DEFAULT);

    assertEquals(TWO, Expect.pods(context.run("list-pods", "--kubeconfig", config.toString())));
    assertEquals(List.of(context.user()), users(context));
    assertEquals(1, plugin.runs());
  }

  @Contract(
      id = "cluster-access.k9-v1beta1",
      says = "An exec plugin that speaks v1beta1, as those of EKS, GKE and AKS do, is understood",
      on = TestLevel.FAKE)
  void v1beta1(CaseContext context) throws Exception {
    var plugin = Plugin.in(context);
    plugin.answers(V1_BETA, AdminClient.object().put("token", context.token()));
    var config = kubeconfig(context, V1_BETA, "command: ./bin/login");

    assertEquals(TWO, Expect.pods(context.run("list-pods", "--kubeconfig", config.toString())));
    assertEquals(
        V1_BETA, AdminClient.JSON.readTree(plugin.left("info")).get("apiVersion").asString());
  }

  @Contract(
      id = "cluster-access.k9-not-before-it-is-needed",
      says = "Finding the cluster runs no exec plugin; the first request does",
      on = TestLevel.FAKE)
  void notBeforeItIsNeeded(CaseContext context) throws Exception {
    var plugin = Plugin.in(context);
    plugin.answersToken();
    var config = kubeconfig(context, DEFAULT).toString();

    var answer = context.run("cluster-access", "--json", "--kubeconfig", config);
    var identity = AdminClient.JSON.readTree(answer.out()).get("identity").asString();
    assertEquals("exec ./bin/login", identity);
    context.open("--kubeconfig", config).close();
    assertEquals(0, plugin.runs());
  }

  @Contract(
      id = "cluster-access.k9-info",
      says = "An exec plugin is told the version, and that nobody is there to answer its questions",
      on = TestLevel.FAKE)
  void info(CaseContext context) throws Exception {
    var plugin = Plugin.in(context);
    plugin.answersToken();
    var config = kubeconfig(context, "command: ./bin/login, interactiveMode: IfAvailable");

    assertEquals(TWO, Expect.pods(context.run("list-pods", "--kubeconfig", config.toString())));
    assertEquals(
        AdminClient.JSON.readTree(
            """
            {"kind": "ExecCredential", "apiVersion": "client.authentication.k8s.io/v1",
             "spec": {"interactive": false}}
            """),
        AdminClient.JSON.readTree(plugin.left("info")));
    assertEquals("", plugin.left("asked"));
  }

  @Contract(
      id = "cluster-access.k9-cluster-info",
      says = "An exec plugin that asks for it is told server, CA and the cluster's own settings",
      on = TestLevel.FAKE)
  void clusterInfo(CaseContext context) throws Exception {
    var plugin = Plugin.in(context);
    plugin.answersToken();
    var config = kubeconfig(context, DEFAULT + ", provideClusterInfo: true");
    var settings =
        "extensions: [{name: other, extension: no}, {name: client.authentication.k8s.io/exec,"
            + " extension: {audience: team-a}}], certificate-authority-data";
    var text = Files.readString(config).replace("certificate-authority-data", settings);
    Files.writeString(config, text);

    assertEquals(TWO, Expect.pods(context.run("list-pods", "--kubeconfig", config.toString())));
    var cluster = AdminClient.JSON.readTree(plugin.left("info")).at("/spec/cluster");
    var expected =
        AdminClient.object().put("server", context.api().server().toString().replaceAll("/$", ""));
    expected.put("certificate-authority-data", KubeconfigText.base64(context.api().caPem()));
    expected.putObject("config").put("audience", "team-a");
    assertEquals(expected, cluster);
  }

  @Contract(
      id = "cluster-access.k9-path",
      says = "A command without a slash is looked for on the PATH of the environment",
      on = TestLevel.FAKE)
  void path(CaseContext context) throws Exception {
    var plugin = Plugin.in(context, "some where");
    plugin.answersToken();
    context.environment().put("PATH", "/nowhere:" + plugin.folder() + ":/usr/bin:/bin");
    var config = kubeconfig(context, "command: login, interactiveMode: Never");

    assertEquals(TWO, Expect.pods(context.run("list-pods", "--kubeconfig", config.toString())));
  }

  @Contract(
      id = "cluster-access.k9-path-of-the-working-folder",
      says = "A command is not looked for in the working folder, whatever PATH says",
      on = TestLevel.FAKE)
  void pathOfTheWorkingFolder(CaseContext context) throws Exception {
    var plugin = Plugin.in(context);
    plugin.answersToken();
    var working = Path.of("").toAbsolutePath().relativize(plugin.folder());
    context.environment().put("PATH", ":" + working);

    refused(
        context,
        "command: login, interactiveMode: Never",
        "\"login\", which is not on the PATH; install it");
    assertEquals(0, plugin.runs());
  }

  @Contract(
      id = "cluster-access.k9-arguments",
      says = "Arguments reach an exec plugin as they are written, and no shell reads them",
      on = TestLevel.FAKE)
  void arguments(CaseContext context) throws Exception {
    var plugin = Plugin.in(context);
    plugin.answersToken();
    var config = kubeconfig(context, DEFAULT + ", args: [$HOME, 'a b', 'x;id', '', 12e03]");

    assertEquals(TWO, Expect.pods(context.run("list-pods", "--kubeconfig", config.toString())));
    assertEquals("$HOME\na b\nx;id\n\n12e03\n", plugin.left("arguments"));
  }

  @Contract(
      id = "cluster-access.k9-environment",
      says = "An exec plugin inherits the environment, with the variables of the kubeconfig on top",
      on = TestLevel.FAKE)
  void environment(CaseContext context) throws Exception {
    var plugin = Plugin.in(context);
    plugin.answersToken();
    context.environment().putAll(Map.of("INHERITED", "yes", "AWS_PROFILE", "mine"));
    var env = "env: [{name: AWS_PROFILE, value: prod}, {name: EMPTY, value: ''}]";
    var config = kubeconfig(context, DEFAULT + ", " + env);

    assertEquals(TWO, Expect.pods(context.run("list-pods", "--kubeconfig", config.toString())));
    var lines = new HashSet<>(plugin.left("environment").lines().toList());
    // What a shell sets by itself.
    lines.removeIf(line -> line.matches("(PWD|OLDPWD|SHLVL|_|KUBERNETES_EXEC_INFO)=.*"));
    assertEquals(Set.of("INHERITED=yes", "AWS_PROFILE=prod", "EMPTY="), lines);
  }

  // ---- what it does wrong ----

  @Contract(
      id = "cluster-access.k9-missing",
      says = "A plugin that is not installed is an error with the kubeconfig's hint in one line",
      on = {TestLevel.FAKE, TestLevel.PROCESS})
  void missing(CaseContext context) throws Exception {
    refused(
        context,
        "command: no-such-login, interactiveMode: Never, installHint: \"Get \\e[1mit\\n  from"
            + " https://login.example.\\n\"",
        "\"no-such-login\", which is not on the PATH; install it: Get it from"
            + " https://login.example");
  }

  @Contract(
      id = "cluster-access.k9-missing-file",
      says = "A plugin that is not where the kubeconfig says is an error with the place",
      on = TestLevel.FAKE)
  void missingFile(CaseContext context) throws Exception {
    var place = context.folder().resolve("bin/login");
    refused(context, "is not at %s; install it".formatted(place));
  }

  @Contract(
      id = "cluster-access.k9-not-a-program",
      says = "A plugin that cannot be started is an error",
      on = TestLevel.FAKE)
  void notAProgram(CaseContext context) throws Exception {
    CaseContext.write(context.folder().resolve("bin/login"), "text");
    refused(context, "cannot be started; check that it is a program for this machine");
  }

  @Contract(
      id = "cluster-access.k9-exit-code",
      says = "A plugin that fails is an error with its exit code, whatever it has printed",
      on = {TestLevel.FAKE, TestLevel.PROCESS})
  void exitCode(CaseContext context) throws Exception {
    Plugin.in(context).endsWith(3).answersToken();
    refused(context, "ended with exit code 3; run it by hand to see why");
  }

  @Contract(
      id = "cluster-access.k9-malformed",
      says = "An answer that is not JSON is an error, and is not shown",
      on = TestLevel.FAKE)
  void malformed(CaseContext context) throws Exception {
    Plugin.in(context).prints("token: " + context.secret("printed-5ecret-marker"));
    refused(context, "printed something other than an ExecCredential; run it by hand to see");
  }

  @Contract(
      id = "cluster-access.k9-nothing-printed",
      says = "A plugin that prints nothing is an error",
      on = TestLevel.FAKE)
  void nothingPrinted(CaseContext context) throws Exception {
    Plugin.in(context).prints("");
    refused(context, "printed something other than an ExecCredential; run it by hand to see");
  }

  @Contract(
      id = "cluster-access.k9-too-much",
      says = "A plugin that does not stop printing is an error, and is stopped",
      on = TestLevel.FAKE)
  void tooMuch(CaseContext context) throws Exception {
    Plugin.in(context).prints("x".repeat(2 << 20));
    refused(context, "printed more than 1048576 bytes");
  }

  @Contract(
      id = "cluster-access.k9-wrong-kind",
      says = "An answer of another kind is an error",
      on = TestLevel.FAKE)
  void wrongKind(CaseContext context) throws Exception {
    var answer = AdminClient.object().put("kind", "TokenReview").put("apiVersion", V1);
    answer.putObject("status").put("token", context.token());
    Plugin.in(context).prints(answer.toString());
    refused(context, "printed something other than an ExecCredential; run it by hand to see");
  }

  @Contract(
      id = "cluster-access.k9-wrong-version",
      says = "An answer in another version than the kubeconfig asks for is an error",
      on = TestLevel.FAKE)
  void wrongVersion(CaseContext context) throws Exception {
    Plugin.in(context).answers(V1_BETA, AdminClient.object().put("token", context.token()));
    refused(
        context,
        "answered in another apiVersion than %s; correct apiVersion, or update it".formatted(V1));
  }

  @Contract(
      id = "cluster-access.k9-no-credential",
      says = "An answer without a credential is an error, never system:anonymous",
      on = TestLevel.FAKE)
  void noCredential(CaseContext context) throws Exception {
    Plugin.in(context).answers(AdminClient.object());
    refused(context, "printed neither a token nor a client certificate; log in with it first");
  }

  @Contract(
      id = "cluster-access.k9-half-a-certificate",
      says = "A client certificate without its key is an error",
      on = TestLevel.FAKE)
  void halfACertificate(CaseContext context) throws Exception {
    var jane = context.fake().certificates().identity("jane", List.of());
    Plugin.in(context)
        .answers(AdminClient.object().put("clientCertificateData", jane.certificatePem()));
    refused(context, "printed a client certificate without its key, or a key alone");
  }

  @Contract(
      id = "cluster-access.k9-bad-key",
      says = "A key that cannot be read is an error, and is not shown",
      on = TestLevel.FAKE)
  void badKey(CaseContext context) throws Exception {
    var jane = context.fake().certificates().identity("jane", List.of());
    var status = AdminClient.object().put("clientCertificateData", jane.certificatePem());
    Plugin.in(context).answers(status.put("clientKeyData", context.secret("key-5ecret-marker")));
    refused(context, "printed a client certificate or key that cannot be read");
  }

  @Contract(
      id = "cluster-access.k9-bad-token",
      says = "A token with a line feed is an error, and is not shown",
      on = TestLevel.FAKE)
  void badToken(CaseContext context) throws Exception {
    Plugin.in(context)
        .answers(AdminClient.object().put("token", context.secret("token-5ecret-marker") + "\n"));
    refused(context, "printed a token with a character that no token has");
  }

  @Contract(
      id = "cluster-access.k9-bad-expiry",
      says = "An expiry that cannot be read is an error, never for ever",
      on = TestLevel.FAKE)
  void badExpiry(CaseContext context) throws Exception {
    var status =
        AdminClient.object().put("token", context.token()).put("expirationTimestamp", "tomorrow");
    Plugin.in(context).answers(status);
    refused(context, "printed an expirationTimestamp that is not RFC 3339");
  }

  @Contract(
      id = "cluster-access.k9-nothing-secret",
      says = "Neither an open client nor what it throws shows what an exec plugin printed",
      on = TestLevel.FAKE)
  void nothingSecret(CaseContext context) throws Exception {
    var plugin = Plugin.in(context);
    var token = plugin.answersToken();
    var secrets = List.of(token, "noise-5ecret-marker", "variable-5ecret-marker");
    var env = ", env: [{name: SECRET, value: variable-5ecret-marker}]";
    var config = kubeconfig(context, DEFAULT + env);
    secrets.forEach(context::secret);
    try (var lister = Lister.with(context, config.toString());
        var client = context.open("--kubeconfig", config.toString())) {
      assertEquals(TWO, lister.list());
      context.fake().revokeToken(token);
      assertTrue(lister.refusal().contains("(401)"));
      plugin.endsWith(1);
      var failed = assertThrows(Exception.class, () -> client.get(pods(context)));

      for (var secret : secrets) {
        for (var shown : List.of(client.toString(), trace(failed))) {
          assertFalse(shown.contains(secret), "a secret is shown");
        }
      }
    }
  }

  private static String trace(Exception thrown) {
    var text = new StringWriter();
    thrown.printStackTrace(new PrintWriter(text));
    return text.toString();
  }

  // ---- when it is run again ----

  @Contract(
      id = "cluster-access.k9-cached",
      says = "An exec plugin is not run again while its answer holds",
      on = TestLevel.FAKE)
  void cached(CaseContext context) throws Exception {
    var plugin = Plugin.in(context);
    plugin.answersToken();
    try (var lister = open(context)) {
      assertEquals(TWO, lister.list());
      context.later(LIFE - 60); // less what the start took
      assertEquals(TWO, lister.list());
      assertEquals(1, plugin.runs());
    }
  }

  @Contract(
      id = "cluster-access.k9-no-expiry",
      says = "An answer that does not say until when it holds is used until it is refused",
      on = TestLevel.FAKE)
  void noExpiry(CaseContext context) throws Exception {
    var plugin = Plugin.in(context).answers(AdminClient.object().put("token", context.token()));
    try (var lister = open(context)) {
      assertEquals(TWO, lister.list());
      context.later(TimeUnit.DAYS.toSeconds(30));
      assertEquals(TWO, lister.list());
      assertEquals(1, plugin.runs());
    }
  }

  @Contract(
      id = "cluster-access.k9-expired",
      says = "An exec plugin is run again when its answer has expired, before that is refused",
      on = TestLevel.FAKE)
  void expired(CaseContext context) throws Exception {
    var plugin = Plugin.in(context);
    var old = plugin.answersToken();
    try (var lister = open(context)) {
      assertEquals(TWO, lister.list());

      context.later(LIFE);
      plugin.answersToken();
      context.fake().revokeToken(old);
      context.fake().forgetRequests();

      assertEquals(TWO, lister.list());
      assertEquals(List.of(200), statuses(context));
      assertEquals(2, plugin.runs());
    }
  }

  @Contract(
      id = "cluster-access.k9-refused-then-run",
      says =
          "An exec plugin is run again when its token is refused, and the request sent once more",
      on = TestLevel.FAKE)
  void refusedThenRun(CaseContext context) throws Exception {
    var plugin = Plugin.in(context);
    var old = plugin.answersToken();
    try (var lister = open(context)) {
      assertEquals(TWO, lister.list());

      plugin.answersToken();
      context.fake().revokeToken(old);
      context.fake().forgetRequests();

      assertEquals(TWO, lister.list());
      assertEquals(List.of(401, 200), statuses(context));
      assertEquals(2, plugin.runs());
    }
  }

  @Contract(
      id = "cluster-access.k9-same-token",
      says = "A refused token that the plugin prints again is not sent a second time",
      on = TestLevel.FAKE)
  void sameToken(CaseContext context) throws Exception {
    var plugin = Plugin.in(context);
    context.fake().revokeToken(plugin.answersToken());
    try (var lister = open(context)) {
      var sentence = lister.refusal();

      assertTrue(sentence.contains("(401)"), sentence);
      assertEquals(List.of(401), statuses(context));
      assertEquals(2, plugin.runs());
    }
  }

  @Contract(
      id = "cluster-access.k9-fails-later",
      says = "A plugin that fails when it is run again is asked again by the next request",
      on = TestLevel.FAKE)
  void failsLater(CaseContext context) throws Exception {
    var plugin = Plugin.in(context);
    plugin.answersToken();
    try (var lister = open(context)) {
      assertEquals(TWO, lister.list());

      context.later(LIFE);
      plugin.endsWith(1);
      var sentence = lister.refusal();
      assertTrue(sentence.contains("exit code 1"), sentence);

      plugin.endsWith(0).answersToken();
      assertEquals(TWO, lister.list());
    }
  }

  @Contract(
      id = "cluster-access.k9-many-at-once",
      says = "Of many requests at once, one runs the plugin, and the others wait for its answer",
      on = TestLevel.FAKE)
  void manyAtOnce(CaseContext context) throws Exception {
    var plugin = Plugin.in(context);
    plugin.answersToken();
    CaseContext.write(plugin.folder().resolve("hold"), "");
    try (var client = client(context)) {
      all(context, client, () -> Files.delete(plugin.folder().resolve("hold")));
      assertEquals(1, plugin.runs());
    }
  }

  @Contract(
      id = "cluster-access.k9-many-refused-at-once",
      says = "Of many requests that are refused at once, one runs the plugin, and all succeed",
      on = TestLevel.FAKE)
  void manyRefusedAtOnce(CaseContext context) throws Exception {
    var plugin = Plugin.in(context);
    var old = plugin.answersToken();
    try (var client = client(context)) {
      assertEquals(200, client.get(pods(context)));
      plugin.answersToken();
      context.fake().revokeToken(old);

      all(context, client, () -> {});
      assertEquals(2, plugin.runs());
    }
  }

  private interface Release {
    void go() throws Exception;
  }

  /** Lists pods in many threads, and lets them go when all have begun. */
  private static void all(CaseContext context, OpenClient client, Release release)
      throws Exception {
    var threads = Executors.newFixedThreadPool(CALLERS);
    var begun = new CountDownLatch(CALLERS);
    var pods = pods(context);
    try {
      Callable<Integer> call =
          () -> {
            begun.countDown();
            return client.get(pods);
          };
      var answers = new ArrayList<Future<Integer>>();
      for (int i = 0; i < CALLERS; i++) {
        answers.add(threads.submit(call));
      }
      assertTrue(begun.await(LIMIT, TimeUnit.SECONDS));
      release.go();
      for (var answer : answers) {
        assertEquals(200, answer.get(LIMIT, TimeUnit.SECONDS));
      }
    } finally {
      threads.shutdownNow();
    }
  }

  // ---- client certificates ----

  private static FakeCertificates.Identity administrator(CaseContext context, String name) {
    return context.fake().certificates().identity(name, List.of("system:masters"));
  }

  @Contract(
      id = "cluster-access.k9-certificate",
      says = "The client certificate that an exec plugin prints is shown to the server",
      on = {TestLevel.FAKE, TestLevel.PROCESS})
  void certificate(CaseContext context) throws Exception {
    Plugin.in(context).answersCertificate(administrator(context, "jane"));
    var config = kubeconfig(context, DEFAULT);
    context.fake().forgetRequests();

    assertEquals(TWO, Expect.pods(context.run("list-pods", "--kubeconfig", config.toString())));
    assertEquals(List.of("jane"), users(context));
  }

  @Contract(
      id = "cluster-access.k9-certificate-expired",
      says = "A client certificate that an exec plugin replaced is the one shown from then on",
      on = TestLevel.FAKE)
  void certificateExpired(CaseContext context) throws Exception {
    var plugin = Plugin.in(context).answersCertificate(administrator(context, "jane"));
    try (var lister = open(context)) {
      context.fake().forgetRequests();
      assertEquals(TWO, lister.list());
      assertEquals(TWO, lister.list());

      context.later(LIFE);
      plugin.answersCertificate(administrator(context, "mary"));

      assertEquals(TWO, lister.list());
      assertEquals(TWO, lister.list());
      assertEquals(List.of("jane", "jane", "mary", "mary"), users(context));
      assertEquals(2, plugin.runs());
    }
  }

  @Contract(
      id = "cluster-access.k9-certificate-refused",
      says =
          "An exec plugin is run again when its client certificate is refused, and the next shown",
      on = TestLevel.FAKE)
  void certificateRefused(CaseContext context) throws Exception {
    var plugin = Plugin.in(context).answersCertificate(administrator(context, "jane"));
    try (var lister = open(context)) {
      assertEquals(TWO, lister.list());

      plugin.answersCertificate(administrator(context, "mary"));
      context.fake().forgetRequests();
      context.fake().fault(Fault.unauthorized("GET", PODS));

      assertEquals(TWO, lister.list());
      assertEquals(List.of(401, 200), statuses(context));
      assertEquals(List.of("jane", "mary"), users(context));
      assertEquals(2, plugin.runs());
    }
  }

  @Contract(
      id = "cluster-access.k9-same-certificate",
      says = "A refused client certificate that the plugin prints again is not shown a second time",
      on = TestLevel.FAKE)
  void sameCertificate(CaseContext context) throws Exception {
    var plugin = Plugin.in(context).answersCertificate(administrator(context, "jane"));
    try (var lister = open(context)) {
      context.fake().forgetRequests();
      context.fake().fault(Fault.unauthorized("GET", PODS));

      lister.refusal();
      assertEquals(List.of(401), statuses(context));
      assertEquals(2, plugin.runs());
    }
  }

  @Contract(
      id = "cluster-access.k9-certificates-refused-at-once",
      says =
          "Of many requests whose client certificate is refused, one runs the plugin, all succeed",
      on = TestLevel.FAKE)
  void certificatesRefusedAtOnce(CaseContext context) throws Exception {
    var plugin = Plugin.in(context).answersCertificate(administrator(context, "leaver"));
    try (var client = client(context)) {
      assertEquals(200, client.get(pods(context)));
      plugin.answersCertificate(administrator(context, "mary"));
      context.fake().revokeCertificates("leaver");

      all(context, client, () -> {});
      assertEquals(2, plugin.runs());
    }
  }

  // ---- the name that the server's certificate must hold ----

  private static final String NAME = "kubernetes.example";

  /** Lists pods of a server by a kubeconfig that names what its certificate must hold. */
  private static Lister openAs(CaseContext context, FakeApiServer server, String host, String name)
      throws Exception {
    server.addToken("opaque-5ecret-marker", "admin", List.of("system:masters"));
    var address = "https://%s:%d".formatted(host, server.uri().getPort());
    var user = "{token: %s}".formatted(context.secret("opaque-5ecret-marker"));
    var config = context.kubeconfig(address, server.caPem(), user);
    var named = "tls-server-name: %s, certificate-authority-data".formatted(name);
    Files.writeString(
        config, Files.readString(config).replace("certificate-authority-data", named));
    return Lister.with(context, config.toString());
  }

  @Contract(
      id = "cluster-access.k10-tls-server-name-is-asked-for",
      says = "tls-server-name is asked for in the handshake with an IP address, and suffices",
      on = TestLevel.FAKE)
  void serverNameIsAskedFor(CaseContext context) throws Exception {
    try (var server = FakeApiServer.startAs(NAME);
        var lister = openAs(context, server, "127.0.0.1", NAME)) {
      assertEquals(List.of(), lister.list());
      assertEquals(NAME, server.requests().get(0).serverName());
    }
  }

  @Contract(
      id = "cluster-access.k10-tls-server-name-replaces-the-host",
      says = "tls-server-name is asked for in place of the host name in server, and suffices",
      on = TestLevel.FAKE)
  void serverNameReplacesTheHost(CaseContext context) throws Exception {
    try (var server = FakeApiServer.startAs(NAME);
        var lister = openAs(context, server, "localhost", NAME)) {
      assertEquals(List.of(), lister.list());
      assertEquals(NAME, server.requests().get(0).serverName());
    }
  }

  @Contract(
      id = "cluster-access.k10-tls-server-name-is-checked",
      says = "A certificate for the address and not for tls-server-name is refused",
      on = TestLevel.FAKE)
  void serverNameIsChecked(CaseContext context) throws Exception {
    try (var server = FakeApiServer.start();
        var lister = openAs(context, server, "127.0.0.1", NAME)) {
      var sentence = lister.refusal();
      assertTrue(sentence.startsWith("The server's certificate is not for this address"), sentence);
      assertEquals(List.of(), server.requests());
    }
  }

  // ---- in a pod ----

  @Contract(
      id = "cluster-access.pod-loads-no-kubeconfig",
      says = "A start in a pod loads neither the kubeconfig's half of the switch nor the plugins'",
      on = TestLevel.PROCESS)
  void podLoadsNoKubeconfig(CaseContext context) throws Exception {
    context.role("list-pods").pods(2);
    context.jvm().add("-verbose:class");

    var outcome = context.runInPod("list-pods");

    assertEquals(0, outcome.exit(), outcome::err);
    var loaded = outcome.out().lines().filter(line -> line.contains("example.")).toList();
    assertTrue(loaded.stream().anyMatch(line -> line.contains(".ClusterAccess")), loaded::toString);
    for (var half : List.of(".Kubeconfig", ".ExecCredential")) {
      assertFalse(loaded.stream().anyMatch(line -> line.contains(half)), loaded::toString);
    }
  }
}

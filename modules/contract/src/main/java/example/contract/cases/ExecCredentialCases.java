package example.contract.cases;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import example.contract.Api;
import example.contract.Contract;
import example.contract.Contract.Distance;
import example.contract.Driver.OpenClient;
import example.contract.Scene;
import example.contract.fake.Certificates;
import example.contract.fake.FakeApiServer;
import example.contract.fake.Fault;
import example.contract.fake.RecordedRequest;
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
  private record Plugin(Scene scene, Path folder) {

    static Plugin in(Scene scene) throws IOException {
      return in(scene, "bin");
    }

    static Plugin in(Scene scene, String name) throws IOException {
      scene.role("list-pods").pods(2, "pod", Map.of());
      scene.secret("noise-5ecret-marker");
      var plugin = new Plugin(scene, scene.folder().resolve(name));
      var script = plugin.folder.resolve("login");
      Scene.write(script, SCRIPT);
      assertTrue(script.toFile().setExecutable(true));
      Scene.write(plugin.folder.resolve("code"), "0");
      return plugin;
    }

    Plugin prints(String text) {
      Scene.write(folder.resolve("answer"), text);
      return this;
    }

    Plugin answers(JsonNode status) {
      return answers(V1, status);
    }

    Plugin answers(String apiVersion, JsonNode status) {
      var answer = Api.object().put("kind", "ExecCredential").put("apiVersion", apiVersion);
      answer.set("status", status);
      return prints(answer.toString());
    }

    /** Answers a fresh token of the case's service account, which holds for a while. */
    String answersToken() {
      var token = scene.token();
      var expires = scene.now().plusSeconds(LIFE).toString();
      answers(Api.object().put("token", token).put("expirationTimestamp", expires));
      return token;
    }

    Plugin answersCertificate(Certificates.Identity identity) {
      var expires = scene.now().plusSeconds(LIFE).toString();
      return answers(
          Api.object()
              .put("clientCertificateData", identity.certificatePem())
              .put("clientKeyData", scene.secret(identity.keySec1Pem()))
              .put("expirationTimestamp", expires));
    }

    Plugin endsWith(int code) {
      Scene.write(folder.resolve("code"), String.valueOf(code));
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
  private static Path kubeconfig(Scene scene, String fields) {
    return kubeconfig(scene, V1, fields);
  }

  private static Path kubeconfig(Scene scene, String apiVersion, String fields) {
    return scene.kubeconfig("{exec: {apiVersion: %s, %s}}".formatted(apiVersion, fields));
  }

  private static Lister open(Scene scene) throws Exception {
    return Lister.with(scene, kubeconfig(scene, DEFAULT).toString());
  }

  private static OpenClient client(Scene scene) throws Exception {
    return scene.open("--kubeconfig", kubeconfig(scene, DEFAULT).toString());
  }

  private static String pods(Scene scene) {
    return "api/v1/namespaces/" + scene.namespace() + "/pods";
  }

  private static List<RecordedRequest> lists(Scene scene) {
    return scene.fake().requests().stream().filter(each -> each.path().endsWith("/pods")).toList();
  }

  private static List<Integer> statuses(Scene scene) {
    return lists(scene).stream().map(RecordedRequest::status).toList();
  }

  private static List<String> users(Scene scene) {
    return lists(scene).stream().map(RecordedRequest::user).toList();
  }

  /** The end of the sentence after which list-pods gives up on what the plugin did. */
  private static void refused(Scene scene, String fields, String sentence) throws Exception {
    var config = kubeconfig(scene, fields);
    scene.fake().forgetRequests();
    Expect.refused(
        1,
        "The request failed: %s: exec of user \"u\" runs %s.".formatted(config, sentence),
        scene.run("list-pods", "--kubeconfig", config.toString()));
    assertEquals(List.of(), scene.fake().requests()); // above all not as system:anonymous
  }

  private static void refused(Scene scene, String sentence) throws Exception {
    refused(scene, DEFAULT, "\"./bin/login\", which " + sentence);
  }

  // ---- how it is run ----

  @Contract(
      id = "cluster-access.k9-token",
      says = "The token that an exec plugin prints is used, although the plugin writes a warning",
      on = {Distance.FAKE, Distance.PROCESS})
  void token(Scene scene) throws Exception {
    var plugin = Plugin.in(scene);
    plugin.answersToken();
    var config = kubeconfig(scene, DEFAULT);

    assertEquals(TWO, Expect.pods(scene.run("list-pods", "--kubeconfig", config.toString())));
    assertEquals(List.of(scene.user()), users(scene));
    assertEquals(1, plugin.runs());
  }

  @Contract(
      id = "cluster-access.k9-v1beta1",
      says = "An exec plugin that speaks v1beta1, as those of EKS, GKE and AKS do, is understood",
      on = Distance.FAKE)
  void v1beta1(Scene scene) throws Exception {
    var plugin = Plugin.in(scene);
    plugin.answers(V1_BETA, Api.object().put("token", scene.token()));
    var config = kubeconfig(scene, V1_BETA, "command: ./bin/login");

    assertEquals(TWO, Expect.pods(scene.run("list-pods", "--kubeconfig", config.toString())));
    assertEquals(V1_BETA, Api.JSON.readTree(plugin.left("info")).get("apiVersion").asString());
  }

  @Contract(
      id = "cluster-access.k9-not-before-it-is-needed",
      says = "Finding the cluster runs no exec plugin; the first request does",
      on = Distance.FAKE)
  void notBeforeItIsNeeded(Scene scene) throws Exception {
    var plugin = Plugin.in(scene);
    plugin.answersToken();
    var config = kubeconfig(scene, DEFAULT).toString();

    var answer = scene.run("cluster-access", "--json", "--kubeconfig", config);
    var identity = Api.JSON.readTree(answer.out()).get("identity").asString();
    assertEquals("exec ./bin/login", identity);
    scene.open("--kubeconfig", config).close();
    assertEquals(0, plugin.runs());
  }

  @Contract(
      id = "cluster-access.k9-info",
      says = "An exec plugin is told the version, and that nobody is there to answer its questions",
      on = Distance.FAKE)
  void info(Scene scene) throws Exception {
    var plugin = Plugin.in(scene);
    plugin.answersToken();
    var config = kubeconfig(scene, "command: ./bin/login, interactiveMode: IfAvailable");

    assertEquals(TWO, Expect.pods(scene.run("list-pods", "--kubeconfig", config.toString())));
    assertEquals(
        Api.JSON.readTree(
            """
            {"kind": "ExecCredential", "apiVersion": "client.authentication.k8s.io/v1",
             "spec": {"interactive": false}}
            """),
        Api.JSON.readTree(plugin.left("info")));
    assertEquals("", plugin.left("asked"));
  }

  @Contract(
      id = "cluster-access.k9-cluster-info",
      says = "An exec plugin that asks for it is told server, CA and the cluster's own settings",
      on = Distance.FAKE)
  void clusterInfo(Scene scene) throws Exception {
    var plugin = Plugin.in(scene);
    plugin.answersToken();
    var config = kubeconfig(scene, DEFAULT + ", provideClusterInfo: true");
    var settings =
        "extensions: [{name: other, extension: no}, {name: client.authentication.k8s.io/exec,"
            + " extension: {audience: team-a}}], certificate-authority-data";
    var text = Files.readString(config).replace("certificate-authority-data", settings);
    Files.writeString(config, text);

    assertEquals(TWO, Expect.pods(scene.run("list-pods", "--kubeconfig", config.toString())));
    var cluster = Api.JSON.readTree(plugin.left("info")).at("/spec/cluster");
    var expected = Api.object().put("server", scene.api().server().toString().replaceAll("/$", ""));
    expected.put("certificate-authority-data", Scene.base64(scene.api().caPem()));
    expected.putObject("config").put("audience", "team-a");
    assertEquals(expected, cluster);
  }

  @Contract(
      id = "cluster-access.k9-path",
      says = "A command without a slash is looked for on the PATH of the environment",
      on = Distance.FAKE)
  void path(Scene scene) throws Exception {
    var plugin = Plugin.in(scene, "some where");
    plugin.answersToken();
    scene.environment().put("PATH", "/nowhere:" + plugin.folder() + ":/usr/bin:/bin");
    var config = kubeconfig(scene, "command: login, interactiveMode: Never");

    assertEquals(TWO, Expect.pods(scene.run("list-pods", "--kubeconfig", config.toString())));
  }

  @Contract(
      id = "cluster-access.k9-path-of-the-working-folder",
      says = "A command is not looked for in the working folder, whatever PATH says",
      on = Distance.FAKE)
  void pathOfTheWorkingFolder(Scene scene) throws Exception {
    var plugin = Plugin.in(scene);
    plugin.answersToken();
    var working = Path.of("").toAbsolutePath().relativize(plugin.folder());
    scene.environment().put("PATH", ":" + working);

    refused(
        scene,
        "command: login, interactiveMode: Never",
        "\"login\", which is not on the PATH; install it");
    assertEquals(0, plugin.runs());
  }

  @Contract(
      id = "cluster-access.k9-arguments",
      says = "Arguments reach an exec plugin as they are written, and no shell reads them",
      on = Distance.FAKE)
  void arguments(Scene scene) throws Exception {
    var plugin = Plugin.in(scene);
    plugin.answersToken();
    var config = kubeconfig(scene, DEFAULT + ", args: [$HOME, 'a b', 'x;id', '', 12e03]");

    assertEquals(TWO, Expect.pods(scene.run("list-pods", "--kubeconfig", config.toString())));
    assertEquals("$HOME\na b\nx;id\n\n12e03\n", plugin.left("arguments"));
  }

  @Contract(
      id = "cluster-access.k9-environment",
      says = "An exec plugin inherits the environment, with the variables of the kubeconfig on top",
      on = Distance.FAKE)
  void environment(Scene scene) throws Exception {
    var plugin = Plugin.in(scene);
    plugin.answersToken();
    scene.environment().putAll(Map.of("INHERITED", "yes", "AWS_PROFILE", "mine"));
    var env = "env: [{name: AWS_PROFILE, value: prod}, {name: EMPTY, value: ''}]";
    var config = kubeconfig(scene, DEFAULT + ", " + env);

    assertEquals(TWO, Expect.pods(scene.run("list-pods", "--kubeconfig", config.toString())));
    var lines = new HashSet<>(plugin.left("environment").lines().toList());
    // What a shell sets by itself.
    lines.removeIf(line -> line.matches("(PWD|OLDPWD|SHLVL|_|KUBERNETES_EXEC_INFO)=.*"));
    assertEquals(Set.of("INHERITED=yes", "AWS_PROFILE=prod", "EMPTY="), lines);
  }

  // ---- what it does wrong ----

  @Contract(
      id = "cluster-access.k9-missing",
      says = "A plugin that is not installed is an error with the kubeconfig's hint in one line",
      on = {Distance.FAKE, Distance.PROCESS})
  void missing(Scene scene) throws Exception {
    refused(
        scene,
        "command: no-such-login, interactiveMode: Never, installHint: \"Get \\e[1mit\\n  from"
            + " https://login.example.\\n\"",
        "\"no-such-login\", which is not on the PATH; install it: Get it from"
            + " https://login.example");
  }

  @Contract(
      id = "cluster-access.k9-missing-file",
      says = "A plugin that is not where the kubeconfig says is an error with the place",
      on = Distance.FAKE)
  void missingFile(Scene scene) throws Exception {
    var place = scene.folder().resolve("bin/login");
    refused(scene, "is not at %s; install it".formatted(place));
  }

  @Contract(
      id = "cluster-access.k9-not-a-program",
      says = "A plugin that cannot be started is an error",
      on = Distance.FAKE)
  void notAProgram(Scene scene) throws Exception {
    Scene.write(scene.folder().resolve("bin/login"), "text");
    refused(scene, "cannot be started; check that it is a program for this machine");
  }

  @Contract(
      id = "cluster-access.k9-exit-code",
      says = "A plugin that fails is an error with its exit code, whatever it has printed",
      on = {Distance.FAKE, Distance.PROCESS})
  void exitCode(Scene scene) throws Exception {
    Plugin.in(scene).endsWith(3).answersToken();
    refused(scene, "ended with exit code 3; run it by hand to see why");
  }

  @Contract(
      id = "cluster-access.k9-malformed",
      says = "An answer that is not JSON is an error, and is not shown",
      on = Distance.FAKE)
  void malformed(Scene scene) throws Exception {
    Plugin.in(scene).prints("token: " + scene.secret("printed-5ecret-marker"));
    refused(scene, "printed something other than an ExecCredential; run it by hand to see");
  }

  @Contract(
      id = "cluster-access.k9-nothing-printed",
      says = "A plugin that prints nothing is an error",
      on = Distance.FAKE)
  void nothingPrinted(Scene scene) throws Exception {
    Plugin.in(scene).prints("");
    refused(scene, "printed something other than an ExecCredential; run it by hand to see");
  }

  @Contract(
      id = "cluster-access.k9-too-much",
      says = "A plugin that does not stop printing is an error, and is stopped",
      on = Distance.FAKE)
  void tooMuch(Scene scene) throws Exception {
    Plugin.in(scene).prints("x".repeat(2 << 20));
    refused(scene, "printed more than 1048576 bytes");
  }

  @Contract(
      id = "cluster-access.k9-wrong-kind",
      says = "An answer of another kind is an error",
      on = Distance.FAKE)
  void wrongKind(Scene scene) throws Exception {
    var answer = Api.object().put("kind", "TokenReview").put("apiVersion", V1);
    answer.putObject("status").put("token", scene.token());
    Plugin.in(scene).prints(answer.toString());
    refused(scene, "printed something other than an ExecCredential; run it by hand to see");
  }

  @Contract(
      id = "cluster-access.k9-wrong-version",
      says = "An answer in another version than the kubeconfig asks for is an error",
      on = Distance.FAKE)
  void wrongVersion(Scene scene) throws Exception {
    Plugin.in(scene).answers(V1_BETA, Api.object().put("token", scene.token()));
    refused(
        scene,
        "answered in another apiVersion than %s; correct apiVersion, or update it".formatted(V1));
  }

  @Contract(
      id = "cluster-access.k9-no-credential",
      says = "An answer without a credential is an error, never system:anonymous",
      on = Distance.FAKE)
  void noCredential(Scene scene) throws Exception {
    Plugin.in(scene).answers(Api.object());
    refused(scene, "printed neither a token nor a client certificate; log in with it first");
  }

  @Contract(
      id = "cluster-access.k9-half-a-certificate",
      says = "A client certificate without its key is an error",
      on = Distance.FAKE)
  void halfACertificate(Scene scene) throws Exception {
    var jane = scene.fake().certificates().identity("jane", List.of());
    Plugin.in(scene).answers(Api.object().put("clientCertificateData", jane.certificatePem()));
    refused(scene, "printed a client certificate without its key, or a key alone");
  }

  @Contract(
      id = "cluster-access.k9-bad-key",
      says = "A key that cannot be read is an error, and is not shown",
      on = Distance.FAKE)
  void badKey(Scene scene) throws Exception {
    var jane = scene.fake().certificates().identity("jane", List.of());
    var status = Api.object().put("clientCertificateData", jane.certificatePem());
    Plugin.in(scene).answers(status.put("clientKeyData", scene.secret("key-5ecret-marker")));
    refused(scene, "printed a client certificate or key that cannot be read");
  }

  @Contract(
      id = "cluster-access.k9-bad-token",
      says = "A token with a line feed is an error, and is not shown",
      on = Distance.FAKE)
  void badToken(Scene scene) throws Exception {
    Plugin.in(scene).answers(Api.object().put("token", scene.secret("token-5ecret-marker") + "\n"));
    refused(scene, "printed a token with a character that no token has");
  }

  @Contract(
      id = "cluster-access.k9-bad-expiry",
      says = "An expiry that cannot be read is an error, never for ever",
      on = Distance.FAKE)
  void badExpiry(Scene scene) throws Exception {
    var status = Api.object().put("token", scene.token()).put("expirationTimestamp", "tomorrow");
    Plugin.in(scene).answers(status);
    refused(scene, "printed an expirationTimestamp that is not RFC 3339");
  }

  @Contract(
      id = "cluster-access.k9-nothing-secret",
      says = "Neither an open client nor what it throws shows what an exec plugin printed",
      on = Distance.FAKE)
  void nothingSecret(Scene scene) throws Exception {
    var plugin = Plugin.in(scene);
    var token = plugin.answersToken();
    var secrets = List.of(token, "noise-5ecret-marker", "variable-5ecret-marker");
    var env = ", env: [{name: SECRET, value: variable-5ecret-marker}]";
    var config = kubeconfig(scene, DEFAULT + env);
    secrets.forEach(scene::secret);
    try (var lister = Lister.with(scene, config.toString());
        var client = scene.open("--kubeconfig", config.toString())) {
      assertEquals(TWO, lister.list());
      scene.fake().revokeToken(token);
      assertTrue(lister.refusal().contains("(401)"));
      plugin.endsWith(1);
      var failed = assertThrows(Exception.class, () -> client.get(pods(scene)));

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
      on = Distance.FAKE)
  void cached(Scene scene) throws Exception {
    var plugin = Plugin.in(scene);
    plugin.answersToken();
    try (var lister = open(scene)) {
      assertEquals(TWO, lister.list());
      scene.later(LIFE - 60); // less what the start took
      assertEquals(TWO, lister.list());
      assertEquals(1, plugin.runs());
    }
  }

  @Contract(
      id = "cluster-access.k9-no-expiry",
      says = "An answer that does not say until when it holds is used until it is refused",
      on = Distance.FAKE)
  void noExpiry(Scene scene) throws Exception {
    var plugin = Plugin.in(scene).answers(Api.object().put("token", scene.token()));
    try (var lister = open(scene)) {
      assertEquals(TWO, lister.list());
      scene.later(TimeUnit.DAYS.toSeconds(30));
      assertEquals(TWO, lister.list());
      assertEquals(1, plugin.runs());
    }
  }

  @Contract(
      id = "cluster-access.k9-expired",
      says = "An exec plugin is run again when its answer has expired, before that is refused",
      on = Distance.FAKE)
  void expired(Scene scene) throws Exception {
    var plugin = Plugin.in(scene);
    var old = plugin.answersToken();
    try (var lister = open(scene)) {
      assertEquals(TWO, lister.list());

      scene.later(LIFE);
      plugin.answersToken();
      scene.fake().revokeToken(old);
      scene.fake().forgetRequests();

      assertEquals(TWO, lister.list());
      assertEquals(List.of(200), statuses(scene));
      assertEquals(2, plugin.runs());
    }
  }

  @Contract(
      id = "cluster-access.k9-refused-then-run",
      says =
          "An exec plugin is run again when its token is refused, and the request sent once more",
      on = Distance.FAKE)
  void refusedThenRun(Scene scene) throws Exception {
    var plugin = Plugin.in(scene);
    var old = plugin.answersToken();
    try (var lister = open(scene)) {
      assertEquals(TWO, lister.list());

      plugin.answersToken();
      scene.fake().revokeToken(old);
      scene.fake().forgetRequests();

      assertEquals(TWO, lister.list());
      assertEquals(List.of(401, 200), statuses(scene));
      assertEquals(2, plugin.runs());
    }
  }

  @Contract(
      id = "cluster-access.k9-same-token",
      says = "A refused token that the plugin prints again is not sent a second time",
      on = Distance.FAKE)
  void sameToken(Scene scene) throws Exception {
    var plugin = Plugin.in(scene);
    scene.fake().revokeToken(plugin.answersToken());
    try (var lister = open(scene)) {
      var sentence = lister.refusal();

      assertTrue(sentence.contains("(401)"), sentence);
      assertEquals(List.of(401), statuses(scene));
      assertEquals(2, plugin.runs());
    }
  }

  @Contract(
      id = "cluster-access.k9-fails-later",
      says = "A plugin that fails when it is run again is asked again by the next request",
      on = Distance.FAKE)
  void failsLater(Scene scene) throws Exception {
    var plugin = Plugin.in(scene);
    plugin.answersToken();
    try (var lister = open(scene)) {
      assertEquals(TWO, lister.list());

      scene.later(LIFE);
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
      on = Distance.FAKE)
  void manyAtOnce(Scene scene) throws Exception {
    var plugin = Plugin.in(scene);
    plugin.answersToken();
    Scene.write(plugin.folder().resolve("hold"), "");
    try (var client = client(scene)) {
      all(scene, client, () -> Files.delete(plugin.folder().resolve("hold")));
      assertEquals(1, plugin.runs());
    }
  }

  @Contract(
      id = "cluster-access.k9-many-refused-at-once",
      says = "Of many requests that are refused at once, one runs the plugin, and all succeed",
      on = Distance.FAKE)
  void manyRefusedAtOnce(Scene scene) throws Exception {
    var plugin = Plugin.in(scene);
    var old = plugin.answersToken();
    try (var client = client(scene)) {
      assertEquals(200, client.get(pods(scene)));
      plugin.answersToken();
      scene.fake().revokeToken(old);

      all(scene, client, () -> {});
      assertEquals(2, plugin.runs());
    }
  }

  private interface Release {
    void go() throws Exception;
  }

  /** Lists pods in many threads, and lets them go when all have begun. */
  private static void all(Scene scene, OpenClient client, Release release) throws Exception {
    var threads = Executors.newFixedThreadPool(CALLERS);
    var begun = new CountDownLatch(CALLERS);
    var pods = pods(scene);
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

  private static Certificates.Identity administrator(Scene scene, String name) {
    return scene.fake().certificates().identity(name, List.of("system:masters"));
  }

  @Contract(
      id = "cluster-access.k9-certificate",
      says = "The client certificate that an exec plugin prints is shown to the server",
      on = {Distance.FAKE, Distance.PROCESS})
  void certificate(Scene scene) throws Exception {
    Plugin.in(scene).answersCertificate(administrator(scene, "jane"));
    var config = kubeconfig(scene, DEFAULT);
    scene.fake().forgetRequests();

    assertEquals(TWO, Expect.pods(scene.run("list-pods", "--kubeconfig", config.toString())));
    assertEquals(List.of("jane"), users(scene));
  }

  @Contract(
      id = "cluster-access.k9-certificate-expired",
      says = "A client certificate that an exec plugin replaced is the one shown from then on",
      on = Distance.FAKE)
  void certificateExpired(Scene scene) throws Exception {
    var plugin = Plugin.in(scene).answersCertificate(administrator(scene, "jane"));
    try (var lister = open(scene)) {
      scene.fake().forgetRequests();
      assertEquals(TWO, lister.list());
      assertEquals(TWO, lister.list());

      scene.later(LIFE);
      plugin.answersCertificate(administrator(scene, "mary"));

      assertEquals(TWO, lister.list());
      assertEquals(TWO, lister.list());
      assertEquals(List.of("jane", "jane", "mary", "mary"), users(scene));
      assertEquals(2, plugin.runs());
    }
  }

  @Contract(
      id = "cluster-access.k9-certificate-refused",
      says =
          "An exec plugin is run again when its client certificate is refused, and the next shown",
      on = Distance.FAKE)
  void certificateRefused(Scene scene) throws Exception {
    var plugin = Plugin.in(scene).answersCertificate(administrator(scene, "jane"));
    try (var lister = open(scene)) {
      assertEquals(TWO, lister.list());

      plugin.answersCertificate(administrator(scene, "mary"));
      scene.fake().forgetRequests();
      scene.fake().fault(Fault.unauthorized("GET", PODS));

      assertEquals(TWO, lister.list());
      assertEquals(List.of(401, 200), statuses(scene));
      assertEquals(List.of("jane", "mary"), users(scene));
      assertEquals(2, plugin.runs());
    }
  }

  @Contract(
      id = "cluster-access.k9-same-certificate",
      says = "A refused client certificate that the plugin prints again is not shown a second time",
      on = Distance.FAKE)
  void sameCertificate(Scene scene) throws Exception {
    var plugin = Plugin.in(scene).answersCertificate(administrator(scene, "jane"));
    try (var lister = open(scene)) {
      scene.fake().forgetRequests();
      scene.fake().fault(Fault.unauthorized("GET", PODS));

      lister.refusal();
      assertEquals(List.of(401), statuses(scene));
      assertEquals(2, plugin.runs());
    }
  }

  @Contract(
      id = "cluster-access.k9-certificates-refused-at-once",
      says =
          "Of many requests whose client certificate is refused, one runs the plugin, all succeed",
      on = Distance.FAKE)
  void certificatesRefusedAtOnce(Scene scene) throws Exception {
    var plugin = Plugin.in(scene).answersCertificate(administrator(scene, "leaver"));
    try (var client = client(scene)) {
      assertEquals(200, client.get(pods(scene)));
      plugin.answersCertificate(administrator(scene, "mary"));
      scene.fake().revokeCertificates("leaver");

      all(scene, client, () -> {});
      assertEquals(2, plugin.runs());
    }
  }

  // ---- the name that the server's certificate must hold ----

  private static final String NAME = "kubernetes.example";

  /** Lists pods of a server by a kubeconfig that names what its certificate must hold. */
  private static Lister openAs(Scene scene, FakeApiServer server, String host, String name)
      throws Exception {
    server.addToken("opaque-5ecret-marker", "admin", List.of("system:masters"));
    var address = "https://%s:%d".formatted(host, server.uri().getPort());
    var user = "{token: %s}".formatted(scene.secret("opaque-5ecret-marker"));
    var config = scene.kubeconfig(address, server.caPem(), user);
    var named = "tls-server-name: %s, certificate-authority-data".formatted(name);
    Files.writeString(
        config, Files.readString(config).replace("certificate-authority-data", named));
    return Lister.with(scene, config.toString());
  }

  @Contract(
      id = "cluster-access.k10-tls-server-name-is-asked-for",
      says = "tls-server-name is asked for in the handshake with an IP address, and suffices",
      on = Distance.FAKE)
  void serverNameIsAskedFor(Scene scene) throws Exception {
    try (var server = FakeApiServer.startAs(NAME);
        var lister = openAs(scene, server, "127.0.0.1", NAME)) {
      assertEquals(List.of(), lister.list());
      assertEquals(NAME, server.requests().get(0).serverName());
    }
  }

  @Contract(
      id = "cluster-access.k10-tls-server-name-replaces-the-host",
      says = "tls-server-name is asked for in place of the host name in server, and suffices",
      on = Distance.FAKE)
  void serverNameReplacesTheHost(Scene scene) throws Exception {
    try (var server = FakeApiServer.startAs(NAME);
        var lister = openAs(scene, server, "localhost", NAME)) {
      assertEquals(List.of(), lister.list());
      assertEquals(NAME, server.requests().get(0).serverName());
    }
  }

  @Contract(
      id = "cluster-access.k10-tls-server-name-is-checked",
      says = "A certificate for the address and not for tls-server-name is refused",
      on = Distance.FAKE)
  void serverNameIsChecked(Scene scene) throws Exception {
    try (var server = FakeApiServer.start();
        var lister = openAs(scene, server, "127.0.0.1", NAME)) {
      var sentence = lister.refusal();
      assertTrue(sentence.startsWith("The server's certificate is not for this address"), sentence);
      assertEquals(List.of(), server.requests());
    }
  }

  // ---- in a pod ----

  @Contract(
      id = "cluster-access.pod-loads-no-kubeconfig",
      says = "A start in a pod loads neither the kubeconfig's half of the switch nor the plugins'",
      on = Distance.PROCESS)
  void podLoadsNoKubeconfig(Scene scene) throws Exception {
    scene.role("list-pods").pods(2, "pod", Map.of());
    scene.jvm().add("-verbose:class");

    var outcome = scene.runInPod("list-pods");

    assertEquals(0, outcome.exit(), outcome::err);
    var loaded = outcome.out().lines().filter(line -> line.contains("example.")).toList();
    assertTrue(loaded.stream().anyMatch(line -> line.contains(".ClusterAccess")), loaded::toString);
    for (var half : List.of(".Kubeconfig", ".ExecCredential")) {
      assertFalse(loaded.stream().anyMatch(line -> line.contains(half)), loaded::toString);
    }
  }
}

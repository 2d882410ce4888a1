package example.contract.cases;

import static example.contract.Contract.TestLevel.FAKE;
import static example.contract.Contract.TestLevel.PROCESS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import example.contract.AdminClient;
import example.contract.CaseContext;
import example.contract.Contract;
import example.contract.Driver.OpenClient;
import example.contract.KubeconfigText;
import example.fakeapiserver.FakeApiServer;
import example.fakeapiserver.FakeCertificates.Identity;
import example.fakeapiserver.faults.Fault;
import example.fakeapiserver.http.RecordedRequest;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Exec credential plugins: what one is told, when it is run, and what becomes of what it prints.
 * The plugin is a shell script of ours that leaves traces. What a kubeconfig may say of a plugin is
 * in access-cases.yaml.
 */
public final class ExecCredentialCases {

  private static final String V1 = "client.authentication.k8s.io/v1";
  private static final String V1_BETA = "client.authentication.k8s.io/v1beta1";
  private static final String DEFAULT = "command: ./bin/login, interactiveMode: Never";
  private static final int LIFE = 600; // seconds that an answer of the plugin holds

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

    static Plugin in(CaseContext context) throws Exception {
      return in(context, "bin");
    }

    static Plugin in(CaseContext context, String name) throws Exception {
      Pods.make(2, context).secret("noise-5ecret-marker");
      var plugin = new Plugin(context, context.folder().resolve(name));
      plugin.write("login", SCRIPT).write("code", "0");
      assertTrue(plugin.folder.resolve("login").toFile().setExecutable(true));
      return plugin;
    }

    static Plugin withToken(CaseContext context) throws Exception {
      var plugin = in(context);
      plugin.answersToken();
      return plugin;
    }

    Plugin write(String file, String text) {
      CaseContext.write(folder.resolve(file), text);
      return this;
    }

    Plugin answers(JsonNode status) {
      return answers(V1, status);
    }

    Plugin answers(String apiVersion, JsonNode status) {
      var answer = object("kind", "ExecCredential", "apiVersion", apiVersion);
      answer.set("status", status);
      return write("answer", answer.toString());
    }

    /** Answers a fresh token of the case's service account, which holds for a while. */
    String answersToken() {
      var token = context.token();
      answers(object("token", token, "expirationTimestamp", expiry()));
      return token;
    }

    /** Answers a certificate of an administrator, which holds for a while. */
    Plugin answersCertificate(String name) {
      var identity = administrator(name);
      return answers(
          object(
              "clientCertificateData",
              identity.certificatePem(),
              "clientKeyData",
              context.secret(identity.keySec1Pem()),
              "expirationTimestamp",
              expiry()));
    }

    Identity administrator(String name) {
      return context.fake().certificates().identity(name, List.of("system:masters"));
    }

    private String expiry() {
      return context.now().plusSeconds(LIFE).toString();
    }

    String left(String trace) throws IOException {
      return Files.readString(folder.resolve(trace));
    }

    int runs() throws IOException {
      var runs = folder.resolve("runs");
      return Files.exists(runs) ? Files.readAllLines(runs).size() : 0;
    }

    /** Lists the pods with a kubeconfig whose user runs the plugin. */
    void lists(String fields) throws Exception {
      var config = kubeconfig(context, V1, fields);
      context.fake().forgetRequests();
      assertEquals(Pods.TWO, Pods.printed(context.runWith(config, "list-pods")));
    }

    Lister open() throws Exception {
      return Lister.with(context, kubeconfig(context, V1, DEFAULT));
    }

    OpenClient client() throws Exception {
      return context.open("--kubeconfig", kubeconfig(context, V1, DEFAULT).toString());
    }

    List<String> users() {
      return Pods.requests(context).stream().map(RecordedRequest::user).toList();
    }
  }

  private static ObjectNode object(String... fieldsAndValues) {
    var object = AdminClient.object();
    for (var i = 0; i < fieldsAndValues.length; i += 2) {
      object.put(fieldsAndValues[i], fieldsAndValues[i + 1]);
    }
    return object;
  }

  private static Path kubeconfig(CaseContext context, String apiVersion, String fields) {
    return context.kubeconfig("{exec: {apiVersion: %s, %s}}".formatted(apiVersion, fields));
  }

  /** The end of the sentence after which list-pods gives up on what the plugin did. */
  private static void refused(CaseContext context, String fields, String sentence)
      throws Exception {
    var config = kubeconfig(context, V1, fields);
    context.fake().forgetRequests();
    Expect.refused(
        1,
        "The request failed: %s: exec of user \"jane\" runs %s.".formatted(config, sentence),
        context.runWith(config, "list-pods"));
    assertEquals(List.of(), context.fake().requests()); // above all not as system:anonymous
  }

  private static void refused(CaseContext context, String sentence) throws Exception {
    refused(context, DEFAULT, "\"./bin/login\", which " + sentence);
  }

  // ---- how it is run ----

  @Contract(
      id = "cluster-access.k9-token",
      says = "The token that an exec plugin prints is used, although the plugin writes a warning",
      on = {FAKE, PROCESS})
  void token(CaseContext context) throws Exception {
    var plugin = Plugin.withToken(context);

    plugin.lists(DEFAULT);
    assertEquals(List.of(context.user()), plugin.users());
    assertEquals(1, plugin.runs());
  }

  @Contract(
      id = "cluster-access.k9-v1beta1",
      says = "An exec plugin that speaks v1beta1, as those of EKS, GKE and AKS do, is understood")
  void v1beta1(CaseContext context) throws Exception {
    var plugin = Plugin.in(context).answers(V1_BETA, object("token", context.token()));
    var config = kubeconfig(context, V1_BETA, "command: ./bin/login");

    assertEquals(Pods.TWO, Pods.printed(context.runWith(config, "list-pods")));
    var info = AdminClient.JSON.readTree(plugin.left("info"));
    assertEquals(V1_BETA, info.get("apiVersion").asString());
  }

  @Contract(
      id = "cluster-access.k9-not-before-it-is-needed",
      says = "Finding the cluster runs no exec plugin; the first request does")
  void notBeforeItIsNeeded(CaseContext context) throws Exception {
    var plugin = Plugin.withToken(context);

    var answer = context.runWith(kubeconfig(context, V1, DEFAULT), "cluster-access", "--json");
    var identity = AdminClient.JSON.readTree(answer.out()).get("identity").asString();
    assertEquals("exec ./bin/login", identity);
    plugin.client().close();
    assertEquals(0, plugin.runs());
  }

  @Contract(
      id = "cluster-access.k9-info",
      says = "An exec plugin is told the version, and that nobody is there to answer its questions")
  void info(CaseContext context) throws Exception {
    var plugin = Plugin.withToken(context);

    plugin.lists("command: ./bin/login, interactiveMode: IfAvailable");
    var expected = object("kind", "ExecCredential", "apiVersion", V1);
    expected.putObject("spec").put("interactive", false);
    assertEquals(expected, AdminClient.JSON.readTree(plugin.left("info")));
    assertEquals("", plugin.left("asked"));
  }

  @Contract(
      id = "cluster-access.k9-cluster-info",
      says = "An exec plugin that asks for it is told server, CA and the cluster's own settings")
  void clusterInfo(CaseContext context) throws Exception {
    var plugin = Plugin.withToken(context);
    var config = kubeconfig(context, V1, DEFAULT + ", provideClusterInfo: true");
    var settings =
        "extensions: [{name: other, extension: no}, {name: client.authentication.k8s.io/exec,"
            + " extension: {audience: team-a}}], certificate-authority-data";
    var text = Files.readString(config).replace("certificate-authority-data", settings);
    Files.writeString(config, text);

    assertEquals(Pods.TWO, Pods.printed(context.runWith(config, "list-pods")));
    var expected =
        object(
            "server",
            context.api().server().toString().replaceAll("/$", ""),
            "certificate-authority-data",
            KubeconfigText.base64(context.api().caPem()));
    expected.putObject("config").put("audience", "team-a");
    assertEquals(expected, AdminClient.JSON.readTree(plugin.left("info")).at("/spec/cluster"));
  }

  @Contract(
      id = "cluster-access.k9-path",
      says = "A command without a slash is looked for on the PATH of the environment")
  void path(CaseContext context) throws Exception {
    var plugin = Plugin.in(context, "some where");
    plugin.answersToken();
    context.environment().put("PATH", "/nowhere:" + plugin.folder() + ":/usr/bin:/bin");

    plugin.lists("command: login, interactiveMode: Never");
  }

  @Contract(
      id = "cluster-access.k9-path-of-the-working-folder",
      says = "A command is not looked for in the working folder, whatever PATH says")
  void pathOfTheWorkingFolder(CaseContext context) throws Exception {
    var plugin = Plugin.withToken(context);
    var working = Path.of("").toAbsolutePath().relativize(plugin.folder());
    context.environment().put("PATH", ":" + working);

    var command = "command: login, interactiveMode: Never";
    refused(context, command, "\"login\", which is not on the PATH; install it");
    assertEquals(0, plugin.runs());
  }

  @Contract(
      id = "cluster-access.k9-arguments",
      says = "Arguments reach an exec plugin as they are written, and no shell reads them")
  void arguments(CaseContext context) throws Exception {
    var plugin = Plugin.withToken(context);

    plugin.lists(DEFAULT + ", args: [$HOME, 'a b', 'x;id', '', 12e03]");
    assertEquals("$HOME\na b\nx;id\n\n12e03\n", plugin.left("arguments"));
  }

  @Contract(
      id = "cluster-access.k9-environment",
      says = "An exec plugin inherits the environment, with the variables of the kubeconfig on top")
  void environment(CaseContext context) throws Exception {
    var plugin = Plugin.withToken(context);
    context.environment().putAll(Map.of("INHERITED", "yes", "AWS_PROFILE", "mine"));

    plugin.lists(DEFAULT + ", env: [{name: AWS_PROFILE, value: prod}, {name: EMPTY, value: ''}]");
    var lines = new HashSet<>(plugin.left("environment").lines().toList());
    // What a shell sets by itself.
    lines.removeIf(line -> line.matches("(PWD|OLDPWD|SHLVL|_|KUBERNETES_EXEC_INFO)=.*"));
    assertEquals(Set.of("INHERITED=yes", "AWS_PROFILE=prod", "EMPTY="), lines);
  }

  // ---- what it does wrong ----

  @Contract(
      id = "cluster-access.k9-missing",
      says = "A plugin that is not installed is an error with the kubeconfig's hint in one line",
      on = {FAKE, PROCESS})
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
      says = "A plugin that is not where the kubeconfig says is an error with the place")
  void missingFile(CaseContext context) throws Exception {
    var place = context.folder().resolve("bin/login");
    refused(context, "is not at %s; install it".formatted(place));
  }

  @Contract(
      id = "cluster-access.k9-not-a-program",
      says = "A plugin that cannot be started is an error")
  void notAProgram(CaseContext context) throws Exception {
    CaseContext.write(context.folder().resolve("bin/login"), "text");
    refused(context, "cannot be started; check that it is a program for this machine");
  }

  @Contract(
      id = "cluster-access.k9-exit-code",
      says = "A plugin that fails is an error with its exit code, whatever it has printed",
      on = {FAKE, PROCESS})
  void exitCode(CaseContext context) throws Exception {
    Plugin.in(context).write("code", "3").answersToken();
    refused(context, "ended with exit code 3; run it by hand to see why");
  }

  @Contract(
      id = "cluster-access.k9-malformed",
      says = "An answer that is not JSON is an error, and is not shown")
  void malformed(CaseContext context) throws Exception {
    Plugin.in(context).write("answer", "token: " + context.secret("printed-5ecret-marker"));
    refused(context, "printed something other than an ExecCredential; run it by hand to see");
  }

  @Contract(
      id = "cluster-access.k9-nothing-printed",
      says = "A plugin that prints nothing is an error")
  void nothingPrinted(CaseContext context) throws Exception {
    Plugin.in(context).write("answer", "");
    refused(context, "printed something other than an ExecCredential; run it by hand to see");
  }

  @Contract(
      id = "cluster-access.k9-too-much",
      says = "A plugin that does not stop printing is an error, and is stopped")
  void tooMuch(CaseContext context) throws Exception {
    Plugin.in(context).write("answer", "x".repeat(2 << 20));
    refused(context, "printed more than 1048576 bytes");
  }

  @Contract(id = "cluster-access.k9-wrong-kind", says = "An answer of another kind is an error")
  void wrongKind(CaseContext context) throws Exception {
    var answer = object("kind", "TokenReview", "apiVersion", V1);
    answer.set("status", object("token", context.token()));
    Plugin.in(context).write("answer", answer.toString());
    refused(context, "printed something other than an ExecCredential; run it by hand to see");
  }

  @Contract(
      id = "cluster-access.k9-wrong-version",
      says = "An answer in another version than the kubeconfig asks for is an error")
  void wrongVersion(CaseContext context) throws Exception {
    Plugin.in(context).answers(V1_BETA, object("token", context.token()));
    refused(
        context,
        "answered in another apiVersion than %s; correct apiVersion, or update it".formatted(V1));
  }

  @Contract(
      id = "cluster-access.k9-no-credential",
      says = "An answer without a credential is an error, never system:anonymous")
  void noCredential(CaseContext context) throws Exception {
    Plugin.in(context).answers(object());
    refused(context, "printed neither a token nor a client certificate; log in with it first");
  }

  @Contract(
      id = "cluster-access.k9-half-a-certificate",
      says = "A client certificate without its key is an error")
  void halfACertificate(CaseContext context) throws Exception {
    var plugin = Plugin.in(context);
    plugin.answers(object("clientCertificateData", plugin.administrator("jane").certificatePem()));
    refused(context, "printed a client certificate without its key, or a key alone");
  }

  @Contract(
      id = "cluster-access.k9-bad-key",
      says = "A key that cannot be read is an error, and is not shown")
  void badKey(CaseContext context) throws Exception {
    var plugin = Plugin.in(context);
    var status = object("clientCertificateData", plugin.administrator("jane").certificatePem());
    plugin.answers(status.put("clientKeyData", context.secret("key-5ecret-marker")));
    refused(context, "printed a client certificate or key that cannot be read");
  }

  @Contract(
      id = "cluster-access.k9-bad-token",
      says = "A token that contains a newline is an error, and is not shown")
  void badToken(CaseContext context) throws Exception {
    Plugin.in(context).answers(object("token", context.secret("token-5ecret-marker") + "\n"));
    refused(context, "printed a token with a character that no token has");
  }

  @Contract(
      id = "cluster-access.k9-bad-expiry",
      says = "An expiry that cannot be read is an error, never for ever")
  void badExpiry(CaseContext context) throws Exception {
    var status = object("token", context.token(), "expirationTimestamp", "tomorrow");
    Plugin.in(context).answers(status);
    refused(context, "printed an expirationTimestamp that is not RFC 3339");
  }

  @Contract(
      id = "cluster-access.k9-nothing-secret",
      says = "Neither an open client nor what it throws shows what an exec plugin printed")
  void nothingSecret(CaseContext context) throws Exception {
    var plugin = Plugin.in(context);
    var token = plugin.answersToken();
    context.secret("variable-5ecret-marker");
    var env = ", env: [{name: SECRET, value: variable-5ecret-marker}]";
    var config = kubeconfig(context, V1, DEFAULT + env);
    try (var lister = Lister.with(context, config);
        var client = context.open("--kubeconfig", config.toString())) {
      assertEquals(Pods.TWO, lister.list());
      context.fake().revokeToken(token);
      assertTrue(lister.refusal().contains("(401)"));
      plugin.write("code", "1");
      var failed = assertThrows(Exception.class, () -> client.get(context.path("pods")));

      var trace = new StringWriter();
      failed.printStackTrace(new PrintWriter(trace));
      context.checkThatNoSecretIsIn(client.toString() + trace);
    }
  }

  // ---- when it is run again ----

  private static void listsTwice(Plugin plugin, long seconds) throws Exception {
    try (var lister = plugin.open()) {
      assertEquals(Pods.TWO, lister.list());
      plugin.context().later(seconds);
      assertEquals(Pods.TWO, lister.list());
    }
  }

  @Contract(
      id = "cluster-access.k9-cached",
      says = "An exec plugin is not run again while its answer holds")
  void cached(CaseContext context) throws Exception {
    var plugin = Plugin.withToken(context);
    listsTwice(plugin, LIFE - 60); // less what the start took
    assertEquals(1, plugin.runs());
  }

  @Contract(
      id = "cluster-access.k9-no-expiry",
      says = "An answer that does not say until when it holds is used until it is refused")
  void noExpiry(CaseContext context) throws Exception {
    var plugin = Plugin.in(context).answers(object("token", context.token()));
    listsTwice(plugin, TimeUnit.DAYS.toSeconds(30));
    assertEquals(1, plugin.runs());
  }

  @Contract(
      id = "cluster-access.k9-expired",
      says = "An exec plugin is run again when its answer has expired, before that is refused")
  void expired(CaseContext context) throws Exception {
    runAgain(context, LIFE, List.of(200));
  }

  @Contract(
      id = "cluster-access.k9-refused-then-run",
      says =
          "An exec plugin is run again when its token is refused, and the request sent once more")
  void refusedThenRun(CaseContext context) throws Exception {
    runAgain(context, 0, List.of(401, 200));
  }

  /** Replaces a token after a time, and lists with the new one. */
  private static void runAgain(CaseContext context, long seconds, List<Integer> statuses)
      throws Exception {
    var plugin = Plugin.in(context);
    var old = plugin.answersToken();
    try (var lister = plugin.open()) {
      assertEquals(Pods.TWO, lister.list());

      context.later(seconds);
      plugin.answersToken();
      context.fake().revokeToken(old);
      context.fake().forgetRequests();

      assertEquals(Pods.TWO, lister.list());
      assertEquals(statuses, Pods.statuses(context));
      assertEquals(2, plugin.runs());
    }
  }

  @Contract(
      id = "cluster-access.k9-same-token",
      says = "A refused token that the plugin prints again is not sent a second time")
  void sameToken(CaseContext context) throws Exception {
    var plugin = Plugin.in(context);
    context.fake().revokeToken(plugin.answersToken());
    try (var lister = plugin.open()) {
      var sentence = lister.refusal();

      assertTrue(sentence.contains("(401)"), sentence);
      assertEquals(List.of(401), Pods.statuses(context));
      assertEquals(2, plugin.runs());
    }
  }

  @Contract(
      id = "cluster-access.k9-fails-later",
      says = "A plugin that fails when it is run again is asked again by the next request")
  void failsLater(CaseContext context) throws Exception {
    var plugin = Plugin.withToken(context);
    try (var lister = plugin.open()) {
      assertEquals(Pods.TWO, lister.list());

      context.later(LIFE);
      plugin.write("code", "1");
      var sentence = lister.refusal();
      assertTrue(sentence.contains("exit code 1"), sentence);

      plugin.write("code", "0").answersToken();
      assertEquals(Pods.TWO, lister.list());
    }
  }

  @Contract(
      id = "cluster-access.k9-many-at-once",
      says = "Of many requests at once, one runs the plugin, and the others wait for its answer")
  void manyAtOnce(CaseContext context) throws Exception {
    var plugin = Plugin.withToken(context).write("hold", "");
    try (var client = plugin.client()) {
      Pods.askAtOnce(context, client, () -> Files.delete(plugin.folder().resolve("hold")));
      assertEquals(1, plugin.runs());
    }
  }

  @Contract(
      id = "cluster-access.k9-many-refused-at-once",
      says = "Of many requests that are refused at once, one runs the plugin, and all succeed")
  void manyRefusedAtOnce(CaseContext context) throws Exception {
    var plugin = Plugin.in(context);
    var old = plugin.answersToken();
    try (var client = plugin.client()) {
      assertEquals(200, client.get(context.path("pods")));
      plugin.answersToken();
      context.fake().revokeToken(old);

      Pods.askAtOnce(context, client, () -> {});
      assertEquals(2, plugin.runs());
    }
  }

  // ---- client certificates ----

  @Contract(
      id = "cluster-access.k9-certificate",
      says = "The client certificate that an exec plugin prints is shown to the server",
      on = {FAKE, PROCESS})
  void certificate(CaseContext context) throws Exception {
    var plugin = Plugin.in(context).answersCertificate("jane");

    plugin.lists(DEFAULT);
    assertEquals(List.of("jane"), plugin.users());
  }

  @Contract(
      id = "cluster-access.k9-certificate-expired",
      says = "A client certificate that an exec plugin replaced is the one shown from then on")
  void certificateExpired(CaseContext context) throws Exception {
    var plugin = Plugin.in(context).answersCertificate("jane");
    try (var lister = plugin.open()) {
      context.fake().forgetRequests();
      assertEquals(Pods.TWO, lister.list());
      assertEquals(Pods.TWO, lister.list());

      context.later(LIFE);
      plugin.answersCertificate("mary");

      assertEquals(Pods.TWO, lister.list());
      assertEquals(Pods.TWO, lister.list());
      assertEquals(List.of("jane", "jane", "mary", "mary"), plugin.users());
      assertEquals(2, plugin.runs());
    }
  }

  @Contract(
      id = "cluster-access.k9-certificate-refused",
      says =
          "An exec plugin is run again when its client certificate is refused, and the next shown")
  void certificateRefused(CaseContext context) throws Exception {
    var plugin = Plugin.in(context).answersCertificate("jane");
    try (var lister = plugin.open()) {
      assertEquals(Pods.TWO, lister.list());

      plugin.answersCertificate("mary");
      context.fake().forgetRequests();
      context.fake().fault(Fault.unauthorized("GET", Pods.PATH));

      assertEquals(Pods.TWO, lister.list());
      assertEquals(List.of(401, 200), Pods.statuses(context));
      assertEquals(List.of("jane", "mary"), plugin.users());
      assertEquals(2, plugin.runs());
    }
  }

  @Contract(
      id = "cluster-access.k9-same-certificate",
      says = "A refused client certificate that the plugin prints again is not shown a second time")
  void sameCertificate(CaseContext context) throws Exception {
    var plugin = Plugin.in(context).answersCertificate("jane");
    try (var lister = plugin.open()) {
      context.fake().forgetRequests();
      context.fake().fault(Fault.unauthorized("GET", Pods.PATH));

      lister.refusal();
      assertEquals(List.of(401), Pods.statuses(context));
      assertEquals(2, plugin.runs());
    }
  }

  @Contract(
      id = "cluster-access.k9-certificates-refused-at-once",
      says =
          "Of many requests whose client certificate is refused, one runs the plugin, all succeed")
  void certificatesRefusedAtOnce(CaseContext context) throws Exception {
    var plugin = Plugin.in(context).answersCertificate("leaver");
    try (var client = plugin.client()) {
      assertEquals(200, client.get(context.path("pods")));
      plugin.answersCertificate("mary");
      context.fake().revokeCertificates("leaver");

      Pods.askAtOnce(context, client, () -> {});
      assertEquals(2, plugin.runs());
    }
  }

  // ---- the name that the server's certificate must hold ----

  private static final String NAME = "kubernetes.example";

  /** A lister with a kubeconfig that names what the certificate of a server must hold. */
  private static Lister openAs(CaseContext context, FakeApiServer server, String host)
      throws Exception {
    var token = context.secret("opaque-5ecret-marker");
    server.addToken(token, "admin", List.of("system:masters"));
    var address = "https://%s:%d".formatted(host, server.uri().getPort());
    var config = context.kubeconfig(address, server.caPem(), "{token: %s}".formatted(token));
    var named = "tls-server-name: %s, certificate-authority-data".formatted(NAME);
    var text = Files.readString(config).replace("certificate-authority-data", named);
    return Lister.with(context, Files.writeString(config, text));
  }

  private static void isAskedFor(CaseContext context, String host) throws Exception {
    try (var server = FakeApiServer.startAs(NAME);
        var lister = openAs(context, server, host)) {
      assertEquals(List.of(), lister.list());
      assertEquals(NAME, server.requests().get(0).serverName());
    }
  }

  @Contract(
      id = "cluster-access.k10-tls-server-name-is-asked-for",
      says = "tls-server-name is asked for in the handshake with an IP address, and suffices")
  void serverNameIsAskedFor(CaseContext context) throws Exception {
    isAskedFor(context, "127.0.0.1");
  }

  @Contract(
      id = "cluster-access.k10-tls-server-name-replaces-the-host",
      says = "tls-server-name is asked for in place of the host name in server, and suffices")
  void serverNameReplacesTheHost(CaseContext context) throws Exception {
    isAskedFor(context, "localhost");
  }

  @Contract(
      id = "cluster-access.k10-tls-server-name-is-checked",
      says = "A certificate for the address and not for tls-server-name is refused")
  void serverNameIsChecked(CaseContext context) throws Exception {
    try (var server = FakeApiServer.start();
        var lister = openAs(context, server, "127.0.0.1")) {
      var sentence = lister.refusal();
      assertTrue(sentence.startsWith("The server's certificate is not for this address"), sentence);
      assertEquals(List.of(), server.requests());
    }
  }

  // ---- in a pod ----

  @Contract(
      id = "cluster-access.pod-loads-no-kubeconfig",
      says = "A start in a pod loads no class that reads kubeconfigs or runs plugins",
      on = PROCESS)
  void podLoadsNoKubeconfig(CaseContext context) throws Exception {
    Pods.make(2, context).jvm().add("-verbose:class");

    var outcome = context.runInPod("list-pods");

    assertEquals(0, outcome.exit(), outcome::err);
    var loaded = outcome.out().lines().filter(line -> line.contains("example.")).toList();
    assertTrue(loaded.stream().anyMatch(line -> line.contains(".ClusterAccess")), loaded::toString);
    for (var half : List.of(".Kubeconfig", ".ExecCredential")) {
      assertFalse(loaded.stream().anyMatch(line -> line.contains(half)), loaded::toString);
    }
  }
}

package example.contract.cases;

import static java.time.ZoneOffset.UTC;
import static java.time.format.DateTimeFormatter.RFC_1123_DATE_TIME;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import example.contract.CaseContext;
import example.contract.Driver.OpenClient;
import example.contract.RunningProgram.Outcome;
import example.contract.access.AccessRow;
import example.fakeapiserver.FakeApiServer;
import example.fakeapiserver.FakeCertificates;
import example.fakeapiserver.faults.Fault;
import example.fakeapiserver.http.RecordedRequest;
import io.netty.pkitesting.CertificateBuilder.KeyUsage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.HashMap;
import java.util.List;
import nl.altindag.ssl.pem.util.PemUtils;
import nl.altindag.ssl.util.KeyStoreUtils;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/** What a row of {@code request-cases.yaml} is given, and what is done in it step by step. */
final class Situation implements AutoCloseable {

  /** What handle-api-errors asks for. */
  private static final String ASKED = "/version/?|.*/selfsubjectreviews";

  private final CaseContext context;
  private final JsonNode row;
  private final List<String> pods;

  /** Another API server than that of the case, or null. */
  private final FakeApiServer other;

  private final Variables variables;

  /** Null if the row has none. */
  private Plugin plugin;

  /** Null if the program runs as in a pod. */
  private Path kubeconfig;

  /** Opened by the first step that needs it. */
  private Lister lister;

  /** Opened by the first step that needs it. */
  private OpenClient client;

  /**
   * @param pods that are in the namespace
   */
  Situation(CaseContext context, JsonNode row, List<String> pods) {
    this.context = context;
    this.row = row;
    this.pods = pods;
    this.other = row.has("server") ? server(row.get("server").asString()) : null;
    var api = context.api();
    this.variables =
        other == null
            ? new Variables(context, api.server(), api.caPem())
            : new Variables(context, other.uri(), other.caPem());
  }

  /**
   * A server whose certificate is for this name, was made so long before or after now, or has no
   * digitalSignature.
   */
  static FakeApiServer server(String certificate) {
    var isTime = certificate.matches("-?P.*");
    var made = Instant.now().plus(isTime ? Duration.parse(certificate) : Duration.ZERO);
    var authority = FakeCertificates.create(FakeApiServer.CA, made);
    if (isTime) {
      return FakeApiServer.start(authority, authority.serverKeyStore());
    }
    var keys =
        certificate.equals("no digitalSignature")
            ? authority.serverKeyStore(KeyUsage.keyEncipherment, "127.0.0.1")
            : authority.serverKeyStore(KeyUsage.digitalSignature, certificate);
    return FakeApiServer.start(authority, keys);
  }

  Variables variables() {
    return variables;
  }

  Plugin plugin() {
    return plugin;
  }

  /** What the program asked the server for: pods, what handle-api-errors asks, or anything. */
  List<RecordedRequest> requests() {
    if (other != null) {
      return other.requests();
    }
    var asked = row.path("run").path(0).asString("list-pods");
    return asked.equals("handle-api-errors")
        ? context.fake().requests().stream().filter(each -> each.path().matches(ASKED)).toList()
        : Pods.requests(context);
  }

  // ---- given ----

  void prepare() throws Exception {
    var run = row.path("run").path(0).asString("list-pods");
    var lists = run.equals("list-pods");
    var role = row.path("role").asString(lists && !row.has("bare") ? "list-pods" : "none");
    if (!role.equals("none") && !context.hasRole(role)) {
      context.role(role).pods(lists ? pods.size() : 0);
    }
    for (var each : row.path("objects").properties()) {
      var object = (ObjectNode) variables.fill(each.getValue());
      context.api().post(context.path(each.getKey()), object);
    }
    context.clockIsAhead(Duration.parse(row.path("clockAhead").asString("PT0S")));
    for (var each : row.path("env").properties()) {
      context.environment().put(each.getKey(), variables.fill(each.getValue().asString()));
    }
    row.path("jvm").forEach(each -> context.jvm().add(each.asString()));
    if (row.has("jvmTrusts")) {
      jvmTrusts(context.api().caPem());
    }
    write(row.path("files"));
    if (row.has("bare")) {
      return;
    }
    if (row.has("plugin")) {
      plugin = plugin(row.get("plugin"));
    } else if (row.has("user")) {
      kubeconfig(text("user", ""));
    } else if (row.has("mount") || row.has("ca") || other != null) {
      context.serviceAccount(text("mount", "${token}"), text("ca", "${ca}"));
    }
    if (other != null) {
      other.addToken(variables.fill("${opaque}"), "admin", List.of("system:masters"));
    } else if (!context.level().onNode()) {
      context.fake().clearFaults();
      context.fake().forgetRequests();
    }
    if (row.has("deleted")) {
      context.api().delete(context.path(row.get("deleted").asString()));
    }
    if (row.has("revoked")) {
      context.fake().revokeToken(text("revoked", ""));
    }
    if (row.has("fault")) {
      context.fake().fault(fault(row.get("fault")));
    }
  }

  private String text(String field, String absent) {
    return variables.fill(row.path(field).asString(absent));
  }

  private void write(JsonNode files) {
    for (var each : files.properties()) {
      var file = context.folder().resolve(each.getKey());
      CaseContext.write(file, variables.fill(each.getValue().asString()));
    }
  }

  /** A plugin that prints nothing is not installed. */
  private Plugin plugin(JsonNode given) throws IOException {
    var exec = given.path("exec").asString("command: ./bin/login, interactiveMode: Never");
    var version = given.path("apiVersion").asString(Plugin.API_VERSION);
    kubeconfig("{exec: {apiVersion: %s, %s}}".formatted(version, variables.fill(exec)));
    var folder = given.path("folder").asString("bin");
    if (!given.has("status") && !given.has("answer")) {
      return new Plugin(context.folder().resolve(folder));
    }
    var installed = Plugin.install(context, folder);
    if (given.has("status")) {
      installed.answersStatus(variables.fill(given.get("status")));
    } else {
      var answer = variables.fill(given.get("answer"));
      installed.answers(AccessRow.text(answer));
    }
    CaseContext.write(
        context.folder().resolve(folder).resolve("code"), given.path("code").asString("0"));
    return installed;
  }

  private void kubeconfig(String user) throws IOException {
    kubeconfig = context.kubeconfig(text("address", "${server}"), text("ca", "${ca}"), user);
    var written = Files.readString(kubeconfig);
    if (row.has("noCa")) {
      written = written.replaceAll(", certificate-authority-data: [^}]*", "");
    }
    if (row.has("cluster")) {
      written = written.replace("cluster: {", "cluster: {" + text("cluster", "") + ", ");
    }
    Files.writeString(kubeconfig, written);
  }

  /** Has the JVM trust the server, as it trusts every public CA. */
  private void jvmTrusts(String caPem) {
    var password = "changeit";
    var file = context.folder().resolve("trust.p12");
    var store = KeyStoreUtils.createTrustStore(PemUtils.parseCertificate(caPem));
    KeyStoreUtils.write(file, store, password.toCharArray());
    context.jvm().add("-Djavax.net.ssl.trustStore=" + file);
    context.jvm().add("-Djavax.net.ssl.trustStorePassword=" + password);
  }

  /** Named by its first field; it applies to requests for pods unless it names others. */
  private Fault fault(JsonNode given) {
    var name = given.propertyNames().iterator().next();
    var value = given.get(name);
    var method = given.path("method").asString("GET");
    var path = given.path("path").asString(Pods.PATH);
    var fault =
        switch (name) {
          case "status" -> {
            var message = given.get("message").asString();
            var reason = given.get("reason").asString();
            yield Fault.status(method, path, value.asInt(), reason, message)
                .withRetryAfter(given.path("retryAfter").asInt(-1));
          }
          case "unauthorized" -> Fault.unauthorized(method, path);
          case "forbidden" -> Fault.forbidden(method, path);
          case "gone" -> Fault.gone(method, path);
          case "html" -> {
            var headers = new HashMap<String, String>();
            if (given.has("until")) {
              var until = Duration.parse(given.get("until").asString());
              headers.put(
                  "Retry-After", RFC_1123_DATE_TIME.format(ZonedDateTime.now(UTC).plus(until)));
            }
            var pages = "<html>".repeat(given.path("pages").asInt(1));
            yield given.has("pages") || given.has("until")
                ? Fault.html(method, path, value.asInt(), pages, headers)
                : Fault.html(method, path, value.asInt());
          }
          case "retryAfter" -> Fault.tooManyRequests(method, path, value.asInt());
          case "cutAfter" -> Fault.cutAfter(method, path, value.asLong());
          case "redirect" -> Fault.redirect(method, path, variables.fill(value.asString()));
          case "refuseStream" -> Fault.refuseStream(method, path);
          case "unknownField" -> Fault.unknownField(method, path);
          case "clockAhead" -> Fault.clockAhead(method, path, Duration.parse(value.asString()));
          case "incompleteRules" -> Fault.incompleteRules();
          default -> throw new IllegalStateException("there is no fault " + name);
        };
    return given.has("times") ? fault.withTimes(given.get("times").asInt()) : fault;
  }

  // ---- when ----

  /** Runs a command to its end, with a kubeconfig, or as a pod runs it. */
  Outcome run(String... arguments) throws Exception {
    if (row.has("bare")) {
      return context.run(arguments);
    }
    if (kubeconfig != null) {
      return context.runWith(kubeconfig, arguments);
    }
    if (row.has("stdin")) {
      return reading(row.get("stdin").asInt(), arguments);
    }
    return other == null
        ? context.runInPod(arguments)
        : context.startInPod(other.uri(), arguments).outcome();
  }

  private Outcome reading(int length, String... arguments) throws Exception {
    var program = context.startInPod(arguments);
    program.type("x".repeat(length));
    program.typeNothingMore();
    return program.outcome();
  }

  /** Does the next thing: a word, or a word with what it is about. */
  void step(JsonNode step) throws Exception {
    var name = step.isString() ? step.asString() : step.propertyNames().iterator().next();
    var about = step.isString() ? MissingNode.getInstance() : step.get(name);
    switch (name) {
      case "list" -> assertEquals(pods, lister().list());
      case "refused" -> refused(variables.fill(about.asString()));
      case "open" -> client();
      case "get" -> assertEquals(200, client().get(context.path("pods")));
      case "at once" -> Pods.askAtOnce(context, client(), () -> stepIfAny(about));
      case "throws" -> throwsNoSecret();
      case "later" -> context.later(about.asLong());
      case "mount" -> context.serviceAccount(variables.fill(about.asString()));
      case "unmount" -> context.unmount();
      case "write" -> write(about);
      case "delete" -> Files.delete(context.folder().resolve(about.asString()));
      case "status" -> plugin.answersStatus(variables.fill(about));
      case "revoke" -> context.fake().revokeToken(variables.fill(about.asString()));
      case "revoke certificates" -> context.fake().revokeCertificates(about.asString());
      case "fault" -> context.fake().fault(fault(about));
      default -> throw new IllegalStateException("there is no step " + name);
    }
  }

  private void stepIfAny(JsonNode step) throws Exception {
    if (!step.isMissingNode()) {
      step(step);
    }
  }

  private Lister lister() throws Exception {
    if (lister == null) {
      lister = kubeconfig == null ? Lister.inPod(context) : Lister.with(context, kubeconfig);
    }
    return lister;
  }

  private OpenClient client() throws Exception {
    if (client == null) {
      client =
          kubeconfig == null
              ? context.openInPod()
              : context.open("--kubeconfig", kubeconfig.toString());
    }
    return client;
  }

  private void refused(String part) throws Exception {
    var sentence = lister().refusal();
    assertTrue(sentence.contains(part), sentence);
  }

  private void throwsNoSecret() throws Exception {
    var opened = client();
    var failed = assertThrows(Exception.class, () -> opened.get(context.path("pods")));
    var trace = new StringWriter();
    failed.printStackTrace(new PrintWriter(trace));
    context.checkThatNoSecretIsIn(opened.toString() + trace);
  }

  @Override
  public void close() {
    if (lister != null) {
      lister.close();
    }
    if (client != null) {
      client.close();
    }
    if (other != null) {
      other.close();
    }
  }
}

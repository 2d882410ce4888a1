package example.contract.cases;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertTrue;

import example.contract.AdminClient;
import example.contract.Case;
import example.contract.CaseContext;
import example.contract.Contract.TestLevel;
import example.contract.KubeconfigText;
import example.contract.access.AccessRow;
import example.contract.recording.NaiveProgram;
import example.contract.recording.NaiveProgram.Called;
import example.contract.recording.NaiveProgram.Said;
import example.contract.recording.OutputNormalizer;
import example.contract.recording.RecordedPage;
import example.contract.runner.IsolatedProcess;
import example.fakeapiserver.FakeApiServer;
import java.io.Closeable;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.function.Executable;
import tools.jackson.databind.JsonNode;

/**
 * The rows of {@code recorded-situations.yaml}: an environment, and what pages quote of it. On a
 * page of {@code docs/troubleshooting} the block {@code fabric8} is what that library says when it
 * is used naively, and the block {@code list-pods} what this repository's program says.
 */
public final class RecordedRow implements AutoCloseable {

  private static final List<String> ADMINISTRATORS = List.of("system:masters");
  private static final String LIST = "list-pods";
  private static final String WHO = "who-am-i";

  /** Pages on which client-java falls back to {@code localhost:8080}. */
  private static final List<String> AT_8080 =
      List.of("no-cluster-found", "localhost-8080", "ca-missing-in-pod");

  /** Shorter than fabric8's eleven attempts, longer than anything else takes on a busy machine. */
  private static final int LONG = 15; // seconds

  private final CaseContext context;
  private final JsonNode row;
  private final String client;
  private final Path folder;

  /** Whether it is about the library's default client, and not about a kubeconfig. */
  private final boolean ofDefault;

  private final List<Closeable> opened = new ArrayList<>();

  /** Names and addresses of this run, and what a page shows in their place. */
  private final Map<String, String> words = new LinkedHashMap<>();

  private RecordedRow(CaseContext context, JsonNode row) {
    this.context = context;
    this.row = row;
    this.client = context.driver().client();
    this.folder = context.folder();
    this.ofDefault = row.at("/situations/0").has("block");
  }

  /** Every row, named like a case. */
  public static List<Case> cases() {
    return AccessRow.resource("recorded-situations.yaml")
        .get("rows")
        .valueStream()
        .map(row -> new Case(row.get("id").asString(), "", Set.of(TestLevel.FAKE), body(row)))
        .toList();
  }

  private static Case.Body body(JsonNode row) {
    return context -> {
      try (var one = new RecordedRow(context, row)) {
        if (!one.ofDefault || !one.client.equals("java-net-http")) {
          one.prepare();
          one.compare();
        }
      }
    };
  }

  // ---- the environment ----

  private void prepare() throws Exception {
    IsolatedProcess.prepare(folder);
    Map.of("home", "/home/me", "tmp", "/tmp", "bin", "/usr/bin", "root", "")
        .forEach((name, word) -> words.put(folder.resolve(name).toString(), word));
    Pods.make(row.path("pods").asInt(1), context);
    words.put(context.namespace(), "default");
    words.put("pod-0000", "web-");
    var server = context.api().server();
    context.fake().addToken(context.secret("opaque-5ecret-marker"), "jane", ADMINISTRATORS);
    shown(server.getPort());
    if (row.has("mount")) {
      var mount = row.get("mount");
      var ca = mount.has("ca") ? fill(mount.get("ca").asString()) : null;
      var token = fill(mount.get("token").asString());
      IsolatedProcess.mount(folder, token, ca, context.namespace());
      context.podVariables(server);
    }
    if (row.has("proxy")) {
      useProxy();
    }
    if (row.has("bin")) {
      var bin = Files.createDirectories(folder.resolve("bin"));
      Files.createSymbolicLink(bin.resolve("sh"), Path.of("/bin/sh"));
      context.environment().put("PATH", bin.toString());
    }
    row.path("env")
        .properties()
        .forEach(each -> context.environment().put(each.getKey(), each.getValue().asString()));
    for (var file : row.path("files").properties()) {
      CaseContext.write(folder.resolve(file.getKey()), file.getValue().asString());
    }
    row.path("jvm").forEach(each -> context.jvm().add(fill(each.asString())));
  }

  /** Has a server shown as one of a cluster. */
  private void shown(int port) {
    words.put("127.0.0.1:" + port, row.has("mount") ? "10.43.0.1:443" : "127.0.0.1:6443");
  }

  /** A proxy on this machine, for addresses of this machine too. */
  private void useProxy() throws IOException {
    var proxy = FixedAnswerServer.inClearText("403 Forbidden");
    opened.add(proxy::close);
    for (var before : List.of("localhost/127.0.0.1:", "/127.0.0.1:", "127.0.0.1:")) {
      words.put(before + proxy.port(), "proxy.example:3128");
    }
    context.environment().put("HTTPS_PROXY", "http://127.0.0.1:" + proxy.port());
    context.jvm().add("-Dhttps.proxyHost=127.0.0.1");
    context.jvm().add("-Dhttps.proxyPort=" + proxy.port());
    context.jvm().add("-Dhttp.nonProxyHosts="); // 127.* would be one
  }

  private String fill(String text) {
    var variables = new Variables(context, context.api().server(), context.api().caPem());
    return AccessRow.fill(
        text, name -> name.startsWith("user.") ? user(name) : variables.fill("${" + name + "}"));
  }

  /** An administrator with a key in this form. */
  private String user(String form) {
    var certificates = context.fake().certificates();
    var jane =
        form.equals("user.pkcs1")
            ? certificates.rsaIdentity("jane", ADMINISTRATORS)
            : certificates.identity("jane", ADMINISTRATORS);
    var key =
        switch (form) {
          case "user.sec1" -> jane.keySec1Pem();
          case "user.pkcs1" -> jane.keyPkcs1Pem();
          case "user.pkcs8" -> jane.keyPkcs8Pem();
          default -> jane.keyPkcs8Pem().replaceAll("(?s)\n.*\n(?=-)", "\nMIGHA\n");
        };
    context.secret(KubeconfigText.base64(key));
    return KubeconfigText.user(jane.certificatePem(), key);
  }

  // ---- what is said in it ----

  private void compare() throws Exception {
    var situations = row.get("situations");
    var calls = new ArrayList<Called>();
    for (var each : situations) {
      calls.add(call(each, home(calls.size())));
    }
    var pattern = ofDefault ? "in-cluster-or-kubeconfig" : LIST;
    var said = NaiveProgram.run(context, pattern, calls);
    assertAll(
        IntStream.range(0, calls.size())
            .<Executable>mapToObj(i -> () -> compare(situations.get(i), home(i), said.get(i))));
  }

  private Path home(int situation) {
    return folder.resolve(ofDefault ? "home" : "laptops/%02d".formatted(situation));
  }

  private Called call(JsonNode situation, Path home) throws IOException {
    words.put(home.toString(), "/home/me");
    var kubeconfig = situation.has("user") ? kubeconfig(situation, home).toString() : null;
    return new Called(
        ofDefault ? null : kubeconfig,
        situation.path("namespace").asString(context.namespace()),
        List.of(situation.path("given").asString("status")));
  }

  private void compare(JsonNode situation, Path home, Said said) throws Exception {
    if (ofDefault) {
      compareDefault(situation.get("block").asString(), said);
    } else {
      comparePage(situation, home, said);
    }
  }

  private Path kubeconfig(JsonNode situation, Path home) throws IOException {
    var server = situation.has("server") ? server(situation.get("server").asString()) : null;
    var address = server == null ? context.api().server() : server.uri();
    var ca = situation.has("ca") ? fill(situation.get("ca").asString()) : context.api().caPem();
    shown(address.getPort());
    var text =
        KubeconfigText.of(
            address.toString(),
            server == null ? ca : server.caPem(),
            fill(situation.get("user").asString()),
            context.namespace());
    var cluster = situation.has("cluster") ? situation.get("cluster").asString() + ", " : "";
    var file = home.resolve(".kube/config");
    CaseContext.write(file, text.replace("cluster: {", "cluster: {" + cluster));
    return file;
  }

  private FakeApiServer server(String name) {
    var server = name.equals("other") ? FakeApiServer.start() : Situation.server(name);
    opened.add(server::close);
    if (name.equals("other")) {
      server.addToken(fill("${opaque}"), "jane", ADMINISTRATORS);
      var api = AdminClient.of(server.kubeconfig());
      api.post("api/v1/namespaces", AdminClient.named(context.namespace()));
      api.post(context.path("pods"), AdminClient.named("web-0"));
    }
    return server;
  }

  private String normalized(String text) {
    var normalizer = new OutputNormalizer();
    words.forEach(normalizer::replace);
    return normalizer.normalize(text);
  }

  // ---- docs/troubleshooting ----

  private void comparePage(JsonNode situation, Path home, Said said) throws Exception {
    var name = situation.get("page").asString();
    var page =
        new RecordedPage(AdminClient.inRepository("docs/troubleshooting/%s.md".formatted(name)));
    var variant = situation.has("variant") ? "-" + situation.get("variant").asString() : "";
    context.home(home);
    context.clockIsAhead(Duration.parse(situation.path("clockAhead").asString("PT0S")));

    var naive = page.has(client + variant);
    var list = page.has(LIST + variant);
    var who = page.has(WHO + variant);
    assertTrue(naive || list || who, situation::toString);
    if (naive && !isAnsweredByOthers(name)) {
      page.holds(client + variant, "text", normalized(said.shown()));
    }
    if (list) {
      page.holdsOf(LIST + variant, client, normalized(printed(LIST)));
    }
    if (who) {
      page.holdsFacts(WHO + variant, client, normalized(printed(WHO)).strip());
    }
  }

  private String printed(String command) throws Exception {
    var outcome = context.run(command);
    return outcome.out() + outcome.err();
  }

  /** A program of whoever runs this test may answer in the place of nobody. */
  private boolean isAnsweredByOthers(String page) {
    if (!client.equals("client-java") || !AT_8080.contains(page)) {
      return false;
    }
    try (var socket = new Socket("localhost", 8080)) {
      System.out.printf("%s: not compared, since %s answers%n", page, socket);
      return true;
    } catch (IOException nobody) {
      return false;
    }
  }

  // ---- docs/why-not-the-default.md ----

  /** What came of it, and roughly after how long. */
  private void compareDefault(String block, Said said) throws IOException {
    var when = said.seconds() < LONG ? "" : "after some 20 seconds: ";
    var result = said.thrown().isEmpty() ? said.printed().get(0) : when + said.sentence();
    var page = new RecordedPage(AdminClient.inRepository("docs/why-not-the-default.md"));
    page.holdsLine(block, client, normalized(result).strip());
  }

  @Override
  public void close() throws IOException {
    for (var each : opened) {
      each.close();
    }
  }
}

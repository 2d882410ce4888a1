package example.contract.recording;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assumptions.abort;

import example.contract.AdminClient;
import example.contract.CaseContext;
import example.contract.Client;
import example.contract.Driver;
import example.contract.Driver.Call;
import example.contract.RunningProgram;
import example.contract.runner.IsolatedProcess;
import example.fakeapiserver.FakeApiServer;
import example.fakeapiserver.FakeCertificates;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import tools.jackson.databind.node.ObjectNode;

/**
 * The messages of {@code docs/troubleshooting}, reproduced: in each situation what the library
 * itself says, used plainly, and what this repository's program says. A page's blocks hold both; a
 * module extends this class and gives it its library.
 */
@TestInstance(Lifecycle.PER_CLASS)
public abstract class ErrorMessages {

  private static final Path PAGES = AdminClient.inRepository("docs/troubleshooting");

  /** In whose name the page shows what all three programs print alike. */
  private static final String SHOWN = "fabric8";

  private static final String LIST = "list-pods";
  private static final String WHO = "who-am-i";

  private static final List<String> EVERYBODY =
      Stream.concat(Client.names().stream(), Stream.of(LIST, WHO)).toList();

  /** Where a pattern would print the same sentence twice. */
  private static final List<String> NOT_WHO =
      Stream.concat(Client.names().stream(), Stream.of(LIST)).toList();

  /** A line of who-am-i, and not the sentence at its end. */
  private static final Pattern FACT = Pattern.compile("[a-z ]{13} ");

  /** Where client-java falls back to {@code localhost:8080}. */
  private static final List<String> AT_8080 =
      List.of("no-cluster-found", "localhost-8080", "ca-missing-in-pod");

  /** Of fabric8, which else asks eleven times in some twenty seconds before it says the same. */
  private static final String RETRIES = "KUBERNETES_REQUEST_RETRY_BACKOFFLIMIT";

  private static final String ACCOUNT = "var/run/secrets/kubernetes.io/serviceaccount/";

  /** As {@code aws eks update-kubeconfig} writes it. */
  private static final String EKS =
      "{exec: {apiVersion: client.authentication.k8s.io/v1beta1, command: aws,"
          + " args: [eks, get-token, --cluster-name, prod]}}";

  /** In namespace default: a pod, and a service account that may list it. */
  private static final List<String> MADE =
      List.of(
          "{apiVersion: v1, kind: Namespace, metadata: {name: team-a}}",
          "{apiVersion: v1, kind: Pod, metadata: {name: web-0}}",
          "{apiVersion: v1, kind: ServiceAccount, metadata: {name: example}}",
          "{apiVersion: rbac.authorization.k8s.io/v1, kind: Role, metadata: {name: list-pods},"
              + " rules: [{apiGroups: [''], resources: [pods], verbs: [list]}]}",
          "{apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding,"
              + " metadata: {name: list-pods}, subjects: [{kind: ServiceAccount, name: example,"
              + " namespace: default}], roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role,"
              + " name: list-pods}}");

  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration TWO_DAYS = Duration.ofDays(2);

  private final Driver driver;
  private final Class<? extends NaiveClient> plain;
  private final List<AutoCloseable> open = new ArrayList<>();
  private final List<Situation> situations = new ArrayList<>();
  private final Map<Place, Map<List<String>, String>> said = new HashMap<>();
  private final List<String> secrets = new ArrayList<>();
  private final OutputNormalizer stable = new OutputNormalizer();

  /**
   * Where a program runs.
   *
   * @param folder holds its home, its root and its temporary folder
   * @param pod whether something is mounted
   * @param environment all of it but HOME
   * @param jvm arguments of a plain program's JVM; the patterns run in this one
   */
  private record Place(
      Path folder, boolean pod, Map<String, String> environment, List<String> jvm) {}

  /**
   * One situation.
   *
   * @param page where it is told
   * @param variant of the page's situation: the end of its blocks' names, mostly nothing
   * @param home has the kubeconfig, if there is one
   * @param asked the namespace that a plain program lists
   * @param wrong by how much this machine's clock is ahead, where a pattern asks for the time
   * @param blocks what the page holds of it: modules for their libraries, patterns for all of ours
   */
  private record Situation(
      String page,
      String variant,
      Place place,
      Path home,
      String asked,
      Duration wrong,
      List<String> blocks) {

    String block(String name) {
      return variant.isEmpty() ? name : name + "-" + variant;
    }

    /** What a plain program is told. */
    List<String> arguments() {
      var file = home.resolve(".kube/config");
      return List.of(Files.exists(file) ? file.toString() : "", asked);
    }
  }

  /**
   * @param driver runs this repository's own patterns in the same situations
   * @param plain the module's library, used as a tutorial uses it
   */
  protected ErrorMessages(Driver driver, Class<? extends NaiveClient> plain) {
    this.driver = driver;
    this.plain = plain;
  }

  // ---- the situations ----

  @TestFactory
  Stream<DynamicTest> messages() throws IOException {
    var fake = fake(FakeApiServer.start());
    inPods(fake);
    onLaptops(fake);
    return situations.stream()
        .map(each -> DynamicTest.dynamicTest(each.block(each.page), () -> check(each)));
  }

  private void inPods(FakeApiServer fake) throws IOException {
    MADE.forEach(each -> fake.create("default", (ObjectNode) AdminClient.YAML.readTree(each)));
    var token = secret(fake.token("default", "default", HOUR));

    var pod = pod(fake, token, fake.caPem(), Map.of(), List.of());
    in(pod, "forbidden-service-account", "default");
    var elsewhere = pod(fake, token, fake.caPem(), Map.of("POD_NAMESPACE", "team-a"), List.of());
    in(elsewhere, "wrong-namespace", "team-a");
    var expired = secret(fake.token("default", "default", HOUR.negated()));
    in(pod(fake, expired, fake.caPem(), Map.of(), List.of()), "token-expired", "default");
    in(pod(fake, token, null, Map.of(), List.of()), "ca-missing-in-pod", "default");

    var proxy = proxy();
    var address = List.of("127.0.0.1", String.valueOf(proxy));
    var jvm = new ArrayList<>(List.of("-Dhttp.nonProxyHosts=")); // 127.* would be one
    jvm.add("-Dhttps.proxyHost=" + address.get(0));
    jvm.add("-Dhttps.proxyPort=" + address.get(1));
    var proxied = "http://" + String.join(":", address);
    var variables = Map.of("HTTPS_PROXY", proxied, RETRIES, "0");
    var may = secret(fake.token("default", "example", HOUR));
    in(pod(fake, may, fake.caPem(), variables, jvm), "proxy", "default");
  }

  private void onLaptops(FakeApiServer fake) throws IOException {
    var laptop = laptop();
    var nothing = laptop.folder.resolve("home");
    at(laptop, "no-cluster-found", "", nothing, EVERYBODY);
    at(laptop, "localhost-8080", "", nothing, List.of("client-java", LIST, WHO));
    at(laptop, "unknown-host", "", nothing, List.of("fabric8", LIST, WHO));

    var jane = secret("token-of-jane");
    fake.addToken(jane, "jane", List.of("system:masters"));
    var token = "{token: \"%s\"}".formatted(jane);
    var server = address(fake);
    var ca = fake.caPem();
    at(laptop, "anonymous", "", home(server, ca, "{}"), EVERYBODY);
    var other = FakeCertificates.create("another-cluster").caPem();
    at(laptop, "pkix", "", home(server, other, token), EVERYBODY);
    at(laptop, "exec-plugin-missing", "", home(server, ca, EKS), EVERYBODY);
    var gcp = "{auth-provider: {name: gcp}}";
    at(laptop, "unsupported-field", "", home(server, ca, gcp), EVERYBODY);
    var viewer = token.replace("}", ", as: viewer}");
    at(laptop, "unsupported-field", "as", home(server, ca, viewer), NOT_WHO);
    var proxied = server + "\", proxy-url: \"http://proxy.example:3128";
    at(laptop, "proxy", "url", home(proxied, ca, token), NOT_WHO);

    var named = fake(FakeApiServer.startAs("kubernetes.example"));
    var names = home(address(named), named.caPem(), token);
    at(laptop, "wrong-host-name", "", names, EVERYBODY);
    var early = fake(FakeApiServer.startWithCertificatesOf(Instant.now().plus(TWO_DAYS)));
    at(laptop, "clock-skew", "", home(address(early), early.caPem(), token), EVERYBODY);
    var expired = secret(fake.token("default", "default", HOUR.negated()));
    var late = home(server, ca, "{token: \"%s\"}".formatted(expired));
    var behind = TWO_DAYS.negated();
    situations.add(
        new Situation("clock-skew", "token", laptop, late, "default", behind, List.of(WHO)));

    var ec = fake.certificates().identity("jane", List.of("system:masters"));
    var rsa = fake.certificates().rsaIdentity("jane", List.of("system:masters"));
    at(laptop, "client-key", "", home(server, ca, user(ec, ec.keySec1Pem())), EVERYBODY);
    var pkcs1 = home(server, ca, user(rsa, rsa.keyPkcs1Pem()));
    at(laptop, "client-key", "pkcs1", pkcs1, Client.names());
    var pkcs8 = home(server, ca, user(ec, ec.keyPkcs8Pem()));
    at(laptop, "client-key", "pkcs8", pkcs8, Client.names());
    var damaged = ec.keyPkcs8Pem().replaceAll("(?s)\n.*\n(?=-)", "\nMIGHA\n");
    at(laptop, "client-key", "damaged", home(server, ca, user(ec, damaged)), NOT_WHO);
  }

  private String user(FakeCertificates.Identity identity, String key) {
    return "{client-certificate-data: %s, client-key-data: %s}"
        .formatted(CaseContext.base64(identity.certificatePem()), secret(CaseContext.base64(key)));
  }

  private void in(Place pod, String page, String asked) {
    var home = pod.folder.resolve("home");
    situations.add(new Situation(page, "", pod, home, asked, Duration.ZERO, EVERYBODY));
  }

  private void at(Place laptop, String page, String variant, Path home, List<String> blocks) {
    situations.add(new Situation(page, variant, laptop, home, "default", Duration.ZERO, blocks));
  }

  private Place laptop() throws IOException {
    var folder = folder();
    // A shell, since fabric8 starts plugins with one; and no plugin, whatever this machine has.
    var path = Files.createDirectories(folder.resolve("bin"));
    Files.createSymbolicLink(path.resolve("sh"), Path.of("/bin/sh"));
    CaseContext.write(folder.resolve("hosts"), "127.0.0.1 localhost\n");
    stable.words(path.toString(), "/usr/bin");
    return new Place(
        folder,
        false,
        Map.of("PATH", path.toString(), RETRIES, "0"),
        List.of("-Djdk.net.hosts.file=" + folder.resolve("hosts"))); // in place of any DNS
  }

  /** A home folder with a kubeconfig. */
  private Path home(String server, String ca, String user) throws IOException {
    var home = folder().resolve("home");
    CaseContext.write(
        home.resolve(".kube/config"),
        """
        apiVersion: v1
        kind: Config
        clusters: [{name: dev, cluster: {certificate-authority-data: %s, server: "%s"}}]
        users: [{name: jane, user: %s}]
        contexts: [{name: dev, context: {cluster: dev, user: jane, namespace: default}}]
        current-context: dev
        """
            .formatted(CaseContext.base64(ca), server, user));
    return home;
  }

  private Place pod(
      FakeApiServer fake, String token, String ca, Map<String, String> variables, List<String> jvm)
      throws IOException {
    var environment = new LinkedHashMap<>(variables);
    environment.put("KUBERNETES_SERVICE_HOST", fake.uri().getHost());
    environment.put("KUBERNETES_SERVICE_PORT", String.valueOf(fake.uri().getPort()));
    var folder = folder();
    var account = folder.resolve("root").resolve(ACCOUNT);
    CaseContext.write(account.resolve("token"), token);
    CaseContext.write(account.resolve("namespace"), "default");
    if (ca != null) {
      CaseContext.write(account.resolve("ca.crt"), ca);
    }
    return new Place(folder, true, environment, jvm);
  }

  private Path folder() throws IOException {
    var folder = Files.createTempDirectory("messages-").toRealPath();
    opened(() -> IsolatedProcess.remove(folder));
    IsolatedProcess.prepare(folder);
    stable.words(folder.resolve("home").toString(), "/home/me");
    stable.words(folder.resolve("tmp").toString(), "/tmp");
    stable.words(folder.resolve("root").toString(), "");
    return folder;
  }

  private FakeApiServer fake(FakeApiServer fake) {
    stable.server(fake.uri().getPort());
    return opened(fake);
  }

  private static String address(FakeApiServer fake) {
    return fake.uri().toString().replaceAll("/$", "");
  }

  /** A proxy that lets nobody through, until the end of the test. */
  private int proxy() throws IOException {
    var socket = opened(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
    var thread = new Thread(() -> refuse(socket), "proxy");
    thread.setDaemon(true);
    thread.start();
    var port = socket.getLocalPort();
    for (var host : List.of("localhost/127.0.0.1:", "/127.0.0.1:", "127.0.0.1:")) {
      stable.words(host + port, "proxy.example:3128");
    }
    return port;
  }

  private static void refuse(ServerSocket proxy) {
    while (!proxy.isClosed()) {
      try (var connection = proxy.accept()) {
        var in = new BufferedReader(new InputStreamReader(connection.getInputStream(), US_ASCII));
        while (!Objects.requireNonNullElse(in.readLine(), "").isEmpty()) {
          // the request and its headers
        }
        var answer = "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n";
        connection.getOutputStream().write(answer.getBytes(US_ASCII));
      } catch (IOException gone) {
        // the client's or the test's end
      }
    }
  }

  private <T extends AutoCloseable> T opened(T resource) {
    open.add(0, resource);
    return resource;
  }

  private String secret(String text) {
    secrets.add(text);
    return text;
  }

  @AfterAll
  void close() throws Exception {
    for (var each : open) {
      each.close();
    }
  }

  // ---- what is said ----

  private void check(Situation situation) throws Exception {
    var page = new RecordedPage(PAGES.resolve(situation.page + ".md"));
    if (situation.blocks.contains(driver.client())) {
      if (driver.client().equals("client-java") && AT_8080.contains(situation.page)) {
        nobodyListens();
      }
      var text = checked(situation, plainly(situation));
      page.holds(situation.block(driver.client()), "text", text);
    }
    if (situation.blocks.contains(LIST)) {
      var outcome = ours(situation, LIST);
      page.holdsOf(driver.client(), situation.block(LIST), checked(situation, text(outcome)));
    }
    if (situation.blocks.contains(WHO)) {
      whoAmI(situation, page);
    }
  }

  /** A program of whoever runs this test would answer in the place of nobody. */
  private static void nobodyListens() {
    try (var socket = new Socket("localhost", 8080)) {
      abort("not run: something listens at " + socket.getRemoteSocketAddress());
    } catch (IOException nobody) {
      // as on most machines
    }
  }

  /** All three print the same, with a sentence at the end that may be in the library's words. */
  private void whoAmI(Situation situation, RecordedPage page) throws IOException {
    var outcome = ours(situation, WHO);
    var text = text(outcome).replaceFirst("^(client +)\\S+", "$1" + SHOWN);
    var name = situation.block(WHO);
    if (driver.client().equals(SHOWN)) {
      page.holds(name, "text", checked(situation, text));
    } else if (!Boolean.getBoolean("record")) {
      assertEquals(
          facts(page.text(name)),
          facts(checked(situation, text).strip()),
          () -> "%s prints other facts than %s, %s.".formatted(driver.client(), SHOWN, name));
    }
  }

  private static List<String> facts(String text) {
    return text.lines().filter(line -> FACT.matcher(line).lookingAt()).toList();
  }

  private static String text(RunningProgram.Outcome outcome) {
    return outcome.out() + outcome.err();
  }

  private String plainly(Situation situation) throws Exception {
    var place = situation.place;
    var all = said.get(place);
    if (all == null) {
      var arguments = new ArrayList<>(List.of(plain.getName()));
      var asked = new LinkedHashSet<List<String>>();
      situations.stream()
          .filter(each -> each.place.equals(place) && each.blocks.contains(driver.client()))
          .map(Situation::arguments)
          .forEach(asked::add);
      asked.forEach(arguments::addAll);
      var jvm = new ArrayList<>(place.jvm);
      jvm.add("-Duser.timezone=UTC");
      jvm.add("-Duser.language=en");
      var texts =
          AdminClient.JSON.readTree(
              IsolatedProcess.run(
                  place.folder, place.pod, place.environment, jvm, NaiveClient.class, arguments));
      all = new HashMap<>();
      for (var each : asked) {
        all.put(each, texts.get(all.size()).asString());
      }
      said.put(place, all);
    }
    return all.get(situation.arguments());
  }

  private RunningProgram.Outcome ours(Situation situation, String program) throws IOException {
    try {
      return driver.run(
          new Call(
              List.of(program),
              "",
              situation.place.environment,
              situation.place.folder.resolve("root"),
              situation.home,
              List.of(),
              System::nanoTime,
              () -> Instant.now().plus(situation.wrong)));
    } catch (IOException failed) {
      throw failed;
    } catch (Exception failed) {
      throw new IllegalStateException(failed);
    }
  }

  private String checked(Situation situation, String text) {
    for (var secret : secrets) {
      assertFalse(text.contains(secret), "the output holds a token or key");
    }
    return stable.of(text, situation.place.pod);
  }
}

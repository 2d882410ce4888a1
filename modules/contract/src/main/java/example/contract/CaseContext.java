package example.contract;

import example.contract.Contract.TestLevel;
import example.contract.Driver.Call;
import example.contract.Driver.OpenClient;
import example.contract.RunningProgram.Outcome;
import example.fakeapiserver.FakeApiServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/**
 * What one case sees: a cluster, a namespace of its own with a service account, a scratch folder,
 * and a clock. Everything is removed at the end.
 */
public final class CaseContext implements AutoCloseable {

  /** Where the Roles of the patterns are in the repository. */
  public static final String RBAC = "manifests/rbac";

  public static final String TRUST_STORE_PASSWORD = "changeit";

  /** A JWT, PEM, PEM in Base64, or what says that it was planted. */
  private static final Pattern RECOGNISABLE =
      Pattern.compile("^(eyJ|-----BEGIN |LS0tLS1CRUdJTi)|-marker$");

  private static final AtomicInteger NUMBER = new AtomicInteger();

  /** Secret text that must never show up in any output; see {@link #run}. */
  private final Set<String> secrets = new HashSet<>();

  private final List<RunningProgram> started = new ArrayList<>();

  /** The patterns whose Roles the service account was given. */
  private final Set<String> roles = new HashSet<>();

  private final Path rbac;
  private final Driver driver;
  private final TestLevel level;
  private final AdminClient api;
  private final FakeApiServer fake;
  private final Path folder;
  private final String namespace;
  private final AtomicLong nanoTime = new AtomicLong(1);
  private final Map<String, String> environment = new LinkedHashMap<>();
  private final List<String> jvm = new ArrayList<>();
  private final Map<String, Integer> facts = new LinkedHashMap<>();
  private boolean namespaceMade;
  private Duration wrong = Duration.ZERO;

  CaseContext(Driver driver, TestLevel level, AdminClient api, FakeApiServer fake) {
    this(driver, level, api, fake, AdminClient.inRepository(RBAC));
  }

  /**
   * @param rbac holds a folder with a Role for each pattern that needs one
   */
  public CaseContext(
      Driver driver, TestLevel level, AdminClient api, FakeApiServer fake, Path rbac) {
    this.rbac = rbac;
    this.driver = driver;
    this.level = level;
    this.api = api;
    this.fake = fake;
    this.namespace = "case-" + ProcessHandle.current().pid() + "-" + NUMBER.incrementAndGet();
    try {
      this.folder = Files.createTempDirectory("case-").toRealPath();
      Files.createDirectories(folder.resolve("home"));
    } catch (IOException full) {
      throw new UncheckedIOException(full);
    }
  }

  public Driver driver() {
    return driver;
  }

  public TestLevel level() {
    return level;
  }

  public AdminClient api() {
    return api;
  }

  /** The fake API server; only for cases that run on it alone. */
  public FakeApiServer fake() {
    if (fake == null) {
      throw new IllegalStateException("this case declares a real node and needs the fake");
    }
    return fake;
  }

  public Path folder() {
    return folder;
  }

  /**
   * Puts a count into the report: {@code requests}, on the wire. Only what every run counts alike.
   */
  public void fact(String name, int count) {
    facts.put(name, count);
  }

  public Map<String, Integer> facts() {
    return facts;
  }

  /** The case's namespace, with a service account {@code example} that may do nothing yet. */
  public String namespace() {
    if (!namespaceMade) {
      namespaceMade = true;
      var made = AdminClient.object();
      made.withObject("/metadata").put("name", namespace);
      api.post("api/v1/namespaces", made);
      var account = AdminClient.object();
      account.withObject("/metadata").put("name", "example");
      api.post("api/v1/namespaces/" + namespace + "/serviceaccounts", account);
    }
    return namespace;
  }

  public String user() {
    return "system:serviceaccount:" + namespace() + ":example";
  }

  /** Gives the service account exactly the Role of one pattern, from the manifests. */
  public CaseContext role(String pattern) {
    roles.add(pattern);
    try (var files = Files.list(rbac.resolve(pattern))) {
      for (var file : files.sorted().toList()) {
        var name = file.getFileName().toString();
        if (name.endsWith(".yaml") && !name.startsWith("kustomization")) {
          api.create(file, namespace());
        }
      }
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
    return this;
  }

  public boolean has(String roleOfPattern) {
    return roles.contains(roleOfPattern);
  }

  /** A fresh token of the service account. */
  public String token() {
    return token(AdminClient.object().put("expirationSeconds", 3600));
  }

  /**
   * A token as a kubelet asks for it, for a pod and for an hour and seven seconds: the server makes
   * a year of that, for programs that read their token once.
   */
  public String extendedToken() {
    var pod = AdminClient.object().put("apiVersion", "v1").put("kind", "Pod");
    pod.withObject("/metadata").put("name", "example");
    var spec = pod.withObject("/spec").put("schedulerName", "nobody");
    spec.put("serviceAccountName", "example");
    spec.withArray("containers").addObject().put("name", "main").put("image", "none:1");
    api.post("api/v1/namespaces/" + namespace() + "/pods", pod);
    var wanted = AdminClient.object().put("expirationSeconds", 3607);
    wanted.withObject("/boundObjectRef").put("kind", "Pod").put("apiVersion", "v1");
    wanted.withObject("/boundObjectRef").put("name", "example");
    return token(wanted);
  }

  private String token(ObjectNode spec) {
    var request = AdminClient.object();
    request.put("apiVersion", "authentication.k8s.io/v1").put("kind", "TokenRequest");
    request.set("spec", spec);
    var path = "api/v1/namespaces/" + namespace() + "/serviceaccounts/example/token";
    return secret(api.post(path, request).at("/status/token").asString());
  }

  /**
   * Remembers a text that no output may hold.
   *
   * @throws IllegalArgumentException if those who look through all output later could not know it
   */
  public String secret(String text) {
    if (!RECOGNISABLE.matcher(text).find()) {
      throw new IllegalArgumentException(
          "a secret that is no token or key must end in -marker, or nobody finds it in a log");
    }
    secrets.add(text);
    return text;
  }

  /** Pods that no scheduler takes: they stay Pending and cost a real node nothing. */
  public void pods(int count, String prefix, Map<String, String> labels) {
    for (int i = 0; i < count; i++) {
      pod("%s-%05d".formatted(prefix, i), labels, Map.of());
    }
  }

  public void pod(String name, Map<String, String> labels, Map<String, String> annotations) {
    var pod = AdminClient.object().put("apiVersion", "v1").put("kind", "Pod");
    var metadata = pod.withObject("/metadata").put("name", name);
    labels.forEach((key, value) -> metadata.withObject("labels").put(key, value));
    annotations.forEach((key, value) -> metadata.withObject("annotations").put(key, value));
    var spec = pod.withObject("/spec").put("schedulerName", "nobody");
    spec.withArray("containers").addObject().put("name", "main").put("image", "none:1");
    if (fake != null) {
      fake.create(namespace(), pod); // thousands of them, without thousands of requests
    } else {
      api.post("api/v1/namespaces/" + namespace() + "/pods", pod);
    }
  }

  /** Sets what only a kubelet would set. */
  public void phase(String pod, String phase) {
    var status = AdminClient.object();
    status.withObject("/status").put("phase", phase);
    api.merge("api/v1/namespaces/%s/pods/%s/status".formatted(namespace(), pod), status);
  }

  /** A service account directory as the kubelet mounts it: links into a folder that is swapped. */
  public Path serviceAccount(String token) {
    return serviceAccount(token, api.caPem());
  }

  public Path serviceAccount(String token, String caPem) {
    var mount = mount();
    write(mount.resolve("..first/token"), token);
    write(mount.resolve("..first/ca.crt"), caPem);
    write(mount.resolve("..first/namespace"), namespace());
    link(mount.resolve("..data"), Path.of("..first"));
    for (var name : List.of("token", "ca.crt", "namespace")) {
      link(mount.resolve(name), Path.of("..data", name));
    }
    return mount;
  }

  private Path mount() {
    return folder.resolve("serviceaccount");
  }

  /** Replaces the mounted files in one step, as the kubelet does. */
  public void remount(String token, String caPem) {
    var mount = mount();
    var next = "..next-" + NUMBER.incrementAndGet();
    write(mount.resolve(next + "/token"), token);
    write(mount.resolve(next + "/ca.crt"), caPem);
    write(mount.resolve(next + "/namespace"), namespace());
    var link = mount.resolve("..data_tmp");
    link(link, Path.of(next));
    try {
      Files.move(link, mount.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException unmovable) {
      throw new UncheckedIOException(unmovable);
    }
  }

  /** Takes the mounted files away. */
  public void unmount() {
    try {
      Files.delete(mount().resolve("..data"));
    } catch (IOException unmovable) {
      throw new UncheckedIOException(unmovable);
    }
  }

  /** A kubeconfig of the administrator's cluster for any user, given as YAML flow text. */
  public Path kubeconfig(String user) {
    return kubeconfig(api.server().toString().replaceAll("/$", ""), api.caPem(), user);
  }

  public Path kubeconfig(String server, String caPem, String user) {
    var file = folder.resolve("kubeconfig");
    write(
        file,
        """
        apiVersion: v1
        kind: Config
        clusters: [{name: c, cluster: {server: "%s", certificate-authority-data: %s}}]
        users: [{name: u, user: %s}]
        contexts: [{name: x, context: {cluster: c, user: u, namespace: %s}}]
        current-context: x
        """
            .formatted(server, base64(caPem), user, namespace()));
    return file;
  }

  /** A file for {@code -Djavax.net.ssl.trustStore=} that holds this CA alone. */
  public Path trustStore(String caPem) {
    var file = folder.resolve("trust.p12");
    try (var out = Files.newOutputStream(file)) {
      var store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      var pem = new ByteArrayInputStream(caPem.getBytes(StandardCharsets.US_ASCII));
      var certificates = CertificateFactory.getInstance("X.509");
      store.setCertificateEntry("ca", certificates.generateCertificate(pem));
      store.store(out, TRUST_STORE_PASSWORD.toCharArray());
      return file;
    } catch (GeneralSecurityException | IOException unwritable) {
      throw new IllegalStateException(unwritable);
    }
  }

  public static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  public static void write(Path file, String text) {
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
    } catch (IOException unwritable) {
      throw new UncheckedIOException(unwritable);
    }
  }

  private static void link(Path link, Path target) {
    try {
      Files.createSymbolicLink(link, target);
    } catch (IOException unwritable) {
      throw new UncheckedIOException(unwritable);
    }
  }

  /** Turns the client's clocks forward. */
  public void later(long seconds) {
    nanoTime.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
  }

  /** Sets the client's time of day wrong, by so much; less than nothing for behind. */
  public void clockIsAhead(Duration by) {
    wrong = by;
  }

  /** The time of day, as the client is told. */
  public Instant now() {
    return Instant.now().plusNanos(nanoTime.get()).plus(wrong);
  }

  /** The environment that the next call gets; a process gets nothing else. */
  public Map<String, String> environment() {
    return environment;
  }

  /** Arguments of the JVM for the next call, where it is a process. */
  public List<String> jvm() {
    return jvm;
  }

  /** Gives the next calls the variables of a pod. */
  public void podVariables() {
    inPod(api.server());
  }

  private void inPod(URI server) {
    environment.put("KUBERNETES_SERVICE_HOST", server.getHost());
    environment.put("KUBERNETES_SERVICE_PORT", String.valueOf(server.getPort()));
  }

  /** Runs a command as a pod runs it, with the service account of this case, and nothing else. */
  public Outcome runInPod(String... arguments) throws Exception {
    return run(inPod(arguments));
  }

  /** Runs the program to its end, and fails if what it prints holds a secret of this case. */
  public Outcome run(String... arguments) throws Exception {
    try (var program = driver.start(call(arguments))) {
      var outcome = program.outcome();
      checkThatNoSecretIsIn(program);
      return outcome;
    }
  }

  /** Starts a command as a pod starts it. */
  public RunningProgram startInPod(String... arguments) throws Exception {
    return start(inPod(arguments));
  }

  /** Starts a command as a pod of another cluster starts it. */
  public RunningProgram startInPod(URI server, String... arguments) throws Exception {
    var all = inPod(arguments);
    inPod(server);
    return start(all);
  }

  /** Starts the program. What it prints is looked through for secrets at the end of the case. */
  public RunningProgram start(String... arguments) throws Exception {
    var program = driver.start(call(arguments));
    started.add(program);
    return program;
  }

  /** Opens the client itself, as a pod opens it; see {@link OpenClient}. */
  public OpenClient openInPod() throws Exception {
    return open(inPod());
  }

  /** Opens the client itself. */
  public OpenClient open(String... arguments) throws Exception {
    return driver.open(call(arguments));
  }

  /** What a pod has of itself is given to a program that is none. */
  private String[] inPod(String... arguments) {
    if (level == TestLevel.POD) {
      namespace();
      return arguments;
    }
    inPod(api.server());
    var folder = Files.exists(mount()) ? mount() : serviceAccount(token());
    var all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--service-account", folder.toString()));
    return all.toArray(String[]::new);
  }

  private void checkThatNoSecretIsIn(RunningProgram program) {
    var output = program.out() + program.err();
    if (secrets.stream().anyMatch(output::contains)) {
      throw new AssertionError("the output holds a token or key");
    }
  }

  private Call call(String... arguments) {
    return new Call(
        List.of(arguments),
        namespace,
        Map.copyOf(environment),
        folder.resolve("root"),
        folder.resolve("home"),
        List.copyOf(jvm),
        nanoTime::get,
        this::now);
  }

  @Override
  public void close() throws IOException {
    if (fake != null) {
      fake.clearFaults();
    }
    try {
      started.forEach(RunningProgram::close);
      started.forEach(this::checkThatNoSecretIsIn);
    } finally {
      remove();
    }
  }

  private void remove() throws IOException {
    if (namespaceMade) {
      api.delete("api/v1/namespaces/" + namespace);
    }
    try (Stream<Path> all = Files.walk(folder)) {
      for (var path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}

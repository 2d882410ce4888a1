package example.contract;

import example.contract.Contract.TestLevel;
import example.contract.Driver.Call;
import example.contract.Driver.OpenClient;
import example.contract.RunningProgram.Outcome;
import example.fakeapiserver.FakeApiServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.apache.commons.io.file.PathUtils;
import tools.jackson.databind.node.ObjectNode;

/**
 * What one case sees: a cluster, a namespace of its own with a service account, a scratch folder,
 * and a clock. Everything is removed at the end.
 */
public final class CaseContext implements AutoCloseable {

  /** A JWT, PEM, PEM in Base64, or what says that it was planted. */
  private static final Pattern RECOGNISABLE =
      Pattern.compile("^(eyJ|-----BEGIN |LS0tLS1CRUdJTi)|-marker$");

  private static final AtomicInteger NUMBER = new AtomicInteger();

  private final Driver driver;
  private final TestLevel level;
  private final AdminClient api;
  private final FakeApiServer fake;
  private final Path rbac;
  private final Path folder;
  private final String namespace =
      "case-" + ProcessHandle.current().pid() + "-" + NUMBER.incrementAndGet();

  /** What no output may hold. */
  private final Set<String> secrets = new HashSet<>();

  private final List<RunningProgram> started = new ArrayList<>();
  private final Set<String> roles = new HashSet<>();
  private final Map<String, String> environment = new LinkedHashMap<>();
  private final List<String> jvm = new ArrayList<>();
  private final AtomicLong nanoTime = new AtomicLong(1);
  private Duration wrong = Duration.ZERO;
  private Path home;
  private TcpProxy proxy;
  private boolean namespaceMade;

  /**
   * @param fake null on a real node
   * @param rbac holds a folder with a Role for each pattern that needs one
   */
  public CaseContext(Driver driver, TestLevel level, AdminClient api, FakeApiServer fake, Path rbac)
      throws IOException {
    this.driver = driver;
    this.level = level;
    this.api = api;
    this.fake = fake;
    this.rbac = rbac;
    this.folder = Files.createTempDirectory("case-").toRealPath();
    this.home = Files.createDirectories(folder.resolve("home"));
  }

  public Driver driver() {
    return driver;
  }

  public TestLevel level() {
    return level;
  }

  // ---- the cluster ----

  /** The administrator's client. */
  public AdminClient api() {
    return api;
  }

  /** The embedded API server; only for cases that run on it alone. */
  public FakeApiServer fake() {
    if (fake == null) {
      throw new IllegalStateException("this case declares a real node and needs the fake");
    }
    return fake;
  }

  /** A proxy in front of the server, for {@link #startInPod(URI, String...)}. */
  public TcpProxy proxy() throws IOException {
    if (proxy == null) {
      proxy = new TcpProxy(api.server());
    }
    return proxy;
  }

  /** The case's namespace, with a service account {@code example} that may do nothing yet. */
  public String namespace() {
    if (!namespaceMade) {
      namespaceMade = true;
      api.post("api/v1/namespaces", AdminClient.named(namespace));
      api.post(path("serviceaccounts"), AdminClient.named("example"));
    }
    return namespace;
  }

  /** The path of {@code pods}, or {@code apis/apps/v1/deployments}, in the case's namespace. */
  public String path(String resource) {
    var whole = resource.startsWith("apis/") ? resource : "api/v1/" + resource;
    return whole.replaceFirst("^api/[^/]+|^apis/[^/]+/[^/]+", "$0/namespaces/" + namespace());
  }

  public String user() {
    return "system:serviceaccount:" + namespace() + ":example";
  }

  /** Gives the service account exactly the Role of one pattern, from the manifests. */
  public CaseContext role(String pattern) throws IOException {
    roles.add(pattern);
    api.create(rbac.resolve(pattern).resolve("role.yaml"), namespace());
    return this;
  }

  /** Whether the service account was given the Role of a pattern. */
  public boolean hasRole(String pattern) {
    return roles.contains(pattern);
  }

  /** Pods that no scheduler takes: they stay Pending and cost a real node nothing. */
  public void pods(int count) {
    for (int i = 0; i < count; i++) {
      pod("pod-%05d".formatted(i));
    }
  }

  public void pod(String name) {
    pod(name, Map.of(), Map.of());
  }

  public void pod(String name, Map<String, String> labels, Map<String, String> annotations) {
    var pod = AdminClient.named(name).put("apiVersion", "v1").put("kind", "Pod");
    var metadata = pod.withObject("/metadata");
    labels.forEach((key, value) -> metadata.withObject("labels").put(key, value));
    annotations.forEach((key, value) -> metadata.withObject("annotations").put(key, value));
    var spec = pod.withObject("/spec").put("schedulerName", "nobody");
    spec.put("serviceAccountName", "example");
    spec.withArray("containers").addObject().put("name", "main").put("image", "none:1");
    if (fake != null) {
      fake.create(namespace(), pod); // thousands of them, without thousands of requests
    } else {
      api.post(path("pods"), pod);
    }
  }

  public void deletePod(String name) {
    api.delete(path("pods/" + name));
  }

  /** Sets what only a kubelet would set. */
  public void phase(String pod, String phase) {
    var status = AdminClient.object();
    status.withObject("/status").put("phase", phase);
    var path = path("pods/%s/status".formatted(pod));
    if (fake != null) {
      fake.merge(path, status);
    } else {
      api.merge(path, status);
    }
  }

  // ---- credentials and configuration ----

  /** A fresh token of the service account. */
  public String token() {
    return token(AdminClient.object().put("expirationSeconds", 3600));
  }

  /**
   * A token as a kubelet asks for it, for a pod and for an hour and seven seconds: the server makes
   * a year of that, for programs that read their token once.
   */
  public String extendedToken() {
    pod("example");
    var wanted = AdminClient.object().put("expirationSeconds", 3607);
    var pod = wanted.withObject("/boundObjectRef").put("kind", "Pod").put("apiVersion", "v1");
    pod.put("name", "example");
    return token(wanted);
  }

  private String token(ObjectNode spec) {
    var request = AdminClient.object();
    request.put("apiVersion", "authentication.k8s.io/v1").put("kind", "TokenRequest");
    request.set("spec", spec);
    var answer = api.post(path("serviceaccounts/example/token"), request);
    return secret(answer.at("/status/token").asString());
  }

  /**
   * Remembers a string that no output may hold.
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

  public void checkThatNoSecretIsIn(String output) {
    if (secrets.stream().anyMatch(output::contains)) {
      throw new AssertionError("the output holds a token or key");
    }
  }

  public Path serviceAccount(String token) throws IOException {
    return serviceAccount(token, api.caPem());
  }

  /**
   * A service account directory as the kubelet mounts it, links into a folder that is swapped in
   * one step; also to replace the files that are mounted.
   */
  public Path serviceAccount(String token, String caPem) throws IOException {
    var mount = mount();
    var files = Path.of("..files-" + NUMBER.incrementAndGet());
    write(mount.resolve(files).resolve("token"), token);
    write(mount.resolve(files).resolve("ca.crt"), caPem);
    write(mount.resolve(files).resolve("namespace"), namespace());
    var next = Files.createSymbolicLink(mount.resolve("..data_tmp"), files);
    Files.move(next, mount.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
    for (var name : List.of("token", "ca.crt", "namespace")) {
      if (!Files.isSymbolicLink(mount.resolve(name))) {
        Files.createSymbolicLink(mount.resolve(name), Path.of("..data", name));
      }
    }
    return mount;
  }

  private Path mount() {
    return folder.resolve("serviceaccount");
  }

  /** Removes the mounted files. */
  public void unmount() throws IOException {
    Files.delete(mount().resolve("..data"));
  }

  /** A kubeconfig of the administrator's cluster for any user, given as YAML flow text. */
  public Path kubeconfig(String user) {
    return kubeconfig(api.server().toString(), api.caPem(), user);
  }

  public Path kubeconfig(String server, String caPem, String user) {
    var file = folder.resolve("kubeconfig");
    write(file, KubeconfigText.of(server, caPem, user, namespace()));
    return file;
  }

  // ---- what the next program sees ----

  public Path folder() {
    return folder;
  }

  public static void write(Path file, String text) {
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
    } catch (IOException unwritable) {
      throw new UncheckedIOException(unwritable);
    }
  }

  /** Its home directory, if not {@code home} in the scratch folder. */
  public void home(Path directory) {
    home = directory;
  }

  /** Its whole environment; a process gets HOME beside it. */
  public Map<String, String> environment() {
    return environment;
  }

  /** Arguments of its JVM, where it is a process. */
  public List<String> jvm() {
    return jvm;
  }

  /** Adds the variables of a pod to its environment. */
  public void podVariables(URI server) {
    environment.put("KUBERNETES_SERVICE_HOST", server.getHost());
    environment.put("KUBERNETES_SERVICE_PORT", String.valueOf(server.getPort()));
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

  // ---- programs ----

  /** Runs a command as a pod runs it, with the service account of this case, and nothing else. */
  public Outcome runInPod(String... arguments) throws Exception {
    return run(inPod(api.server(), arguments));
  }

  /** Runs a command with {@code --kubeconfig}. */
  public Outcome runWith(Path kubeconfig, String... arguments) throws Exception {
    return run(with(arguments, "--kubeconfig", kubeconfig));
  }

  /** Runs the program to its end, and fails if what it prints holds a secret of this case. */
  public Outcome run(String... arguments) throws Exception {
    try (var program = driver.start(call(arguments))) {
      var outcome = program.outcome();
      checkThatNoSecretIsIn(outcome.out() + outcome.err());
      return outcome;
    }
  }

  /** Starts a command as a pod starts it. */
  public RunningProgram startInPod(String... arguments) throws Exception {
    return startInPod(api.server(), arguments);
  }

  /** Starts a command as a pod of another cluster starts it. */
  public RunningProgram startInPod(URI server, String... arguments) throws Exception {
    return start(inPod(server, arguments));
  }

  /** Starts the program. What it prints is looked through for secrets at the end of the case. */
  public RunningProgram start(String... arguments) throws Exception {
    var program = driver.start(call(arguments));
    started.add(program);
    return program;
  }

  /** Opens the client itself, as a pod opens it; see {@link OpenClient}. */
  public OpenClient openInPod() throws Exception {
    return open(inPod(api.server()));
  }

  /** Opens the client itself. */
  public OpenClient open(String... arguments) throws Exception {
    return driver.open(call(arguments));
  }

  /** A program that is not a pod is given what a pod has. */
  private String[] inPod(URI server, String... arguments) throws IOException {
    if (level == TestLevel.POD) {
      namespace();
      return arguments;
    }
    podVariables(server);
    var account = Files.exists(mount()) ? mount() : serviceAccount(token());
    return with(arguments, "--service-account", account);
  }

  private static String[] with(String[] arguments, String option, Path value) {
    var all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of(option, value.toString()));
    return all.toArray(String[]::new);
  }

  private Call call(String... arguments) {
    return new Call(
        List.of(arguments),
        namespace,
        Map.copyOf(environment),
        folder.resolve("root"),
        home,
        List.copyOf(jvm),
        nanoTime::get,
        this::now);
  }

  // ---- what is left of the case ----

  @Override
  public void close() throws IOException {
    if (fake != null) {
      fake.clearFaults();
    }
    try {
      started.forEach(RunningProgram::close);
      started.forEach(each -> checkThatNoSecretIsIn(each.out() + each.err()));
    } finally {
      if (proxy != null) {
        proxy.close();
      }
      if (namespaceMade) {
        api.delete("api/v1/namespaces/" + namespace);
      }
      PathUtils.deleteDirectory(folder);
    }
  }
}

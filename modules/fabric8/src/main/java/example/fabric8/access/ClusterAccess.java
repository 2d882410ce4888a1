// SPDX-License-Identifier: MIT-0
//JAVA 17+
//DEPS io.fabric8:kubernetes-client:8.0.0
//SOURCES Kubeconfig.java ExecCredential.java ConfigFiles.java Pem.java Printable.java
// Permission: none
// Cases:      cluster-access.*
// Page:       docs/in-cluster-or-kubeconfig.md
package example.fabric8.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.http.Interceptor;
import io.fabric8.kubernetes.client.http.StandardHttpRequest;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.fabric8.kubernetes.client.utils.TokenRefreshInterceptor;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;

/**
 * Finds the API server from a pod (service account) and from outside (kubeconfig), in the order of
 * controller-runtime: what you name explicitly; else KUBECONFIG; else the pod's service account;
 * else {@code ~/.kube/config}; else an error that says what was checked. An error in the place that
 * was chosen is reported; no other place is tried.
 *
 * @see <a href="https://kubernetes.io/docs/tasks/run-application/access-api-from-pod/">Accessing
 *     the Kubernetes API from a Pod</a>
 */
public final class ClusterAccess {

  private static final KubernetesSerialization JSON = new KubernetesSerialization();
  private static final String FOLDER = "var/run/secrets/kubernetes.io/serviceaccount";
  private static final Duration CONNECT = Duration.ofSeconds(10); // TCP and TLS
  private static final Duration ANSWER = Duration.ofSeconds(65); // the server gives up after 60

  private ClusterAccess() {}

  /**
   * A client, and where its configuration came from.
   *
   * @param client trusts the cluster's CA only and adds credentials to requests to {@code server}
   * @param namespace the pod's or the context's, never empty
   * @param mode {@code in-cluster} or {@code kubeconfig}
   * @param server where the API is served, without a trailing slash; {@code client} knows it
   * @param identity kind of credential and, where it can be read without the server, whose
   * @param source the service account directory, or the kubeconfig files and context
   * @param lookedAt each place considered, and why it was used or not
   * @param ca subjects of the trusted CA certificates; empty means the JVM's own
   * @param claims of a bearer token that is a JWT, as JSON; else empty. Not proof of anything
   */
  public record Access(
      KubernetesClient client,
      String namespace,
      String mode,
      String server,
      String identity,
      String source,
      List<String> lookedAt,
      List<String> ca,
      String claims)
      implements AutoCloseable {

    /** Ends the client's threads and connections. */
    @Override
    public void close() {
      client.close();
    }
  }

  /**
   * What the caller insists on. It decides: nothing else is looked at, except that a context alone
   * is looked up in KUBECONFIG, else in {@code ~/.kube/config}.
   *
   * @param inCluster use the service account
   * @param serviceAccount use the service account in this folder, or null
   * @param kubeconfig use this file, or null
   * @param context use this context of a kubeconfig, or null
   */
  public record Options(boolean inCluster, Path serviceAccount, Path kubeconfig, String context) {
    public static final Options NONE = new Options(false, null, null, null);
  }

  /**
   * What is looked at, as parameters, so that a test needs neither root nor a second process.
   *
   * @param variables the environment variables
   * @param root the folder under which {@code var/run/secrets} is looked up
   * @param home the folder that holds {@code .kube/config}
   * @param nanoTime a clock that only goes forward, in nanoseconds
   * @param clock the time of day, for what says itself when it expires
   */
  public record Environment(
      Map<String, String> variables,
      Path root,
      Path home,
      LongSupplier nanoTime,
      InstantSource clock) {

    public static Environment ofThisProcess() {
      var home = System.getenv().getOrDefault("HOME", "");
      return new Environment(
          System.getenv(),
          Path.of("/"),
          Path.of(home.isBlank() ? System.getProperty("user.home") : home),
          System::nanoTime,
          InstantSource.system());
    }
  }

  /**
   * Opens access to the cluster that this process's environment names.
   *
   * @throws IOException as {@link #open(Options, Environment)}
   */
  public static Access open() throws IOException {
    return open(Options.NONE, Environment.ofThisProcess());
  }

  /**
   * Opens access to the cluster. No request is sent.
   *
   * @throws IOException if nothing is configured, or what is chosen is incomplete or not supported.
   *     The message is one sentence that names the file, field or variable and what to do, and
   *     never holds a token or key
   */
  public static Access open(Options options, Environment environment) throws IOException {
    var looked = new ArrayList<String>();
    var inPod = options.inCluster() || options.serviceAccount() != null;
    if (inPod && (options.kubeconfig() != null || options.context() != null)) {
      throw new IOException(
          "in-cluster and a kubeconfig or context were both asked for. Leave one out.");
    }
    if (inPod) {
      looked.add("in-cluster (asked for)");
      return inCluster(options, environment, looked);
    }
    if (options.kubeconfig() != null) {
      Printable.checkPath("--kubeconfig", options.kubeconfig());
      looked.add(Printable.shown(options.kubeconfig()) + " (asked for)");
      return kubeconfig(List.of(options.kubeconfig()), options, environment, looked);
    }
    var listed = environment.variables().getOrDefault("KUBECONFIG", "");
    if (!listed.isBlank()) {
      looked.add("KUBECONFIG (set)");
      return kubeconfig(paths(listed), options, environment, looked);
    }
    looked.add("KUBECONFIG (not set)");
    // A context is a kubeconfig's, so asking for one rules the pod out.
    if (options.context() == null && podIsComplete(environment, looked)) {
      return inCluster(options, environment, looked);
    }
    var ofHome = environment.home().resolve(".kube/config");
    if (ConfigFiles.isFile(ofHome)) {
      looked.add(Printable.shown(ofHome) + " (found)");
      return kubeconfig(List.of(ofHome), options, environment, looked);
    }
    looked.add(Printable.shown(ofHome) + " (no such file)");
    throw new IOException(
        "No cluster found. Looked at %s. Set KUBECONFIG, or run in a pod with a service account."
            .formatted(String.join(", ", looked)));
  }

  /** All three must be there: variables alone are inherited, a folder alone is left over. */
  private static boolean podIsComplete(Environment environment, List<String> looked)
      throws IOException {
    for (var name : List.of("KUBERNETES_SERVICE_HOST", "KUBERNETES_SERVICE_PORT")) {
      var missing = environment.variables().getOrDefault(name, "").isBlank();
      looked.add(name + (missing ? " (not set)" : " (set)"));
      if (missing) {
        return false;
      }
    }
    var token = environment.root().resolve(FOLDER).resolve("token");
    var found = ConfigFiles.isFile(token); // follows links: a projected token is one
    looked.add(Printable.shown(token) + (found ? " (found)" : " (no such file)"));
    return found;
  }

  private static List<Path> paths(String listed) throws IOException {
    try {
      var paths =
          Pattern.compile(Pattern.quote(File.pathSeparator))
              .splitAsStream(listed)
              .filter(path -> !path.isBlank())
              .map(Path::of)
              .toList();
      var secret = Printable.secret(listed.strip());
      if (secret != null && paths.stream().noneMatch(Files::exists)) {
        throw new IOException("KUBECONFIG holds %s; it must be a path.".formatted(secret));
      }
      return paths;
    } catch (InvalidPathException unsuitable) { // its message quotes the path
      throw new IOException(
          "KUBECONFIG holds a character that file names cannot have here. Set LC_ALL=C.UTF-8.");
    }
  }

  // ---- inside a pod ----

  private static Access inCluster(Options options, Environment environment, List<String> looked)
      throws IOException {
    var folder =
        options.serviceAccount() != null
            ? options.serviceAccount()
            : environment.root().resolve(FOLDER);
    Printable.checkPath("--service-account", folder);
    var server = podServer(environment.variables());
    var credentials = tokenFile(folder.resolve("token"), environment.nanoTime());
    var claims = claims(credentials.get().token());
    var ca = podCa(folder.resolve("ca.crt"));
    var namespace = podNamespace(environment.variables(), folder.resolve("namespace"));
    return new Access(
        client(server, namespace, trustOnly(ca), null, credentials),
        namespace,
        "in-cluster",
        server,
        identity("service-account", claims),
        Printable.shown(folder),
        List.copyOf(looked),
        subjects(ca),
        claims);
  }

  private static String podServer(Map<String, String> variables) throws IOException {
    var host = variables.getOrDefault("KUBERNETES_SERVICE_HOST", "").strip();
    var port = variables.getOrDefault("KUBERNETES_SERVICE_PORT", "").strip();
    if (host.isEmpty() || port.isEmpty()) {
      throw new IOException(
          "in-cluster: %s is not set. Every pod has it; run in a pod, and keep its environment."
              .formatted(host.isEmpty() ? "KUBERNETES_SERVICE_HOST" : "KUBERNETES_SERVICE_PORT"));
    }
    if (!port.matches("[0-9]{1,5}")
        || Integer.parseInt(port) < 1
        || Integer.parseInt(port) > 65535) {
      throw new IOException(
          "in-cluster: KUBERNETES_SERVICE_PORT is \"%s\". It must be a port number from 1 to 65535."
              .formatted(Printable.shown(port)));
    }
    // A bare IPv6 address is what the kubelet sets in an IPv6 cluster; a URI wants brackets.
    var bracketed =
        host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : withoutDot(host);
    try {
      var server = URI.create("https://" + bracketed + ":" + port);
      if (bracketed.equals(server.getHost())) {
        return server.toString();
      }
    } catch (IllegalArgumentException malformed) {
      // said below
    }
    throw new IOException(
        "in-cluster: KUBERNETES_SERVICE_HOST is \"%s\". It must be a host name or an IP address."
            .formatted(Printable.shown(host)));
  }

  /** In DNS a dot at the end makes a name absolute; in TLS it is refused, and in HTTP unusual. */
  static String withoutDot(String host) {
    return host.replaceFirst("(?<=[^.])[.]$", "");
  }

  static boolean isToken(String text) {
    return !text.isEmpty() && text.chars().allMatch(c -> c > ' ' && c < 0x7f);
  }

  private static String podNamespace(Map<String, String> variables, Path file) throws IOException {
    var variable = variables.getOrDefault("POD_NAMESPACE", "").strip();
    if (!variable.isEmpty()) {
      return variable;
    }
    var fromFile =
        ConfigFiles.isFile(file) ? new String(ConfigFiles.bytes(file), UTF_8).strip() : "";
    return fromFile.isEmpty() ? "default" : fromFile;
  }

  /**
   * Read once: this client has one set of CAs for its life. A cluster replaces its CA by mounting
   * the old and the new one for a while; restart the pod in that time, or it fails with "PKIX path
   * building failed".
   */
  private static List<X509Certificate> podCa(Path file) throws IOException {
    try {
      return Pem.certificates(mounted(file, "the cluster's CA"));
    } catch (CertificateException none) {
      throw new IOException(
          Printable.shown(file) + ": holds no certificate. Mount the cluster's CA there.");
    }
  }

  private static byte[] mounted(Path file, String what) throws IOException {
    if (!ConfigFiles.isFile(file)) {
      throw new IOException(
          "%s: no such file. Mount %s there.".formatted(Printable.shown(file), what));
    }
    return ConfigFiles.bytes(file);
  }

  /**
   * What tells the server who asks: a bearer token, a client certificate, both, or nothing.
   *
   * @param token empty for none
   * @param certificate and its chain, or null
   * @param key the certificate's, or null
   */
  record Credential(String token, List<X509Certificate> certificate, PrivateKey key) {

    static Credential of(String token) {
      return new Credential(token, null, null);
    }

    /** A record would print the token. */
    @Override
    public String toString() {
      return "Credential";
    }
  }

  /** The credential of a request, and a second chance after a 401. */
  interface Credentials {

    Credential get() throws IOException;

    /** What to try after the server rejected a credential; an equal one if there is no other. */
    default Credential refresh(Credential rejected) throws IOException {
      return rejected;
    }
  }

  /** A credential in files that are replaced while this program runs. */
  private record InFiles(ConfigFiles.Reloaded<Credential> files) implements Credentials {

    @Override
    public Credential get() {
      return files.get();
    }

    @Override
    public Credential refresh(Credential rejected) {
      return files.refresh(rejected);
    }
  }

  private static Credentials tokenFile(Path file, LongSupplier nanoTime) throws IOException {
    var source = Printable.shown(file);
    return new InFiles(
        new ConfigFiles.Reloaded<>(source, nanoTime, token(file), () -> token(file)));
  }

  private static Credential token(Path file) throws IOException {
    // A trailing newline makes Vert.x refuse the header.
    var token = new String(mounted(file, "a service account token"), UTF_8).strip();
    if (!isToken(token)) {
      throw new IOException(
          Printable.shown(file) + ": holds no token. Mount a service account token there.");
    }
    return Credential.of(token);
  }

  /**
   * Certificate and key are taken when they fit: while whoever issues short-lived ones replaces
   * them, one of the two is the old one for a moment.
   */
  private static Credentials certificateFiles(Kubeconfig config, LongSupplier nanoTime) {
    var first = new Credential("", config.certificate(), config.key());
    return new InFiles(
        new ConfigFiles.Reloaded<>(config.source(), nanoTime, first, () -> certificate(config)));
  }

  private static Credential certificate(Kubeconfig config)
      throws IOException, GeneralSecurityException {
    var file = config.certificateFile();
    var certificate =
        file == null ? config.certificate() : Pem.certificates(ConfigFiles.bytes(file));
    var certified = certificate.get(0).getPublicKey();
    var keyFile = config.keyFile();
    var key =
        keyFile == null ? config.key() : Pem.privateKey(ConfigFiles.bytes(keyFile), certified);
    if (!Pem.fit(key, certified)) {
      throw new InvalidKeyException("it is not the key of the client certificate");
    }
    return new Credential("", certificate, key);
  }

  // ---- outside a pod ----

  private static Access kubeconfig(
      List<Path> files, Options options, Environment environment, List<String> looked)
      throws IOException {
    var config = Kubeconfig.load(files, options.context());
    var token = config.token() == null ? "" : config.token();
    var fixed = new Credential(token, config.certificate(), config.key());
    Credentials credentials = () -> fixed;
    if (config.tokenFile() != null) {
      credentials = tokenFile(config.tokenFile(), environment.nanoTime());
    } else if (config.certificateFile() != null || config.keyFile() != null) {
      credentials = certificateFiles(config, environment.nanoTime());
    } else if (config.exec() != null) {
      credentials = new ExecCredential(config.exec(), environment.variables(), environment.clock());
    }
    var server = config.server().toString();
    if (config.serverName() != null) {
      throw new IOException(
          config.source()
              + ": tls-server-name is not supported by this client, which asks for the host in"
              + " server whatever it is told. Write a host there that the certificate holds.");
    }
    var trust = config.ca() == null ? null : trustOnly(config.ca());
    var replaced = config.certificateFile() != null || config.keyFile() != null;
    var keys = config.exec() != null || replaced ? new ShownCertificate() : keyManager(config);
    var client = client(server, config.namespace(), trust, keys, credentials);
    // A plugin is run by the first request: who only asks where the cluster is need not log in.
    var claims = config.exec() != null ? "" : claims(credentials.get().token());
    var identity = "anonymous";
    if (config.exec() != null) {
      identity = "exec " + Printable.shown(config.exec().command());
    } else if (config.certificate() != null) {
      identity = "client-certificate " + subjects(config.certificate()).get(0);
    } else if (config.token() != null || config.tokenFile() != null) {
      identity = identity(config.token() != null ? "token" : "token-file", claims);
    }
    return new Access(
        client,
        config.namespace(),
        "kubeconfig",
        server,
        identity,
        config.source(),
        List.copyOf(looked),
        config.ca() == null ? List.of() : subjects(config.ca()),
        claims);
  }

  private static KeyManager keyManager(Kubeconfig config) throws IOException {
    if (config.key() == null) {
      return null;
    }
    try {
      var store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      var chain = config.certificate().toArray(X509Certificate[]::new);
      store.setKeyEntry("client", config.key(), new char[0], chain);
      var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      managers.init(store, new char[0]);
      return managers.getKeyManagers()[0];
    } catch (GeneralSecurityException unusable) {
      throw new IOException(config.source() + ": the client certificate cannot be used.", unusable);
    }
  }

  // ---- the client ----

  /**
   * Every value is given: {@code new KubernetesClientBuilder().build()} would look for a cluster by
   * rules of its own, let some forty environment variables change what it finds, and end at {@code
   * https://kubernetes.default.svc} if it finds none.
   */
  private static KubernetesClient client(
      String server,
      String namespace,
      TrustManager[] trust,
      KeyManager keys,
      Credentials credentials) {
    var shown = keys instanceof ShownCertificate ofPlugin ? ofPlugin : null;
    var authorizer = new Authorizer(URI.create(server), credentials, shown);
    var config =
        new ConfigBuilder(
                Config.empty()) // new ConfigBuilder() looks environment: p7-other-variables
            .withMasterUrl(server)
            // Without one, client.pods().list() means the pods of all namespaces.
            .withNamespace(namespace)
            .withConnectionTimeout((int) CONNECT.toMillis())
            .withRequestTimeout((int) ANSWER.toMillis()) // default: 10 s, for big lists too little
            // The default is to send a request up to ten times again after 429, any 5xx and any
            // broken connection: a POST too, which may have been done already (case
            // who-am-i.server-goes).
            .withRequestRetryBackoffLimit(0)
            .build();
    return new KubernetesClientBuilder()
        .withConfig(config)
        .withHttpClientBuilderConsumer(
            http ->
                http
                    // withCaCertData would add the CA to the JVM's own, and withClientKeyData take
                    // an EC key in PKCS#8 for an RSA key (cases cluster-access.k6-no-ca-of-the-jvm
                    // and k8-ec-pkcs8).
                    .sslContext(keys == null ? null : new KeyManager[] {keys}, trust)
                    .addOrReplaceInterceptor(TokenRefreshInterceptor.NAME, authorizer)
                    // An environment variable can turn this one on.
                    .addOrReplaceInterceptor("BACKWARDS", null))
        .build();
  }

  /**
   * Adds the credential to requests to one server, and repeats a request once if the server says
   * 401 and there is another credential meanwhile. Patterns are given a KubernetesClient and know
   * nothing of credentials. The library's own TokenRefreshInterceptor, in whose place this stands,
   * asks {@code withOauthTokenProvider} again after a 401 and repeats even if the token is the one
   * that was refused (case cluster-access.i5-same-token).
   */
  private static final class Authorizer implements Interceptor {
    private final URI server;
    private final Credentials credentials;
    private final ShownCertificate shown;
    // A builder lives as long as its request, and is the same before it and after its failure.
    private final Map<BasicBuilder, Credential> sent =
        Collections.synchronizedMap(new WeakHashMap<>());

    Authorizer(URI server, Credentials credentials, ShownCertificate shown) {
      this.server = server;
      this.credentials = credentials;
      this.shown = shown;
    }

    // @start region="401"
    @Override
    public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
      try {
        if (isServer(request.uri())) {
          authorize(builder, credentials.get());
        }
      } catch (IOException noCredential) {
        throw new UncheckedIOException(noCredential);
      }
    }

    @Override
    public CompletableFuture<Boolean> afterFailure(
        BasicBuilder builder, HttpResponse<?> response, RequestTags tags) {
      var refused = sent.get(builder);
      if (response.code() != 401 || refused == null || !replayable(response.request())) {
        return CompletableFuture.completedFuture(false);
      }
      // Not on this thread: the client's other traffic would wait for a plugin too.
      return CompletableFuture.supplyAsync(() -> repeated(builder, refused), Authorizer::onAThread);
    }

    private boolean repeated(BasicBuilder builder, Credential refused) {
      try {
        var fresh = credentials.refresh(refused);
        authorize(builder, fresh);
        return !fresh.equals(refused); // the same credential would only be rejected again
      } catch (IOException noCredential) {
        throw new UncheckedIOException(noCredential);
      }
    }

    // @end

    private static void onAThread(Runnable task) {
      var thread = new Thread(task, "refused-credential");
      thread.setDaemon(true);
      thread.start();
    }

    private void authorize(BasicBuilder builder, Credential credential) {
      sent.put(builder, credential);
      if (!credential.token().isEmpty()) {
        builder.setHeader("Authorization", "Bearer " + credential.token());
      }
      if (shown == null || credential.certificate() == null) {
        return;
      }
      shown.show(credential);
      // A certificate is presented once per connection, and those in the pool keep the one they
      // began
      // with. They cannot be told to go, so that none is kept; a WebSocket is not pooled.
      if (builder instanceof HttpRequest.Builder) {
        builder.setHeader("Connection", "close");
      }
    }

    /** A token is for the server it was given for, and for no other. */
    private boolean isServer(URI uri) {
      return server.getScheme().equals(uri.getScheme())
          && server.getRawAuthority().equals(uri.getRawAuthority());
    }

    /** A body that is a stream may be read once only. */
    private static boolean replayable(HttpRequest request) {
      return !(request instanceof StandardHttpRequest standard
          && standard.body() instanceof StandardHttpRequest.InputStreamBodyContent);
    }
  }

  /**
   * The certificate that a plugin printed last, or that is in its file, for the next handshake. A
   * resumed TLS session keeps the one it began with, and Vert.x does not hand out its sessions:
   * they are taken note of here, and ended when another certificate comes.
   */
  private static final class ShownCertificate extends X509ExtendedKeyManager {
    // Seconds. Longer than a TLS 1.3 ticket may live, for then the JDK takes none: one that comes
    // late would bring the old certificate back.
    private static final int NO_TICKETS = (int) Duration.ofDays(8).toSeconds();

    private final Map<SSLSession, Credential> sessions = new WeakHashMap<>();
    private Credential now = Credential.of("");
    private Credential last = now;

    synchronized void show(Credential credential) {
      if (!credential.equals(now)) {
        last = now;
        now = credential;
      }
      sessions.forEach(
          (session, began) -> {
            var all = session.getSessionContext(); // null before the end of the handshake
            if (all != null) {
              all.setSessionTimeout(NO_TICKETS);
            }
            if (!began.equals(now)) {
              session.invalidate();
            }
          });
    }

    @Override
    public synchronized String chooseEngineClientAlias(
        String[] types, Principal[] issuers, SSLEngine engine) {
      if (now.certificate() == null || !List.of(types).contains(now.key().getAlgorithm())) {
        return null;
      }
      sessions.put(engine.getHandshakeSession(), now);
      // Whatever CAs the server lists: the JDK's own manager would silently show nothing.
      return alias(now);
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
      return of(alias).certificate().toArray(X509Certificate[]::new);
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
      return of(alias).key();
    }

    /** The one that was chosen, though another may have come since: a key fits one certificate. */
    private synchronized Credential of(String alias) {
      return alias.equals(alias(now)) ? now : last;
    }

    private static String alias(Credential credential) {
      return credential.certificate().get(0).getSerialNumber().toString();
    }

    @Override
    public String chooseClientAlias(String[] types, Principal[] issuers, Socket socket) {
      return null; // Vert.x has no sockets of this kind
    }

    @Override
    public String[] getClientAliases(String type, Principal[] issuers) {
      return null;
    }

    @Override
    public String[] getServerAliases(String type, Principal[] issuers) {
      return null;
    }

    @Override
    public String chooseServerAlias(String type, Principal[] issuers, Socket socket) {
      return null;
    }
  }

  // ---- trust ----

  /** Trusts these CAs and no other: any public CA could otherwise speak for the API server. */
  private static TrustManager[] trustOnly(List<X509Certificate> ca) throws IOException {
    try {
      var store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      for (var certificate : ca) {
        // One alias for all would keep the last one only, which is wrong while a CA is replaced.
        store.setCertificateEntry("ca-" + store.size(), certificate);
      }
      var managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      managers.init(store);
      return managers.getTrustManagers();
    } catch (GeneralSecurityException unusable) {
      throw new IOException("The cluster's CA cannot be used.", unusable);
    }
  }

  private static List<String> subjects(List<X509Certificate> certificates) {
    return certificates.stream()
        .map(c -> Printable.shown(c.getSubjectX500Principal().getName()))
        .toList();
  }

  // ---- what a token says of itself ----

  private static String identity(String kind, String claims) {
    var subject = object(claims).get("sub");
    return subject == null ? kind : kind + " " + Printable.shown(subject);
  }

  /** The claims of a JWT, unverified: only the server can tell whether they are true. */
  private static String claims(String token) {
    var parts = token.split("\\.");
    try {
      var claims = parts.length == 3 ? Base64.getUrlDecoder().decode(parts[1]) : new byte[0];
      var text = new String(claims, UTF_8);
      return object(text).isEmpty() ? "" : text;
    } catch (IllegalArgumentException opaque) {
      return "";
    }
  }

  /**
   * JSON as an object; empty if it is none. As the one element of a list: the client reads YAML
   * too, and takes the first of several objects.
   */
  static Map<?, ?> object(String json) {
    try {
      var list = JSON.unmarshal("[" + json + "]", List.class);
      return list.size() == 1 && list.get(0) instanceof Map<?, ?> map ? map : Map.of();
    } catch (RuntimeException noJson) {
      return Map.of();
    }
  }
}

// SPDX-License-Identifier: MIT-0
//JAVA 17+
//DEPS tools.jackson.jr:jackson-jr-objects:3.2.1
//SOURCES Kubeconfig.java ExecCredential.java ConfigFiles.java Pem.java Printable.java
// Permission: none
// Cases:      cluster-access.*
// Page:       docs/in-cluster-or-kubeconfig.md
package example.javanethttp.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Authenticator;
import java.net.CookieHandler;
import java.net.ProxySelector;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.PushPromiseHandler;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLContextSpi;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import tools.jackson.core.JacksonException;
import tools.jackson.jr.ob.JSON;

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

  private static final String FOLDER = "var/run/secrets/kubernetes.io/serviceaccount";
  private static final Duration CONNECT = Duration.ofSeconds(10); // TCP and TLS; default: for ever

  private ClusterAccess() {}

  /**
   * A client, and where its configuration came from.
   *
   * @param http trusts the cluster's CA only and adds credentials to requests to {@code server}
   * @param server ends in a slash; resolve relative paths ({@code api/v1/pods}) against it
   * @param namespace the pod's or the context's, never empty
   * @param mode {@code in-cluster} or {@code kubeconfig}
   * @param identity kind of credential and, where it can be read without the server, whose
   * @param source the service account directory, or the kubeconfig files and context
   * @param lookedAt each place considered, and why it was used or not
   * @param ca subjects of the trusted CA certificates; empty means the JVM's own
   * @param claims of a bearer token that is a JWT, as JSON; else empty. Not proof of anything
   */
  public record Access(
      HttpClient http,
      URI server,
      String namespace,
      String mode,
      String identity,
      String source,
      List<String> lookedAt,
      List<String> ca,
      String claims)
      implements AutoCloseable {

    /** Ends the client's threads, and requests that are still open. Has no effect before JDK 21. */
    @Override
    public void close() {
      if (http instanceof AuthorizingClient client) {
        client.end();
      }
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

  // @start region="open"
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

  // @end

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
    var caFile = folder.resolve("ca.crt");
    var ca = podCa(caFile);
    var trust = new LiveTrust(caFile, environment.nanoTime(), ca);
    return new Access(
        new AuthorizingClient(new TrustManager[] {trust}, null, server, credentials),
        server,
        podNamespace(environment.variables(), folder.resolve("namespace")),
        "in-cluster",
        identity("service-account", claims),
        Printable.shown(folder),
        List.copyOf(looked),
        subjects(ca),
        claims);
  }

  private static URI podServer(Map<String, String> variables) throws IOException {
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
      var server = URI.create("https://" + bracketed + ":" + port + "/");
      if (bracketed.equals(server.getHost())) { // and no user or path in front of the port
        return server;
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
    // A trailing newline makes HttpRequest.Builder throw what quotes the token.
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

  private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|\\[.*]");

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
    var server = URI.create(config.server() + "/");
    if (config.serverName() != null && !ADDRESS.matcher(server.getHost()).matches()) {
      throw new IOException(
          config.source()
              + ": tls-server-name is not supported beside a host name in server, which this client"
              + " asks for whatever it is told. Write the server's IP address there.");
    }
    var trust = config.ca() == null ? null : new TrustManager[] {trustOnly(config.ca())};
    var client = new AuthorizingClient(trust, config.serverName(), server, credentials);
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
        server,
        config.namespace(),
        "kubeconfig",
        identity,
        config.source(),
        List.copyOf(looked),
        config.ca() == null ? List.of() : subjects(config.ca()),
        claims);
  }

  private static KeyManager[] keyManagers(Credential credential) throws IOException {
    if (credential.key() == null) {
      return null;
    }
    try {
      var store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      var chain = credential.certificate().toArray(X509Certificate[]::new);
      store.setKeyEntry("client", credential.key(), new char[0], chain);
      var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      managers.init(store, new char[0]);
      return managers.getKeyManagers();
    } catch (GeneralSecurityException unusable) {
      throw new IOException("The client certificate cannot be used.", unusable);
    }
  }

  // ---- the client ----

  /**
   * Adds the credential to requests to one server, and repeats a request once if the server says
   * 401 and there is another credential meanwhile. Patterns are given an HttpClient and know
   * nothing of credentials.
   */
  private static final class AuthorizingClient extends HttpClient {
    private final TrustManager[] trust;
    private final String serverName;
    private final URI server;
    private final Credentials credentials;
    private List<X509Certificate> certificate;
    private volatile HttpClient http;

    AuthorizingClient(TrustManager[] trust, String serverName, URI server, Credentials credentials)
        throws IOException {
      this.trust = trust;
      this.serverName = serverName;
      this.server = server;
      this.credentials = credentials;
      this.http = connecting(Credential.of(""));
    }

    private HttpClient connecting(Credential credential) throws IOException {
      var tls = tls(trust, keyManagers(credential), serverName);
      var parameters = tls.getDefaultSSLParameters(); // new ones would lack the protocols
      if (serverName != null) {
        parameters.setServerNames(List.of(new SNIHostName(serverName)));
      }
      return HttpClient.newBuilder()
          .sslContext(tls)
          .sslParameters(parameters)
          .connectTimeout(CONNECT)
          // HTTP/2 would be the default. Over it the API server follows a 401 with GOAWAY, and
          // JDK 17.0.15 then fails the repeat below with "GOAWAY received"; a dead connection
          // also stays in the pool for ever, where HTTP/1.1 opens a new one.
          .version(Version.HTTP_1_1)
          // The API server does not redirect; what does is a login page, and it would be sent
          // the token (case cluster-access.redirect).
          .followRedirects(Redirect.NEVER)
          // -Dhttps.proxyHost is for the internet; in a cluster it leads nowhere (case
          // cluster-access.i7-proxy-of-the-jvm).
          .proxy(HttpClient.Builder.NO_PROXY)
          .build();
    }

    /**
     * A certificate is presented once per connection, and a resumed TLS session keeps the one it
     * began with: another certificate needs a client of its own. The old one goes with its last
     * request.
     */
    private synchronized HttpClient http(Credential credential) throws IOException {
      if (!Objects.equals(credential.certificate(), certificate)) {
        http = connecting(credential);
        certificate = credential.certificate();
      }
      return http;
    }

    // @start region="401"
    @Override
    public <T> HttpResponse<T> send(HttpRequest request, BodyHandler<T> handler)
        throws IOException, InterruptedException {
      var sent = credentials.get();
      var response = http(sent).send(authorized(request, sent), handler);
      if (response.statusCode() != 401 || !replayable(request)) {
        return response;
      }
      var fresh = credentials.refresh(sent);
      if (fresh.equals(sent)) {
        return response; // the same credential would only be rejected again
      }
      close(response);
      return http(fresh).send(authorized(request, fresh), handler);
    }

    // @end

    @Override
    public <T> CompletableFuture<HttpResponse<T>> sendAsync(
        HttpRequest request, BodyHandler<T> handler) {
      return sendAsync(request, handler, null);
    }

    @Override
    public <T> CompletableFuture<HttpResponse<T>> sendAsync(
        HttpRequest request, BodyHandler<T> handler, PushPromiseHandler<T> pushes) {
      try {
        var sent = credentials.get();
        return http(sent)
            .sendAsync(authorized(request, sent), handler, pushes)
            .thenCompose(response -> repeated(response, sent, request, handler, pushes));
      } catch (IOException noCredential) {
        return CompletableFuture.failedFuture(noCredential);
      }
    }

    private <T> CompletableFuture<HttpResponse<T>> repeated(
        HttpResponse<T> response,
        Credential sent,
        HttpRequest request,
        BodyHandler<T> handler,
        PushPromiseHandler<T> pushes) {
      try {
        var refused = response.statusCode() == 401 && replayable(request);
        var fresh = refused ? credentials.refresh(sent) : sent;
        if (fresh.equals(sent)) {
          return CompletableFuture.completedFuture(response);
        }
        close(response);
        return http(fresh).sendAsync(authorized(request, fresh), handler, pushes);
      } catch (IOException noCredential) {
        return CompletableFuture.failedFuture(noCredential);
      }
    }

    @Override
    public WebSocket.Builder newWebSocketBuilder() {
      try {
        var sent = credentials.get();
        return new AuthorizingWebSocket(http(sent).newWebSocketBuilder(), server, sent);
      } catch (IOException noCredential) {
        throw new UncheckedIOException(noCredential);
      }
    }

    /**
     * Without this the JVM waits 0.3 s for the client's selector thread when it exits. The method
     * {@code close} would wait for open requests: with an open watch for ever.
     */
    private void end() {
      try {
        HttpClient.class.getMethod("shutdownNow").invoke(http);
      } catch (ReflectiveOperationException before21) {
        // its threads are daemons, and end with the process
      }
    }

    private HttpRequest authorized(HttpRequest request, Credential sent) {
      var uri = request.uri();
      if (sent.token().isEmpty()
          || !server.getScheme().equals(uri.getScheme())
          || !server.getRawAuthority().equals(uri.getRawAuthority())) {
        return request; // a token is for the server it was given for, and for no other
      }
      return HttpRequest.newBuilder(request, (name, value) -> true)
          .setHeader("Authorization", "Bearer " + sent.token())
          .build();
    }

    /** A body of unknown length is a stream, which may be read once only. */
    private static boolean replayable(HttpRequest request) {
      return request.bodyPublisher().map(body -> body.contentLength() >= 0).orElse(true);
    }

    private static void close(HttpResponse<?> response) throws IOException {
      if (response.body() instanceof Closeable body) {
        body.close(); // an unread body keeps its connection from the pool
      }
    }

    @Override
    public Optional<CookieHandler> cookieHandler() {
      return http.cookieHandler();
    }

    @Override
    public Optional<Duration> connectTimeout() {
      return http.connectTimeout();
    }

    @Override
    public Redirect followRedirects() {
      return http.followRedirects();
    }

    @Override
    public Optional<ProxySelector> proxy() {
      return http.proxy();
    }

    @Override
    public SSLContext sslContext() {
      return http.sslContext();
    }

    @Override
    public SSLParameters sslParameters() {
      return http.sslParameters();
    }

    @Override
    public Optional<Authenticator> authenticator() {
      return http.authenticator();
    }

    @Override
    public Version version() {
      return http.version();
    }

    @Override
    public Optional<Executor> executor() {
      return http.executor();
    }
  }

  /** Adds the token once it is known where to: a builder's headers go to whatever host is asked. */
  private record AuthorizingWebSocket(WebSocket.Builder builder, URI server, Credential sent)
      implements WebSocket.Builder {

    @Override
    public WebSocket.Builder header(String name, String value) {
      builder.header(name, value);
      return this;
    }

    @Override
    public WebSocket.Builder connectTimeout(Duration timeout) {
      builder.connectTimeout(timeout);
      return this;
    }

    @Override
    public WebSocket.Builder subprotocols(String preferred, String... others) {
      builder.subprotocols(preferred, others);
      return this;
    }

    @Override
    public CompletableFuture<WebSocket> buildAsync(URI uri, WebSocket.Listener listener) {
      if (!sent.token().isEmpty()
          && uri.getScheme().equals("wss")
          && server.getRawAuthority().equals(uri.getRawAuthority())) {
        builder.header("Authorization", "Bearer " + sent.token());
      }
      return builder.buildAsync(uri, listener);
    }

    /** A record would print the token. */
    @Override
    public String toString() {
      return "AuthorizingWebSocket[" + server + "]";
    }
  }

  // ---- trust ----

  private static SSLContext tls(TrustManager[] trust, KeyManager[] keys, String serverName)
      throws IOException {
    try {
      var context = SSLContext.getInstance("TLS");
      context.init(keys, trust, null);
      // A resumed session is not checked again, so this is how long a removed CA is still believed.
      context.getClientSessionContext().setSessionTimeout((int) ConfigFiles.REREAD.toSeconds());
      return serverName == null ? context : new NamedTls(context, serverName).context();
    } catch (GeneralSecurityException unusable) {
      throw new IOException("TLS cannot be set up.", unusable);
    }
  }

  /**
   * Takes a certificate for one name only. Beside an address, an HttpClient asks for the name in
   * its SSLParameters (beside a host name it does not), and would take a certificate for the
   * address too (case cluster-access.k10-tls-server-name-is-checked).
   */
  private static final class NamedTls extends SSLContextSpi {
    private final SSLContext tls;
    private final String name;

    NamedTls(SSLContext tls, String name) {
      this.tls = tls;
      this.name = name;
    }

    SSLContext context() {
      return new SSLContext(this, tls.getProvider(), tls.getProtocol()) {};
    }

    @Override
    protected SSLEngine engineCreateSSLEngine(String host, int port) {
      return tls.createSSLEngine(name, port);
    }

    @Override
    protected SSLEngine engineCreateSSLEngine() {
      return tls.createSSLEngine(name, -1);
    }

    @Override
    protected void engineInit(KeyManager[] keys, TrustManager[] trust, SecureRandom random) {
      throw new UnsupportedOperationException("it is given one that is ready");
    }

    @Override
    protected SSLSocketFactory engineGetSocketFactory() {
      return tls.getSocketFactory();
    }

    @Override
    protected SSLServerSocketFactory engineGetServerSocketFactory() {
      return tls.getServerSocketFactory();
    }

    @Override
    protected SSLSessionContext engineGetServerSessionContext() {
      return tls.getServerSessionContext();
    }

    @Override
    protected SSLSessionContext engineGetClientSessionContext() {
      return tls.getClientSessionContext();
    }
  }

  /** Trusts these CAs and no other: any public CA could otherwise speak for the API server. */
  private static X509ExtendedTrustManager trustOnly(List<X509Certificate> ca) throws IOException {
    try {
      var store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      for (var certificate : ca) {
        // One alias for all would keep the last one only, which is wrong while a CA is replaced.
        store.setCertificateEntry("ca-" + store.size(), certificate);
      }
      var managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      managers.init(store);
      return (X509ExtendedTrustManager) managers.getTrustManagers()[0];
    } catch (GeneralSecurityException unusable) {
      throw new IOException("The cluster's CA cannot be used.", unusable);
    }
  }

  /**
   * Follows a CA file. A cluster replaces its CA by mounting the old and the new one for a while;
   * who reads the file once fails with "PKIX path building failed" until it is restarted.
   */
  private static final class LiveTrust extends X509ExtendedTrustManager {
    private final ConfigFiles.Reloaded<X509ExtendedTrustManager> trust;

    LiveTrust(Path file, LongSupplier nanoTime, List<X509Certificate> ca) throws IOException {
      var source = Printable.shown(file);
      trust =
          new ConfigFiles.Reloaded<>(source, nanoTime, trustOnly(ca), () -> trustOnly(podCa(file)));
    }

    /** Handshakes are few, so that reading the file in one costs nothing. */
    private X509ExtendedTrustManager now() {
      return trust.get();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
        throws CertificateException {
      now().checkServerTrusted(chain, type, engine); // with the engine: it checks the host name too
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
        throws CertificateException {
      now().checkServerTrusted(chain, type, socket);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type)
        throws CertificateException {
      now().checkServerTrusted(chain, type);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
        throws CertificateException {
      now().checkClientTrusted(chain, type, engine);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
        throws CertificateException {
      now().checkClientTrusted(chain, type, socket);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type)
        throws CertificateException {
      now().checkClientTrusted(chain, type);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return now().getAcceptedIssuers();
    }
  }

  private static List<String> subjects(List<X509Certificate> certificates) {
    return certificates.stream()
        .map(c -> Printable.shown(c.getSubjectX500Principal().getName()))
        .toList();
  }

  // ---- what a token says of itself ----

  private static String identity(String kind, String claims) {
    try {
      var subject = claims.isEmpty() ? null : JSON.std.mapFrom(claims).get("sub");
      return subject == null ? kind : kind + " " + Printable.shown(subject);
    } catch (JacksonException noJson) {
      return kind;
    }
  }

  /** The claims of a JWT, unverified: only the server can tell whether they are true. */
  private static String claims(String token) {
    var parts = token.split("\\.");
    try {
      var claims = parts.length == 3 ? Base64.getUrlDecoder().decode(parts[1]) : new byte[0];
      return JSON.std.anyFrom(claims) instanceof Map<?, ?> ? new String(claims, UTF_8) : "";
    } catch (IllegalArgumentException | JacksonException opaque) {
      return "";
    }
  }
}

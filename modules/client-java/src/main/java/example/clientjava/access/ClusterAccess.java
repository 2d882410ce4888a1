// SPDX-License-Identifier: MIT-0
//JAVA 17+
//DEPS io.kubernetes:client-java:27.0.0
//SOURCES Kubeconfig.java ExecCredential.java ConfigFiles.java Pem.java Printable.java
// Permission: none
// Cases:      cluster-access.*
// Page:       docs/in-cluster-or-kubeconfig.md
package example.clientjava.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.util.ClientBuilder;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import javax.net.SocketFactory;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import okhttp3.Dns;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;
import okhttp3.Request;
import okhttp3.Response;

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
  private static final Duration CONNECT = Duration.ofSeconds(10); // TCP and TLS
  private static final Duration ANSWER = Duration.ofSeconds(65); // the server gives up after 60
  private static final int REFUSALS = 8; // each takes a 401 of another request, which ends

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
      ApiClient client,
      String namespace,
      String mode,
      String server,
      String identity,
      String source,
      List<String> lookedAt,
      List<String> ca,
      String claims)
      implements AutoCloseable {

    /** Ends the client's threads, some of which outlive main by a minute, and its connections. */
    @Override
    public void close() {
      client.getHttpClient().dispatcher().executorService().shutdown();
      client.getHttpClient().connectionPool().evictAll();
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
    return new Access(
        client(server, null, ca, credentials),
        podNamespace(environment.variables(), folder.resolve("namespace")),
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
    // A trailing newline makes OkHttp refuse the header.
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
    var client = client(server, config.serverName(), config.ca(), credentials);
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

  private static KeyManager[] keyManagers(Credential credential) throws IOException {
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
   * Every value is given: ClientBuilder.standard() and Config.defaultClient() would look for a
   * cluster by rules of their own, and end at {@code http://localhost:8080} if they find none (case
   * cluster-access.p5-nothing).
   */
  private static ApiClient client(
      String server, String serverName, List<X509Certificate> ca, Credentials credentials)
      throws IOException {
    var address = HttpUrl.parse(server);
    if (address == null) {
      throw new IOException(
          Printable.shown(server) + ": is not an address of the form https://host:port/path.");
    }
    // OkHttp asks for the host of the URL and checks the certificate against it, so that a
    // tls-server-name has to stand there. The library's setTlsServerName changes the check alone,
    // and a load balancer that goes by the name sends the connection elsewhere.
    var named = serverName == null ? address : address.newBuilder().host(serverName).build();
    var client =
        new ClientBuilder()
            .setBasePath(named.toString().replaceAll("/+$", ""))
            // An ApiClient reads this stream anew with each setting of TLS, and finds it empty the
            // second time; the builder sets it last (case who-am-i.client-certificate).
            .setCertificateAuthority(ca == null ? null : der(ca))
            // Between bytes, not in all; the default is to wait for ever. A watch needs its own:
            // getHttpClient().newBuilder().readTimeout(...).
            .setReadTimeout(ANSWER)
            .build();
    var http =
        client
            .getHttpClient()
            .newBuilder()
            .connectTimeout(CONNECT)
            // The API server does not redirect; what does is a login page, and it would be sent
            // the token (case cluster-access.redirect).
            .followRedirects(false)
            .followSslRedirects(false)
            // -Dhttps.proxyHost is for the internet; in a cluster it leads nowhere (case
            // cluster-access.i7-proxy-of-the-jvm).
            .proxy(Proxy.NO_PROXY)
            .socketFactory(new DirectSockets())
            .addInterceptor(ClusterAccess::repeatWhatIsSafe)
            .addNetworkInterceptor(ClusterAccess::neverAtOnce)
            .dns(name -> Dns.SYSTEM.lookup(name.equals(serverName) ? address.host() : name))
            .addInterceptor(new Authorizer(named, URI.create(server).getAuthority(), credentials));
    return client.setHttpClient(http.build());
  }

  /**
   * For -DsocksProxyHost: a plain Socket obeys it, whatever OkHttp was told (case
   * cluster-access.i7-proxy-of-the-jvm).
   */
  private static final class DirectSockets extends SocketFactory {
    @Override
    public Socket createSocket() {
      return new DirectSocket();
    }

    @Override
    public Socket createSocket(String host, int port) {
      throw new UnsupportedOperationException("OkHttp connects the socket itself");
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress from, int fromPort) {
      return createSocket(host, port);
    }

    @Override
    public Socket createSocket(InetAddress host, int port) {
      return createSocket(host.getHostName(), port);
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress from, int fromPort) {
      return createSocket(host, port);
    }
  }

  /**
   * A socket whose writes do not fail when the server has ended the connection. The read that
   * follows fails too, and with the reason: a server that demands a client certificate says so only
   * after the handshake, when the request is on its way, and its words would go unread behind a
   * "Broken pipe" (case cluster-access.tls-client-certificate-demanded).
   */
  private static final class DirectSocket extends Socket {
    DirectSocket() {
      super(Proxy.NO_PROXY);
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
      return new FilterOutputStream(super.getOutputStream()) {
        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
          try {
            out.write(bytes, from, length); // not a byte at a time, as the superclass does
          } catch (SocketException ended) {
            if (isClosed()) {
              throw ended; // by this side, which reads no more
            }
          }
        }
      };
    }
  }

  /**
   * OkHttp sends a request again when its connection breaks. That is right for reads, which would
   * otherwise fail on a connection that idled too long; a write may have been done already. What
   * was not looked at may be sent again whatever it is: over HTTP/2 the API server ends the
   * connection with each 401 and refuses what others have just sent on it, and OkHttp gives up when
   * that happens to a request twice (case cluster-access.i5-refused-unseen).
   */
  private static Response repeatWhatIsSafe(Interceptor.Chain chain) throws IOException {
    var request = chain.request();
    var read = request.method().equals("GET") || request.method().equals("HEAD");
    for (var left = REFUSALS; ; left--) {
      try {
        return chain.withRetryOnConnectionFailure(read).proceed(request);
      } catch (IOException refused) {
        if (left == 0 || !wasNotLookedAt(refused) || !Authorizer.replayable(request)) {
          throw refused;
        }
      }
    }
  }

  /**
   * OkHttp sends a request again after 503 with Retry-After 0, a POST too (case
   * handle-api-errors.retry-not-create-at-once), unless it does not see that header.
   */
  private static Response neverAtOnce(Interceptor.Chain chain) throws IOException {
    var response = chain.proceed(chain.request());
    return "0".equals(response.header("Retry-After"))
        ? response.newBuilder().removeHeader("Retry-After").build()
        : response;
  }

  /** OkHttp's classes for it are internal. */
  private static boolean wasNotLookedAt(IOException refused) {
    return refused.getClass().getSimpleName().equals("ConnectionShutdownException")
        || String.valueOf(refused.getMessage()).contains("REFUSED_STREAM");
  }

  /**
   * Adds the credential to requests to one server, and repeats a request once if the server says
   * 401 and there is another credential meanwhile. Patterns are given an ApiClient and know nothing
   * of credentials. The library's own TokenFileAuthentication does not repeat, and once the file is
   * away every request fails.
   */
  private static final class Authorizer implements Interceptor {
    private final HttpUrl server;
    private final String host;
    private final Credentials credentials;
    private List<X509Certificate> certificate;
    private SSLSocketFactory sockets;

    Authorizer(HttpUrl server, String host, Credentials credentials) {
      this.server = server;
      this.host = host;
      this.credentials = credentials;
    }

    // @start region="401"
    @Override
    public Response intercept(Chain chain) throws IOException {
      var request = chain.request();
      if (!isServer(request.url())) {
        return chain.proceed(request);
      }
      var sent = credentials.get();
      var response = showing(sent, chain).proceed(authorized(request, sent));
      if (response.code() != 401 || !replayable(request)) {
        return response;
      }
      var fresh = credentials.refresh(sent);
      if (fresh.equals(sent)) {
        return response; // the same credential would only be rejected again
      }
      response.close(); // an unread body keeps its connection from the pool
      return showing(fresh, chain).proceed(authorized(request, fresh));
    }

    // @end

    /**
     * A certificate is presented once per connection, and a resumed TLS session keeps the one it
     * began with. OkHttp uses a connection again only for the socket factory that made it, so that
     * each certificate has its own.
     */
    private synchronized Chain showing(Credential credential, Chain chain) throws IOException {
      if (credential.certificate() == null) {
        return chain;
      }
      var trust = chain.getX509TrustManagerOrNull();
      if (!credential.certificate().equals(certificate)) {
        sockets = tls(trust, keyManagers(credential)).getSocketFactory();
        certificate = credential.certificate();
      }
      return chain.withSslSocketFactory(sockets, trust);
    }

    private Request authorized(Request request, Credential credential) {
      var authorized = request.newBuilder().header("Host", host); // as in the kubeconfig
      return credential.token().isEmpty()
          ? authorized.build()
          : authorized.header("Authorization", "Bearer " + credential.token()).build();
    }

    /** A token is for the server it was given for, and for no other. */
    private boolean isServer(HttpUrl url) {
      return server.scheme().equals(url.scheme())
          && server.host().equals(url.host())
          && server.port() == url.port();
    }

    /** A body that is a stream may be read once only. */
    private static boolean replayable(Request request) {
      var body = request.body();
      return body == null || !body.isOneShot() && !body.isDuplex();
    }
  }

  // ---- trust ----

  private static SSLContext tls(TrustManager trust, KeyManager[] keys) throws IOException {
    try {
      var context = SSLContext.getInstance("TLS");
      context.init(keys, new TrustManager[] {trust}, null);
      return context;
    } catch (GeneralSecurityException unusable) {
      throw new IOException("TLS cannot be set up.", unusable);
    }
  }

  /**
   * The certificates alone: the JDK's reader, which the library uses, fails on a key beside them.
   */
  private static byte[] der(List<X509Certificate> ca) throws IOException {
    var der = new ByteArrayOutputStream();
    try {
      for (var certificate : ca) {
        der.writeBytes(certificate.getEncoded());
      }
      return der.toByteArray();
    } catch (CertificateException unusable) {
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
    var subject = claims.isEmpty() ? null : object(claims).get("sub");
    return subject == null || !subject.isJsonPrimitive()
        ? kind
        : kind + " " + Printable.shown(subject.getAsString());
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

  /** JSON as an object; empty if it is none. */
  private static JsonObject object(String json) {
    try {
      return JsonParser.parseString(json) instanceof JsonObject object ? object : new JsonObject();
    } catch (JsonParseException noJson) {
      return new JsonObject();
    }
  }
}

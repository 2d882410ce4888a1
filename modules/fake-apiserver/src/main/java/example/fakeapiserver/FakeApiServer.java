package example.fakeapiserver;

import example.fakeapiserver.auth.Authenticator;
import example.fakeapiserver.auth.Authorizer;
import example.fakeapiserver.faults.Fault;
import example.fakeapiserver.faults.Faults;
import example.fakeapiserver.http.ApiHandler;
import example.fakeapiserver.http.RecordedRequest;
import example.fakeapiserver.http.RequestLog;
import example.fakeapiserver.storage.Json;
import example.fakeapiserver.storage.Registry;
import example.fakeapiserver.storage.ResourceType;
import example.fakeapiserver.storage.Store;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.eclipse.jetty.alpn.server.ALPNServerConnectionFactory;
import org.eclipse.jetty.http2.server.HTTP2ServerConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import tools.jackson.databind.node.ObjectNode;

/**
 * A Kubernetes API server in this process: real HTTPS with its own CA, HTTP/1.1 and HTTP/2, bearer
 * tokens and client certificates, RBAC, a store with resource versions and their history, watches,
 * and faults on demand. It speaks as kube-apiserver 1.36 does, to any client.
 *
 * <p>Types: pods, configmaps, secrets, services, serviceaccounts (with TokenRequest), namespaces,
 * events, nodes, leases, deployments, jobs, the four of RBAC, and the reviews of oneself.
 *
 * <p>Left out, since a second opinion on them would prove nothing: validation and defaults beyond
 * metadata, controllers and kubelets (a pod stays Pending until somebody writes its status),
 * graceful deletion, garbage collection, admission, strategic merge patch, server-side apply of
 * anything but the maps of a ConfigMap, watch lists ({@code sendInitialEvents} gets 422), protobuf,
 * OpenAPI, custom resources, logs, exec and port-forward. Deleting a namespace empties it at once.
 *
 * <p>Safe for use by many threads. Listens on the loopback address only.
 */
public final class FakeApiServer implements AutoCloseable {

  private static final String CA = "fake-ca";
  private static final List<String> NAMES =
      List.of("localhost", "kubernetes", "kubernetes.default", "kubernetes.default.svc");
  private static final List<String> ADDRESSES = List.of("127.0.0.1", "::1");
  private static final int THREADS = 1000; // each open watch holds one
  private static final int STREAMS = 100; // of one HTTP/2 connection; kube-apiserver's default
  private static final int HEADERS = 64 << 10; // bytes
  private static final Duration IDLE = Duration.ofHours(1); // silence is a fault, not a timeout
  // kept, because java.util.logging forgets the level of a logger that nobody refers to
  private static final Logger JETTY = Logger.getLogger("org.eclipse.jetty");

  private final FakeCertificates certificates;
  private final FakeCertificates.Identity admin;
  private final Store store = new Store();
  private final RequestLog log = new RequestLog();
  private final Faults faults = new Faults();
  private final Authenticator authenticator;
  private final Authorizer authorizer = new Authorizer(store);
  private final Registry registry;
  private final Server server;
  private final int port;

  private FakeApiServer(
      int port, FakeCertificates certificates, List<String> names, List<String> addresses) {
    JETTY.setLevel(Level.OFF);
    this.certificates = certificates;
    this.admin = certificates.identity("admin", List.of("system:masters"));
    this.authenticator = new Authenticator(certificates.authority(), store);
    this.registry = new Registry(store, certificates.caPem());
    var threads = new QueuedThreadPool(THREADS);
    threads.setName("fake-api-server");
    threads.setDaemon(true);
    server = new Server(threads);
    server.addConnector(connector(port, tls(names, addresses)));
    server.setHandler(new ApiHandler(store, log, faults, authenticator, authorizer, registry));
    try {
      server.start();
    } catch (Exception broken) {
      throw new IllegalStateException(
          "port %d of the loopback address cannot be used".formatted(port), broken);
    }
    this.port = ((ServerConnector) server.getConnectors()[0]).getLocalPort();
  }

  /** Starts a server on a free port. */
  public static FakeApiServer start() {
    return start(0);
  }

  /**
   * Starts a server.
   *
   * @param port 0 for a free one
   * @throws IllegalStateException if the port is taken
   */
  public static FakeApiServer start(int port) {
    return new FakeApiServer(port, FakeCertificates.create(CA), NAMES, ADDRESSES);
  }

  /** Starts a server whose certificates were made at this time, to be valid for ten years. */
  public static FakeApiServer startWithCertificatesOf(Instant time) {
    return new FakeApiServer(0, FakeCertificates.create(CA, time), NAMES, ADDRESSES);
  }

  /** Starts a server whose certificate is for this name, and not for the address it serves at. */
  public static FakeApiServer startAs(String name) {
    return new FakeApiServer(0, FakeCertificates.create(CA), List.of(name), List.of());
  }

  private ServerConnector connector(int port, SSLContext context) {
    var http = new HttpConfiguration();
    http.setSendServerVersion(false);
    http.setRequestHeaderSize(HEADERS);
    http.addCustomizer(new SecureRequestCustomizer(false));
    var http2 = new HTTP2ServerConnectionFactory(http);
    http2.setMaxConcurrentStreams(STREAMS);
    var alpn = new ALPNServerConnectionFactory();
    alpn.setDefaultProtocol("http/1.1");
    var tls = new SslContextFactory.Server();
    tls.setSslContext(context);
    tls.setWantClientAuth(true);
    var connector =
        new ServerConnector(
            server,
            new SslConnectionFactory(tls, alpn.getProtocol()),
            alpn,
            http2,
            new HttpConnectionFactory(http));
    connector.setHost("127.0.0.1");
    connector.setPort(port);
    connector.setIdleTimeout(IDLE.toMillis());
    return connector;
  }

  private SSLContext tls(List<String> names, List<String> addresses) {
    var store = certificates.serverKeyStore(names, addresses);
    try {
      var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(store, new char[0]);
      var context = SSLContext.getInstance("TLS");
      var trust = new TrustManager[] {new AskForCertificates(certificates.authority())};
      context.init(keys.getKeyManagers(), trust, null);
      return context;
    } catch (GeneralSecurityException broken) {
      throw new IllegalStateException(broken);
    }
  }

  /**
   * Takes any client certificate: which of them names a user is the {@link Authenticator}'s to say,
   * with a 401 and not with a failed handshake. As a server the real one does the same.
   */
  private static final class AskForCertificates extends X509ExtendedTrustManager {
    private final X509Certificate authority;

    AskForCertificates(X509Certificate authority) {
      this.authority = authority;
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
      throw new UnsupportedOperationException();
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[] {authority};
    }
  }

  /** Where it serves, ending in a slash: {@code https://127.0.0.1:40123/}. */
  public URI uri() {
    return URI.create("https://127.0.0.1:" + port + "/");
  }

  /** The certificate that clients must trust. */
  public String caPem() {
    return certificates.caPem();
  }

  /** A user of group system:masters, who may do everything. */
  public FakeCertificates.Identity admin() {
    return admin;
  }

  /** The authority whose client certificates are accepted; it can make more. */
  public FakeCertificates certificates() {
    return certificates;
  }

  /**
   * A kubeconfig of the administrator: cluster, user and context are called {@code fake}, the
   * namespace is {@code default}, the key is EC in SEC1 form, as K3s writes it.
   */
  public String kubeconfig() {
    return """
        apiVersion: v1
        kind: Config
        clusters:
        - name: fake
          cluster:
            server: https://127.0.0.1:%d
            certificate-authority-data: %s
        users:
        - name: fake
          user:
            client-certificate-data: %s
            client-key-data: %s
        contexts:
        - name: fake
          context:
            cluster: fake
            user: fake
            namespace: default
        current-context: fake
        """
        .formatted(
            port, base64(caPem()), base64(admin.certificatePem()), base64(admin.keySec1Pem()));
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
  }

  /** The requests since the start or the last {@link #forgetRequests}, oldest first. */
  public List<RecordedRequest> requests() {
    return log.requests();
  }

  public void forgetRequests() {
    log.forget();
  }

  /** Adds something that goes wrong. The first that fits a request and has uses left applies. */
  public void fault(Fault fault) {
    faults.add(fault);
  }

  public void clearFaults() {
    faults.clear();
  }

  /**
   * Forgets the past: every {@code continue} token so far and every older resource version get 410
   * from now on, a list as HTTP status and a watch as ERROR event. Open watches go on.
   */
  public void compact() {
    store.compact();
  }

  /** Makes every open watch that allows bookmarks send one now. */
  public void bookmark() {
    store.bookmark();
  }

  /** Accepts a bearer token for a user; system:authenticated is added to the groups. */
  public void addToken(String token, String user, List<String> groups) {
    authenticator.addToken(token, user, groups);
  }

  /** Answers 401 to a bearer token from now on, whoever issued it. */
  public void revokeToken(String token) {
    authenticator.revokeToken(token);
  }

  /** Answers 401 to the client certificates of a user from now on. */
  public void revokeCertificates(String user) {
    authenticator.revokeCertificates(user);
  }

  /**
   * A token of a service account, as TokenRequest issues it, but for any time.
   *
   * @param validFor from now on; negative for a token that has expired so long ago
   */
  public String token(String namespace, String serviceAccount, Duration validFor) {
    var from = validFor.isNegative() ? validFor.minusHours(1) : Duration.ZERO;
    return token(namespace, serviceAccount, from, validFor);
  }

  /**
   * A token of a service account that is valid between two times.
   *
   * @param from counted from now; negative for the past
   * @param until counted from now too
   */
  public String token(String namespace, String serviceAccount, Duration from, Duration until) {
    var account = registry.get(ResourceType.SERVICE_ACCOUNTS, namespace, serviceAccount);
    var now = Instant.now();
    var life = new Authenticator.Life(now.plus(from), now.plus(until), null);
    return authenticator.issue(account, List.of(Authenticator.ISSUER), life);
  }

  /**
   * What the Roles of a namespace allow and no request has used since they were created.
   *
   * @return pairs such as {@code list pods} and {@code patch deployments.apps/status}, sorted
   */
  public List<String> unusedRules(String namespace) {
    return authorizer.unused(namespace);
  }

  /** What requests have used of a namespace's Roles, also of those that are gone. */
  public Set<String> usedRules(String namespace) {
    return authorizer.used(namespace);
  }

  /**
   * Creates an object as the administrator would, without a request.
   *
   * @param namespace ignored for what has none
   * @param object with apiVersion and kind
   * @return the object as stored; do not change it
   */
  public ObjectNode create(String namespace, ObjectNode object) {
    var version = Json.text(object, "/apiVersion");
    var kind = Json.text(object, "/kind");
    var type =
        ResourceType.ofKind(version, kind)
            .orElseThrow(() -> new IllegalArgumentException(version + " " + kind + " is unknown"));
    var intent = new Registry.Intent("fake", false, false);
    return registry.create(type, type.namespaced() ? namespace : "", object.deepCopy(), intent);
  }

  /** Closes every connection and ends every watch. */
  @Override
  public void close() {
    store.close();
    try {
      server.stop();
    } catch (Exception broken) {
      throw new IllegalStateException(broken);
    }
  }
}

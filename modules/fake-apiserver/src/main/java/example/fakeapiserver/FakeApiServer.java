package example.fakeapiserver;

import example.fakeapiserver.auth.Authenticator;
import example.fakeapiserver.auth.Authorizer;
import example.fakeapiserver.faults.Fault;
import example.fakeapiserver.faults.Faults;
import example.fakeapiserver.http.ApiHandler;
import example.fakeapiserver.http.HttpsServer;
import example.fakeapiserver.http.RecordedRequest;
import example.fakeapiserver.storage.Json;
import example.fakeapiserver.storage.ObjectPath;
import example.fakeapiserver.storage.Patches;
import example.fakeapiserver.storage.Registry;
import example.fakeapiserver.storage.ResourceType;
import example.fakeapiserver.storage.Store;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import tools.jackson.databind.node.ObjectNode;

/**
 * A Kubernetes API server in this process: real HTTPS with its own CA, HTTP/1.1 and HTTP/2, bearer
 * tokens and client certificates, RBAC, a store with resource versions and their history, watches,
 * and faults on demand. It speaks as kube-apiserver 1.36 does, in JSON, to any client.
 *
 * <p>Types: pods, configmaps, secrets, services, serviceaccounts (with TokenRequest), namespaces,
 * events, nodes, leases, deployments, jobs, Roles, RoleBindings, SelfSubjectReview and
 * SelfSubjectRulesReview.
 *
 * <p>Not supported: validation and defaults, controllers and kubelets (a pod stays Pending until a
 * client writes its status), graceful deletion, garbage collection, admission, dry runs, generated
 * names, server-side apply, strategic merge of lists, watch lists, tables, protobuf, OpenAPI,
 * custom resources, logs, exec and port-forward. A request that cannot do what it asks for gets 415
 * or 422 with a sentence. Deleting a namespace empties it at once, whatever finalizers say.
 *
 * <p>Safe for use by many threads. Listens on the loopback address only.
 */
public final class FakeApiServer implements AutoCloseable {

  /** The name of its authority. */
  public static final String CA = "fake-ca";

  private final FakeCertificates certificates;
  private final FakeCertificates.Identity admin;
  private final Store store = new Store();
  private final Queue<AtomicReference<RecordedRequest>> log = new ConcurrentLinkedQueue<>();
  private final Faults faults = new Faults();
  private final Authenticator authenticator;
  private final Authorizer authorizer = new Authorizer(store);
  private final Registry registry;
  private final HttpsServer server;

  private FakeApiServer(int port, FakeCertificates certificates, KeyStore keys) {
    this.certificates = certificates;
    this.admin = certificates.identity("admin", List.of("system:masters"));
    this.authenticator = new Authenticator(certificates.authority(), store);
    this.registry = new Registry(store, certificates.caPem());
    var handler = new ApiHandler(store, registry, authenticator, authorizer, faults, log);
    this.server = new HttpsServer(port, keys, certificates.authority(), handler);
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
    var certificates = FakeCertificates.create(CA);
    return new FakeApiServer(port, certificates, certificates.serverKeyStore());
  }

  /**
   * Starts a server with a certificate that has something unusual.
   *
   * @param certificates whose authority signed it
   */
  public static FakeApiServer start(FakeCertificates certificates, KeyStore keys) {
    return new FakeApiServer(0, certificates, keys);
  }

  /** Where it serves, ending in a slash: {@code https://127.0.0.1:40123/}. */
  public URI uri() {
    return URI.create("https://127.0.0.1:" + server.port() + "/");
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
        clusters: [{name: fake, cluster: {server: "https://127.0.0.1:%d", certificate-authority-data: %s}}]
        users: [{name: fake, user: {client-certificate-data: %s, client-key-data: %s}}]
        contexts: [{name: fake, context: {cluster: fake, user: fake, namespace: default}}]
        current-context: fake
        """
        .formatted(
            server.port(),
            base64(caPem()),
            base64(admin.certificatePem()),
            base64(admin.keySec1Pem()));
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
  }

  /** The requests since the start or the last {@link #forgetRequests}, oldest first. */
  public List<RecordedRequest> requests() {
    return log.stream().map(AtomicReference::get).toList();
  }

  public void forgetRequests() {
    log.clear();
  }

  /** Adds something that goes wrong. The first that fits a request and has uses left applies. */
  public void fault(Fault fault) {
    faults.add(fault);
  }

  /** From now on nothing goes wrong, and credentials that were revoked are accepted again. */
  public void clearFaults() {
    faults.clear();
    authenticator.acceptAgain();
  }

  /**
   * Forgets older versions: every {@code continue} token and resource version so far gets 410, in a
   * list as HTTP status, in a watch as ERROR event. Open watches go on.
   */
  public void compact() {
    store.compact();
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
    return authenticator.serviceAccounts().issue(account, now.plus(from), now.plus(until), null);
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
    return registry.create(type, type.namespaced() ? namespace : "", object.deepCopy());
  }

  /**
   * Merges a patch into an object as the administrator would, without a request.
   *
   * @param path without a slash at its beginning
   */
  public void merge(String path, ObjectNode patch) {
    var of = ObjectPath.parse("/" + path).orElseThrow();
    registry.update(of.type().orElseThrow(), of, present -> Patches.merge(present, patch));
  }

  /** Closes every connection and ends every watch. */
  @Override
  public void close() {
    store.close();
    server.close();
  }
}

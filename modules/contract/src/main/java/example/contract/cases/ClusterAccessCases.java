package example.contract.cases;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import example.contract.Contract;
import example.contract.Contract.Distance;
import example.contract.Scene;
import example.contract.fake.Certificates;
import example.contract.fake.FakeApiServer;
import example.contract.fake.Fault;
import example.contract.fake.RecordedRequest;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/**
 * What happens after a place has been chosen: tokens and CAs that are replaced, and where a token
 * must not go. The choice itself is in access-cases.yaml.
 */
public final class ClusterAccessCases {

  private static final String PODS = ".*/pods";
  private static final List<String> TWO = List.of("pod-00000", "pod-00001");
  private static final String OTHER_CA =
      "The server's certificate is not signed by the configured CA (PKIX path building failed)."
          + " Check certificate-authority-data, or ca.crt in the pod.";
  private static final long MORE_THAN_A_MINUTE = 61; // seconds; a token is read again after 60

  private static Scene withTwoPods(Scene scene) {
    scene.role("list-pods").pods(2, "pod", Map.of());
    return scene;
  }

  private static String pods(Scene scene) {
    return "api/v1/namespaces/" + scene.namespace() + "/pods";
  }

  private static List<Integer> statuses(Scene scene) {
    return scene.fake().requests().stream()
        .filter(each -> each.path().endsWith("/pods"))
        .map(RecordedRequest::status)
        .toList();
  }

  @Contract(
      id = "cluster-access.asks-nobody",
      says = "Finding the cluster sends no request",
      on = Distance.FAKE)
  void asksNobody(Scene scene) throws Exception {
    scene.serviceAccount(scene.token());
    scene.fake().forgetRequests();

    assertEquals(0, scene.runInPod("cluster-access").exit());
    var config = scene.kubeconfig("{token: %s}".formatted(scene.secret("opaque-marker")));
    assertEquals(0, scene.run("cluster-access", "--kubeconfig", config.toString()).exit());

    assertEquals(List.of(), scene.fake().requests());
  }

  @Contract(
      id = "cluster-access.i5-read-again",
      says = "A token that was replaced is read again after a minute, before it is refused",
      on = Distance.FAKE)
  void readAgain(Scene scene) throws Exception {
    var old = withTwoPods(scene).token();
    scene.serviceAccount(old);
    try (var lister = Lister.inPod(scene)) {
      assertEquals(TWO, lister.list());

      scene.remount(scene.token(), scene.api().caPem());
      scene.fake().revokeToken(old);
      scene.later(MORE_THAN_A_MINUTE);
      scene.fake().forgetRequests();

      assertEquals(TWO, lister.list());
      assertEquals(List.of(200), statuses(scene));
    }
  }

  @Contract(
      id = "cluster-access.i5-refused-then-read",
      says = "A token that is refused is read again at once, and the request sent once more",
      on = Distance.FAKE)
  void refusedThenRead(Scene scene) throws Exception {
    var old = withTwoPods(scene).token();
    scene.serviceAccount(old);
    try (var lister = Lister.inPod(scene)) {
      assertEquals(TWO, lister.list());

      scene.remount(scene.token(), scene.api().caPem());
      scene.fake().revokeToken(old);
      scene.fake().forgetRequests();

      assertEquals(TWO, lister.list());
      assertEquals(List.of(401, 200), statuses(scene));
    }
  }

  @Contract(
      id = "cluster-access.i5-same-token",
      says = "A refused token that was not replaced is not sent a second time",
      on = Distance.FAKE)
  void sameToken(Scene scene) throws Exception {
    var token = withTwoPods(scene).token();
    scene.serviceAccount(token);
    try (var lister = Lister.inPod(scene)) {
      scene.fake().revokeToken(token);
      scene.fake().forgetRequests();

      var sentence = lister.refusal();
      assertTrue(sentence.contains("(401)"), sentence);
      assertEquals(List.of(401), statuses(scene));
    }
  }

  @Contract(
      id = "cluster-access.i5-many-at-once",
      says = "Of many requests at once with a token that was replaced, all succeed",
      on = Distance.FAKE)
  void manyAtOnce(Scene scene) throws Exception {
    var old = withTwoPods(scene).token();
    scene.serviceAccount(old);
    var pods = pods(scene);
    var threads = Executors.newFixedThreadPool(8);
    try (var client = scene.openInPod()) {
      assertEquals(200, client.get(pods));

      scene.remount(scene.token(), scene.api().caPem());
      scene.fake().revokeToken(old);

      var calls = new ArrayList<Callable<Integer>>();
      for (int i = 0; i < 32; i++) {
        calls.add(() -> client.get(pods));
      }
      for (var answer : threads.invokeAll(calls)) {
        assertEquals(200, answer.get());
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Contract(
      id = "cluster-access.i5-replaced-under-load",
      says = "While the token is replaced twenty times under load, no request is lost",
      on = Distance.FAKE)
  void replacedUnderLoad(Scene scene) throws Exception {
    var old = withTwoPods(scene).token();
    scene.serviceAccount(old);
    var pods = pods(scene);
    var threads = Executors.newFixedThreadPool(4);
    var over = new AtomicBoolean();
    var lists = new AtomicIntegerArray(4); // by thread
    try (var client = scene.openInPod()) {
      var ends = new ArrayList<Future<?>>();
      for (int i = 0; i < lists.length(); i++) {
        var thread = i;
        ends.add(
            threads.submit(
                () -> {
                  while (!over.get()) {
                    assertEquals(200, client.get(pods));
                    lists.incrementAndGet(thread);
                  }
                  return null;
                }));
      }
      for (int i = 0; i < 20; i++) {
        var fresh = scene.token();
        scene.remount(fresh, scene.api().caPem());
        scene.later(MORE_THAN_A_MINUTE);
        // As with the kubelet's tokens, the old one holds until all have listed with the new one.
        var before = IntStream.range(0, lists.length()).map(lists::get).toArray();
        await(
            () ->
                IntStream.range(0, before.length).allMatch(t -> lists.get(t) > before[t] + 1)
                    || ends.stream().anyMatch(Future::isDone));
        scene.fake().revokeToken(old);
        old = fresh;
      }
      over.set(true);
      for (var end : ends) {
        end.get(); // throws what a list threw
      }
      assertFalse(statuses(scene).contains(401));
    } finally {
      over.set(true);
      threads.shutdownNow();
    }
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    var end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < end, "no answer for 30 s");
      TimeUnit.MILLISECONDS.sleep(5);
    }
  }

  @Contract(
      id = "cluster-access.i5-refused-unseen",
      says =
          "A request that the server refuses to look at, since a 401 of another ends their"
              + " connection, is sent again",
      on = Distance.FAKE)
  void refusedUnseen(Scene scene) throws Exception {
    withTwoPods(scene);
    try (var lister = Lister.inPod(scene)) {
      scene.fake().fault(Fault.refuseStream("GET", ".*/pods").withTimes(3));

      assertEquals(TWO, lister.list());
    }
  }

  @Contract(
      id = "cluster-access.i5-body-read-once",
      says = "A request whose body can be read once only is not sent again after a 401",
      on = Distance.FAKE)
  void bodyReadOnce(Scene scene) throws Exception {
    var old = scene.token();
    scene.serviceAccount(old);
    try (var client = scene.openInPod()) {
      scene.remount(scene.token(), scene.api().caPem());
      scene.fake().revokeToken(old);
      scene.fake().forgetRequests();

      var path = "api/v1/namespaces/%s/configmaps".formatted(scene.namespace());
      var body = "{\"metadata\": {\"name\": \"once\"}}".getBytes(StandardCharsets.UTF_8);
      assertEquals(401, client.post(path, new ByteArrayInputStream(body)));

      var posts = scene.fake().requests().stream().filter(each -> each.method().equals("POST"));
      assertEquals(1, posts.count());
    }
  }

  @Contract(
      id = "cluster-access.i5-keeps-the-last",
      says = "While the token file is empty, the last token is used",
      on = Distance.FAKE)
  void keepsTheLast(Scene scene) throws Exception {
    withTwoPods(scene);
    try (var lister = Lister.inPod(scene)) {
      assertEquals(TWO, lister.list());

      scene.remount("", scene.api().caPem());
      scene.later(MORE_THAN_A_MINUTE);

      assertEquals(TWO, lister.list());
    }
  }

  @Contract(
      id = "cluster-access.i5-keeps-the-last-of-a-missing-file",
      says = "While the token file is away, the last token is used",
      on = Distance.FAKE)
  void keepsTheLastOfAMissingFile(Scene scene) throws Exception {
    withTwoPods(scene);
    try (var lister = Lister.inPod(scene)) {
      assertEquals(TWO, lister.list());

      scene.unmount();
      scene.later(MORE_THAN_A_MINUTE);

      assertEquals(TWO, lister.list());
    }
  }

  @Contract(
      id = "cluster-access.i6-ca-follows",
      says = "A CA that was replaced is trusted a minute later, without a restart",
      on = Distance.FAKE)
  void caFollows(Scene scene) throws Exception {
    var token = scene.secret("rotation-marker");
    var first = serverOf(token, 0);
    scene.serviceAccount(token, first.caPem());
    try (var lister = Lister.inPod(scene, first.uri())) {
      try (first) {
        assertEquals(List.of(), lister.list());
      }
      try (var second = serverOf(token, first.uri().getPort())) {
        scene.remount(token, second.caPem());
        scene.later(MORE_THAN_A_MINUTE);

        assertEquals(List.of(), lister.list());
      }
    }
  }

  @Contract(
      id = "cluster-access.i6-ca-of-a-new-client",
      says =
          "A client made after the CA was replaced trusts the new one, and one before it did not",
      on = Distance.FAKE)
  void caOfANewClient(Scene scene) throws Exception {
    var token = scene.secret("rotation-marker");
    try (var first = FakeApiServer.start();
        var second = serverOf(token, 0)) {
      scene.serviceAccount(token, first.caPem());
      try (var lister = Lister.inPod(scene, second.uri())) {
        var sentence = lister.refusal();
        assertTrue(sentence.contains("PKIX path"), sentence);
      }
      scene.remount(token, second.caPem());
      try (var lister = Lister.inPod(scene, second.uri())) {
        assertEquals(List.of(), lister.list());
      }
    }
  }

  /** A server with a CA of its own that lets the holder of a token do everything. */
  private static FakeApiServer serverOf(String token, int port) {
    var server = FakeApiServer.start(port);
    server.addToken(token, "admin", List.of("system:masters"));
    return server;
  }

  @Contract(
      id = "cluster-access.i7-proxy-of-the-jvm",
      says = "A proxy named to the JVM or in the environment is not used",
      on = Distance.PROCESS)
  void proxyOfTheJvm(Scene scene) throws Exception {
    withTwoPods(scene);
    proxiesThatLeadNowhere(scene);

    assertEquals(TWO, Expect.pods(scene.runInPod("list-pods")));
  }

  @Contract(
      id = "cluster-access.p7-properties",
      says = "No property of the JVM that a client library reads has any effect",
      on = Distance.PROCESS)
  void properties(Scene scene) throws Exception {
    withTwoPods(scene);
    for (var property :
        List.of(
            "kubernetes.master=https://127.0.0.1:1",
            "kubernetes.auth.token=elsewhere",
            "kubernetes.namespace=elsewhere",
            "kubernetes.certs.ca.file=/elsewhere",
            "kubernetes.auth.tryKubeConfig=true",
            "kubernetes.auth.tryServiceAccount=false",
            "kubeconfig=/elsewhere")) {
      scene.jvm().add("-D" + property);
    }

    assertEquals(TWO, Expect.pods(scene.runInPod("list-pods")));
  }

  @Contract(
      id = "cluster-access.p7-proxy-with-a-kubeconfig",
      says = "With a kubeconfig too, a proxy named to the JVM or in the environment is not used",
      on = {Distance.PROCESS, Distance.NODE})
  void proxyWithAKubeconfig(Scene scene) throws Exception {
    withTwoPods(scene);
    proxiesThatLeadNowhere(scene);
    var config = scene.kubeconfig("{token: %s}".formatted(scene.token())).toString();

    assertEquals(TWO, Expect.pods(scene.run("list-pods", "--kubeconfig", config)));
  }

  /** Nothing listens there, so that whoever goes there fails. */
  private static void proxiesThatLeadNowhere(Scene scene) {
    for (var property : List.of("http.proxy", "https.proxy", "socksProxy")) {
      scene.jvm().add("-D%sHost=127.0.0.1".formatted(property));
      scene.jvm().add("-D%sPort=1".formatted(property));
    }
    scene.jvm().add("-Dhttp.nonProxyHosts="); // 127.* would be one
    for (var variable : List.of("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "ALL_PROXY")) {
      scene.environment().put(variable, "http://127.0.0.1:1");
    }
  }

  /** Has the JVM trust the server, as it trusts every public CA. */
  private static void jvmTrusts(Scene scene, String caPem) {
    scene.jvm().add("-Djavax.net.ssl.trustStore=" + scene.trustStore(caPem));
    scene.jvm().add("-Djavax.net.ssl.trustStorePassword=" + Scene.TRUST_STORE_PASSWORD);
  }

  @Contract(
      id = "cluster-access.i3-no-ca-of-the-jvm",
      says = "In a pod, a server is refused whose CA the JVM trusts and ca.crt does not hold",
      on = {Distance.PROCESS, Distance.NODE})
  void noCaOfTheJvmInAPod(Scene scene) throws Exception {
    withTwoPods(scene);
    jvmTrusts(scene, scene.api().caPem());
    scene.serviceAccount(scene.token(), Certificates.create("other").caPem());

    Expect.refused(1, OTHER_CA, scene.runInPod("list-pods"));
  }

  @Contract(
      id = "cluster-access.k6-no-ca-of-the-jvm",
      says = "A server is refused whose CA the JVM trusts and the kubeconfig's CA is not",
      on = {Distance.PROCESS, Distance.NODE})
  void noCaOfTheJvm(Scene scene) throws Exception {
    withTwoPods(scene);
    jvmTrusts(scene, scene.api().caPem());
    var server = scene.api().server().toString();
    var user = "{token: %s}".formatted(scene.token());
    var config = scene.kubeconfig(server, Certificates.create("other").caPem(), user);

    Expect.refused(1, OTHER_CA, scene.run("list-pods", "--kubeconfig", config.toString()));
  }

  @Contract(
      id = "cluster-access.k6-ca-of-the-jvm-if-none",
      says = "Where the kubeconfig names no CA, those that the JVM trusts count, and they alone",
      on = {Distance.PROCESS, Distance.NODE})
  void caOfTheJvmIfNone(Scene scene) throws Exception {
    withTwoPods(scene);
    var config = scene.kubeconfig("{token: %s}".formatted(scene.token()));
    var named = Files.readString(config);
    Scene.write(config, named.replaceAll(", certificate-authority-data: [^}]*", ""));

    Expect.refused(1, OTHER_CA, scene.run("list-pods", "--kubeconfig", config.toString()));

    jvmTrusts(scene, scene.api().caPem());
    assertEquals(TWO, Expect.pods(scene.run("list-pods", "--kubeconfig", config.toString())));
  }

  @Contract(
      id = "cluster-access.k5-base-path-is-asked",
      says = "The base path of the kubeconfig's server is in front of every path that is asked for",
      on = Distance.FAKE)
  void basePath(Scene scene) throws Exception {
    var server = scene.api().server() + "k8s/clusters/c-1";
    var user = "{token: %s}".formatted(scene.secret("opaque-marker"));
    var config = scene.kubeconfig(server, scene.api().caPem(), user);
    scene.fake().forgetRequests();

    scene.run("list-pods", "--kubeconfig", config.toString());

    assertEquals(
        "/k8s/clusters/c-1/api/v1/namespaces/%s/pods".formatted(scene.namespace()),
        scene.fake().requests().get(0).path());
  }

  @Contract(
      id = "cluster-access.redirect",
      says = "A redirect is not followed, so that the token goes nowhere else",
      on = Distance.FAKE)
  void redirect(Scene scene) throws Exception {
    withTwoPods(scene);
    try (var other = FakeApiServer.start()) {
      scene.fake().fault(Fault.redirect("GET", PODS, other.uri() + "api/v1/pods"));

      Expect.refused(
          1,
          "What answers is not the Kubernetes API (307). Check the server's address for a proxy or"
              + " login page.",
          scene.runInPod("list-pods"));

      assertEquals(List.of(), other.requests());
    }
  }
}

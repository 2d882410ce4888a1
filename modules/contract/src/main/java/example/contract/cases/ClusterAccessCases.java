package example.contract.cases;

import static example.contract.Contract.TestLevel.NODE;
import static example.contract.Contract.TestLevel.PROCESS;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import example.contract.CaseContext;
import example.contract.Contract;
import example.fakeapiserver.FakeApiServer;
import example.fakeapiserver.FakeCertificates;
import example.fakeapiserver.faults.Fault;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.List;
import org.junit.jupiter.api.function.Executable;

/**
 * What happens after a place has been chosen: tokens and CAs that are replaced, and where a token
 * must not go. The choice itself is in access-cases.yaml.
 */
public final class ClusterAccessCases {

  private static final long MORE_THAN_A_MINUTE = 61; // seconds; a token is read again after 60

  @Contract(id = "cluster-access.asks-nobody", says = "Finding the cluster sends no request")
  void asksNobody(CaseContext context) throws Exception {
    context.serviceAccount(context.token());
    context.fake().forgetRequests();

    assertEquals(0, context.runInPod("cluster-access").exit());
    var config = context.kubeconfig("{token: %s}".formatted(context.secret("opaque-marker")));
    assertEquals(0, context.runWith(config, "cluster-access").exit());

    assertEquals(List.of(), context.fake().requests());
  }

  @Contract(
      id = "cluster-access.i5-read-again",
      says = "A token that was replaced is read again after a minute, before it is refused")
  void readAgain(CaseContext context) throws Exception {
    replaced(context, MORE_THAN_A_MINUTE, List.of(200));
  }

  @Contract(
      id = "cluster-access.i5-refused-then-read",
      says = "A token that is refused is read again at once, and the request sent once more")
  void refusedThenRead(CaseContext context) throws Exception {
    replaced(context, 0, List.of(401, 200));
  }

  /** Replaces a token after a time, and lists with the new one. */
  private static void replaced(CaseContext context, long seconds, List<Integer> statuses)
      throws Exception {
    var old = Pods.make(2, context).token();
    context.serviceAccount(old);
    try (var lister = Lister.inPod(context)) {
      assertEquals(Pods.TWO, lister.list());

      context.serviceAccount(context.token());
      context.fake().revokeToken(old);
      context.later(seconds);
      context.fake().forgetRequests();

      assertEquals(Pods.TWO, lister.list());
      assertEquals(statuses, Pods.statuses(context));
    }
  }

  @Contract(
      id = "cluster-access.i5-same-token",
      says = "A refused token that was not replaced is not sent a second time")
  void sameToken(CaseContext context) throws Exception {
    var token = Pods.make(2, context).token();
    context.serviceAccount(token);
    try (var lister = Lister.inPod(context)) {
      context.fake().revokeToken(token);
      context.fake().forgetRequests();

      var sentence = lister.refusal();
      assertTrue(sentence.contains("(401)"), sentence);
      assertEquals(List.of(401), Pods.statuses(context));
    }
  }

  @Contract(
      id = "cluster-access.i5-many-at-once",
      says = "Of many requests at once with a token that was replaced, all succeed")
  void manyAtOnce(CaseContext context) throws Exception {
    var old = Pods.make(2, context).token();
    context.serviceAccount(old);
    try (var client = context.openInPod()) {
      assertEquals(200, client.get(context.path("pods")));

      context.serviceAccount(context.token());
      context.fake().revokeToken(old);

      Pods.askAtOnce(context, client, () -> {});
    }
  }

  @Contract(
      id = "cluster-access.i5-replaced-under-load",
      says = "While the token is replaced twenty times under load, no request is lost")
  void replacedUnderLoad(CaseContext context) throws Exception {
    var old = Pods.make(2, context).token();
    context.serviceAccount(old);
    try (var client = context.openInPod()) {
      for (int i = 0; i < 20; i++) {
        var fresh = context.token();
        Pods.askAtOnce(
            context,
            client,
            () -> {
              context.serviceAccount(fresh);
              context.later(MORE_THAN_A_MINUTE);
            });
        // As with the kubelet's tokens, the old one holds until the new one has been read.
        assertEquals(200, client.get(context.path("pods")));
        context.fake().revokeToken(old);
        old = fresh;
      }
      assertFalse(Pods.statuses(context).contains(401));
    }
  }

  @Contract(
      id = "cluster-access.i5-refused-unseen",
      says =
          "A request that the server refuses to look at, since a 401 of another ends their"
              + " connection, is sent again")
  void refusedUnseen(CaseContext context) throws Exception {
    Pods.make(2, context);
    try (var lister = Lister.inPod(context)) {
      context.fake().fault(Fault.refuseStream("GET", Pods.PATH).withTimes(3));

      assertEquals(Pods.TWO, lister.list());
    }
  }

  @Contract(
      id = "cluster-access.i5-body-read-once",
      says = "A request whose body can be read once only is not sent again after a 401")
  void bodyReadOnce(CaseContext context) throws Exception {
    var old = context.token();
    context.serviceAccount(old);
    try (var client = context.openInPod()) {
      context.serviceAccount(context.token());
      context.fake().revokeToken(old);
      context.fake().forgetRequests();

      var body = "{\"metadata\": {\"name\": \"once\"}}".getBytes(StandardCharsets.UTF_8);
      assertEquals(401, client.post(context.path("configmaps"), new ByteArrayInputStream(body)));

      var posts = context.fake().requests().stream().filter(each -> each.method().equals("POST"));
      assertEquals(1, posts.count());
    }
  }

  @Contract(
      id = "cluster-access.i5-keeps-the-last",
      says = "While the token file is empty, the last token is used")
  void keepsTheLast(CaseContext context) throws Exception {
    keepsTheLast(context, () -> context.serviceAccount(""));
  }

  @Contract(
      id = "cluster-access.i5-keeps-the-last-of-a-missing-file",
      says = "While the token file is away, the last token is used")
  void keepsTheLastOfAMissingFile(CaseContext context) throws Exception {
    keepsTheLast(context, context::unmount);
  }

  private static void keepsTheLast(CaseContext context, Executable change) throws Exception {
    try (var lister = Lister.inPod(Pods.make(2, context))) {
      assertEquals(Pods.TWO, lister.list());

      assertDoesNotThrow(change);
      context.later(MORE_THAN_A_MINUTE);

      assertEquals(Pods.TWO, lister.list());
    }
  }

  @Contract(
      id = "cluster-access.i6-ca-follows",
      says = "A CA that was replaced is trusted a minute later, without a restart")
  void caFollows(CaseContext context) throws Exception {
    var token = context.secret("rotation-marker");
    var first = serverOf(token, 0);
    context.serviceAccount(token, first.caPem());
    try (var lister = Lister.inPod(context, first.uri())) {
      try (first) {
        assertEquals(List.of(), lister.list());
      }
      try (var second = serverOf(token, first.uri().getPort())) {
        context.serviceAccount(token, second.caPem());
        context.later(MORE_THAN_A_MINUTE);

        assertEquals(List.of(), lister.list());
      }
    }
  }

  @Contract(
      id = "cluster-access.i6-ca-of-a-new-client",
      says =
          "A client made after the CA was replaced trusts the new one, and one before it did not")
  void caOfANewClient(CaseContext context) throws Exception {
    var token = context.secret("rotation-marker");
    try (var first = FakeApiServer.start();
        var second = serverOf(token, 0)) {
      context.serviceAccount(token, first.caPem());
      try (var lister = Lister.inPod(context, second.uri())) {
        var sentence = lister.refusal();
        assertTrue(sentence.contains("PKIX path"), sentence);
      }
      context.serviceAccount(token, second.caPem());
      try (var lister = Lister.inPod(context, second.uri())) {
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
      on = PROCESS)
  void proxyOfTheJvm(CaseContext context) throws Exception {
    Pods.make(2, context);
    proxiesThatLeadNowhere(context);

    assertEquals(Pods.TWO, Pods.printed(context.runInPod("list-pods")));
  }

  @Contract(
      id = "cluster-access.p7-properties",
      says = "No property of the JVM that a client library reads has any effect",
      on = PROCESS)
  void properties(CaseContext context) throws Exception {
    Pods.make(2, context);
    for (var property :
        List.of(
            "kubernetes.master=https://127.0.0.1:1",
            "kubernetes.auth.token=elsewhere",
            "kubernetes.namespace=elsewhere",
            "kubernetes.certs.ca.file=/elsewhere",
            "kubernetes.auth.tryKubeConfig=true",
            "kubernetes.auth.tryServiceAccount=false",
            "kubeconfig=/elsewhere")) {
      context.jvm().add("-D" + property);
    }

    assertEquals(Pods.TWO, Pods.printed(context.runInPod("list-pods")));
  }

  @Contract(
      id = "cluster-access.p7-proxy-with-a-kubeconfig",
      says = "With a kubeconfig too, a proxy named to the JVM or in the environment is not used",
      on = {PROCESS, NODE})
  void proxyWithAKubeconfig(CaseContext context) throws Exception {
    Pods.make(2, context);
    proxiesThatLeadNowhere(context);
    var config = context.kubeconfig("{token: %s}".formatted(context.token()));

    assertEquals(Pods.TWO, Pods.printed(context.runWith(config, "list-pods")));
  }

  /** Nothing listens there, so that whoever goes there fails. */
  private static void proxiesThatLeadNowhere(CaseContext context) {
    for (var property : List.of("http.proxy", "https.proxy", "socksProxy")) {
      context.jvm().add("-D%sHost=127.0.0.1".formatted(property));
      context.jvm().add("-D%sPort=1".formatted(property));
    }
    context.jvm().add("-Dhttp.nonProxyHosts="); // 127.* would be one
    for (var variable : List.of("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "ALL_PROXY")) {
      context.environment().put(variable, "http://127.0.0.1:1");
    }
  }

  /** Has the JVM trust the server, as it trusts every public CA. */
  private static void jvmTrusts(CaseContext context, String caPem) throws Exception {
    var password = "changeit";
    var pem = new ByteArrayInputStream(caPem.getBytes(StandardCharsets.US_ASCII));
    var store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    var certificates = CertificateFactory.getInstance("X.509");
    store.setCertificateEntry("ca", certificates.generateCertificate(pem));
    var file = context.folder().resolve("trust.p12");
    try (var out = Files.newOutputStream(file)) {
      store.store(out, password.toCharArray());
    }
    context.jvm().add("-Djavax.net.ssl.trustStore=" + file);
    context.jvm().add("-Djavax.net.ssl.trustStorePassword=" + password);
  }

  @Contract(
      id = "cluster-access.i3-no-ca-of-the-jvm",
      says = "In a pod, a server is refused whose CA the JVM trusts and ca.crt does not hold",
      on = {PROCESS, NODE})
  void noCaOfTheJvmInAPod(CaseContext context) throws Exception {
    Pods.make(2, context);
    jvmTrusts(context, context.api().caPem());
    context.serviceAccount(context.token(), FakeCertificates.create("other").caPem());

    Expect.refused(1, Expect.OTHER_CA, context.runInPod("list-pods"));
  }

  @Contract(
      id = "cluster-access.k6-no-ca-of-the-jvm",
      says = "A server is refused whose CA the JVM trusts and the kubeconfig's CA is not",
      on = {PROCESS, NODE})
  void noCaOfTheJvm(CaseContext context) throws Exception {
    Pods.make(2, context);
    jvmTrusts(context, context.api().caPem());
    var server = context.api().server().toString();
    var user = "{token: %s}".formatted(context.token());
    var config = context.kubeconfig(server, FakeCertificates.create("other").caPem(), user);

    Expect.refused(1, Expect.OTHER_CA, context.runWith(config, "list-pods"));
  }

  @Contract(
      id = "cluster-access.k6-ca-of-the-jvm-if-none",
      says = "Where the kubeconfig names no CA, those that the JVM trusts count, and they alone",
      on = {PROCESS, NODE})
  void caOfTheJvmIfNone(CaseContext context) throws Exception {
    Pods.make(2, context);
    var config = context.kubeconfig("{token: %s}".formatted(context.token()));
    var named = Files.readString(config);
    CaseContext.write(config, named.replaceAll(", certificate-authority-data: [^}]*", ""));

    Expect.refused(1, Expect.OTHER_CA, context.runWith(config, "list-pods"));

    jvmTrusts(context, context.api().caPem());
    assertEquals(Pods.TWO, Pods.printed(context.runWith(config, "list-pods")));
  }

  @Contract(
      id = "cluster-access.k5-base-path-is-asked",
      says = "The base path of the kubeconfig's server is in front of every path that is asked for")
  void basePath(CaseContext context) throws Exception {
    var server = context.api().server() + "k8s/clusters/c-1";
    var user = "{token: %s}".formatted(context.secret("opaque-marker"));
    var config = context.kubeconfig(server, context.api().caPem(), user);
    context.fake().forgetRequests();

    context.runWith(config, "list-pods");

    assertEquals(
        "/k8s/clusters/c-1/api/v1/namespaces/%s/pods".formatted(context.namespace()),
        context.fake().requests().get(0).path());
  }

  @Contract(
      id = "cluster-access.redirect",
      says = "A redirect is not followed, so that the token goes nowhere else")
  void redirect(CaseContext context) throws Exception {
    Pods.make(2, context);
    try (var other = FakeApiServer.start()) {
      context.fake().fault(Fault.redirect("GET", Pods.PATH, other.uri() + "api/v1/pods"));

      Expect.refused(1, Expect.NOT_KUBERNETES.formatted(307), context.runInPod("list-pods"));

      assertEquals(List.of(), other.requests());
    }
  }
}

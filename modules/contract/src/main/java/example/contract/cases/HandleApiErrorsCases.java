package example.contract.cases;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import example.contract.CaseContext;
import example.contract.Contract;
import example.contract.Contract.TestLevel;
import example.contract.recording.Recorded;
import example.contract.recording.Recording;
import example.fakeapiserver.FakeApiServer;
import example.fakeapiserver.FakeCertificates;
import example.fakeapiserver.faults.Fault;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.NoRouteToHostException;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** One sentence for people, whatever went wrong. */
public final class HandleApiErrorsCases {

  private static final String PODS = ".*/pods";
  private static final String BUSY =
      "The API server asks for fewer requests (429). Try again in 1 s.";

  private static void refused(CaseContext context, Fault fault, String sentence) throws Exception {
    context.role("list-pods").pods(1);
    context.fake().fault(fault.withTimes(99));

    Expect.refused(1, sentence, context.runInPod("list-pods"));
  }

  @Contract(
      id = "handle-api-errors.401",
      says = "401: the credential is not accepted, and what that may mean",
      on = {TestLevel.FAKE, TestLevel.NODE})
  void unauthorized(CaseContext context) throws Exception {
    context.serviceAccount(context.secret("no-such-token-marker"));

    Expect.refused(
        1,
        "The API server does not accept the credential (401): it has expired, was revoked, or is"
            + " for another cluster. Get a new token or kubeconfig.",
        context.runInPod("list-pods"));
  }

  @Contract(
      id = "handle-api-errors.anonymous",
      says = "403 of system:anonymous: the request carried no credential",
      on = {TestLevel.FAKE, TestLevel.NODE})
  void anonymous(CaseContext context) throws Exception {
    var config = context.kubeconfig("{}").toString();

    Expect.refused(
        1,
        "pods in namespace \"%s\": the request carried no credential (403, system:anonymous). Give"
                .formatted(context.namespace())
            + " it a token or a client certificate.",
        context.run("list-pods", "--kubeconfig", config));
  }

  @Contract(
      id = "handle-api-errors.403-of-a-proxy",
      says = "403 without Kubernetes' wording: forbidden, and no guess by whom",
      on = TestLevel.FAKE)
  void forbiddenByAProxy(CaseContext context) throws Exception {
    refused(
        context,
        Fault.html("GET", PODS, 403),
        "The API server forbids it (403): it does not say why.");
  }

  @Contract(
      id = "handle-api-errors.404",
      says = "404 of a page that is not Kubernetes': the path is not served",
      on = TestLevel.FAKE)
  void notFound(CaseContext context) throws Exception {
    refused(
        context,
        Fault.html("GET", PODS, 404),
        "The API server does not serve this path (404). Check the API version and the CRD.");
  }

  @Contract(
      id = "handle-api-errors.410",
      says = "410: the snapshot is gone, start again with a new list",
      on = TestLevel.FAKE)
  void gone(CaseContext context) throws Exception {
    refused(
        context,
        Fault.gone("GET", PODS),
        "The resourceVersion or continue token is too old (410). Start again with a new list.");
  }

  @Contract(
      id = "handle-api-errors.422",
      says = "422: what the server found invalid",
      on = TestLevel.FAKE)
  void invalid(CaseContext context) throws Exception {
    refused(
        context,
        Fault.status("GET", PODS, 422, "Invalid", "spec.containers: Required value"),
        "The request is invalid (422): spec.containers: Required value. Correct what is named.");
  }

  @Contract(
      id = "handle-api-errors.429",
      says = "429 that does not end: the time after which the server wants to be asked again",
      on = TestLevel.FAKE)
  void busy(CaseContext context) throws Exception {
    refused(context, Fault.tooManyRequests("GET", PODS, 1), BUSY);
  }

  @Contract(
      id = "handle-api-errors.500",
      says = "500: the server failed, in its own words",
      on = TestLevel.FAKE)
  void failed(CaseContext context) throws Exception {
    refused(
        context,
        Fault.status("GET", PODS, 500, "InternalError", "etcdserver: request timed out"),
        "The API server, or a proxy in front of it, failed (500: etcdserver: request timed out)."
            + " Try again later.");
  }

  @Contract(
      id = "handle-api-errors.503-of-a-proxy",
      says = "503 with a page of HTML: the page is not printed",
      on = TestLevel.FAKE)
  void failedProxy(CaseContext context) throws Exception {
    refused(
        context,
        Fault.html("GET", PODS, 503),
        "The API server, or a proxy in front of it, failed (503). Try again later.");
  }

  @Contract(
      id = "handle-api-errors.200-of-a-login-page",
      says = "200 with a page of HTML: what answers is not the Kubernetes API",
      on = TestLevel.FAKE)
  void loginPage(CaseContext context) throws Exception {
    refused(
        context,
        Fault.html("GET", PODS, 200),
        "What answers is not the Kubernetes API (200). Check the server's address for a proxy or"
            + " login page.");
  }

  @Contract(
      id = "handle-api-errors.another-ca",
      says = "A certificate of another CA: PKIX path building failed, and where the CA is named",
      on = {TestLevel.FAKE, TestLevel.NODE})
  void anotherCa(CaseContext context) throws Exception {
    context.serviceAccount(context.token(), FakeCertificates.create("other").caPem());

    Expect.refused(
        1,
        "The server's certificate is not signed by the configured CA (PKIX path building failed)."
            + " Check certificate-authority-data, or ca.crt in the pod.",
        context.runInPod("list-pods"));
  }

  @Contract(
      id = "handle-api-errors.another-ca-of-the-same-name",
      says = "A certificate of another CA of the same name, as after a cluster was created again",
      on = TestLevel.FAKE)
  void anotherCaOfTheSameName(CaseContext context) throws Exception {
    try (var again = FakeApiServer.start()) {
      context.serviceAccount(context.token(), again.caPem());

      Expect.refused(
          1,
          "The server's certificate is of another CA of the same name (PKIX path validation failed),"
              + " as after a cluster was created again. Get its kubeconfig or ca.crt anew.",
          context.runInPod("list-pods"));
    }
  }

  @Contract(
      id = "handle-api-errors.another-name",
      says = "A certificate for another host name is refused, with the name that was asked for",
      on = TestLevel.FAKE)
  void anotherName(CaseContext context) throws Exception {
    try (var other = FakeApiServer.startAs("kubernetes.example")) {
      var config =
          context.kubeconfig(other.uri().toString(), other.caPem(), "{token: opaque}").toString();

      var outcome = context.run("list-pods", "--kubeconfig", config);

      assertEquals(1, outcome.exit(), outcome::toString);
      var said = "The server's certificate is not for this address (";
      assertTrue(outcome.err().startsWith(said), outcome::toString);
      assertTrue(outcome.err().contains("127.0.0.1"), outcome::toString);
      assertEquals(List.of(), other.requests());
    }
  }

  @Contract(
      id = "handle-api-errors.another-name-in-a-pod",
      says = "In a pod too, a certificate of the right CA for another host name is refused",
      on = {TestLevel.FAKE, TestLevel.PROCESS})
  void anotherNameInAPod(CaseContext context) throws Exception {
    try (var other = FakeApiServer.startAs("kubernetes.example")) {
      context.podVariables(context.api().server());
      context.environment().put("KUBERNETES_SERVICE_PORT", String.valueOf(other.uri().getPort()));
      var folder = context.serviceAccount(context.token(), other.caPem()).toString();

      var outcome = context.run("list-pods", "--service-account", folder);

      assertEquals(1, outcome.exit(), outcome::toString);
      var said = "The server's certificate is not for this address (";
      assertTrue(outcome.err().startsWith(said), outcome::toString);
      assertTrue(outcome.err().endsWith("Use a name that it holds.\n"), outcome::toString);
      assertEquals(List.of(), other.requests());
    }
  }

  @Contract(
      id = "handle-api-errors.certificate-not-valid-now",
      says = "A certificate that has expired, or is not valid yet: the clocks of both machines",
      on = TestLevel.FAKE)
  void certificateNotValidNow(CaseContext context) throws Exception {
    for (var made : List.of(Instant.EPOCH, Instant.now().plus(Duration.ofDays(2)))) {
      try (var other = FakeApiServer.startWithCertificatesOf(made)) {
        var config = context.kubeconfig(other.uri().toString(), other.caPem(), "{token: opaque}");

        Expect.refused(
            1,
            "The server's certificate is not valid now. Check the clocks of both machines.",
            context.run("list-pods", "--kubeconfig", config.toString()));

        assertEquals(List.of(), other.requests());
      }
    }
  }

  @Contract(
      id = "handle-api-errors.no-route",
      says = "An address that no route leads to is said to be that",
      on = TestLevel.FAKE)
  void noRoute(CaseContext context) throws Exception {
    try (var client = context.openInPod()) {
      // As the JDK words them; a test that asked for such an address would leave this machine.
      for (var refused :
          List.of(
              new NoRouteToHostException("No route to host"),
              new ConnectException("Network is unreachable"))) {
        assertEquals(
            "There is no route to the server. Check the address and network policies.",
            client.describe(new IOException(refused)));
      }
    }
  }

  @Contract(
      id = "handle-api-errors.nobody-listens",
      says = "An address where nothing listens: nothing answers",
      on = TestLevel.FAKE)
  void nobodyListens(CaseContext context) throws Exception {
    var outcome = at(context, "https://127.0.0.1:" + unusedPort());

    assertTrue(outcome.startsWith("Nothing answers at the server's address ("), outcome);
    assertTrue(outcome.endsWith("Check that it is right and running.\n"), outcome);
  }

  @Contract(
      id = "handle-api-errors.unknown-host",
      says = "A host name that does not resolve is said to be that",
      on = TestLevel.FAKE)
  void unknownHost(CaseContext context) throws Exception {
    // RFC 6761: no resolver knows a name that ends in .invalid.
    assertEquals(
        "The server's host name cannot be resolved. Check the address and DNS.\n",
        at(context, "https://kubernetes.invalid:6443"));
  }

  @Contract(
      id = "handle-api-errors.not-tls",
      says = "A server that does not speak TLS is said to be that",
      on = TestLevel.FAKE)
  void notTls(CaseContext context) throws Exception {
    try (var plain = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var answering = new Thread(() -> answerInClear(plain), "plain");
      answering.start();
      var said = at(context, "https://127.0.0.1:" + plain.getLocalPort());
      assertTrue(said.startsWith("TLS failed"), said);
    }
  }

  private static void answerInClear(ServerSocket plain) {
    try {
      while (true) { // until it is closed
        try (var connection = plain.accept()) {
          connection.getInputStream().read();
          connection.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes());
        }
      }
    } catch (IOException closed) {
      // the case is over
    }
  }

  private static String at(CaseContext context, String server) throws Exception {
    var token = "{token: %s}".formatted(context.secret("opaque-marker"));
    var config = context.kubeconfig(server, context.api().caPem(), token).toString();
    var outcome = context.run("list-pods", "--kubeconfig", config);
    assertEquals(1, outcome.exit(), outcome::toString);
    assertEquals("", outcome.out());
    assertEquals(List.of(outcome.err().strip()), outcome.err().lines().toList());
    return outcome.err();
  }

  private static int unusedPort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  // ---- what a plain call says in the same situations: docs/patterns/handle-api-errors.md

  private static Recording on(CaseContext context) {
    return Recording.of(context, "handle-api-errors");
  }

  @Recorded
  void noRole(CaseContext context) throws Exception {
    var page = on(context);
    page.naive("no-role", "list-pods");
    page.told("no-role-told", "list-pods");

    var run = page.shownAs("kubernetes-from-java");
    run.holds("run", run.transcript("list-pods"));
  }

  @Recorded
  void aProxyHasNoServer(CaseContext context) throws Exception {
    context.role("list-pods").pods(2);
    context.fake().fault(Fault.html("GET", PODS, 503));
    on(context).naive("proxy", "list-pods");

    context.fake().clearFaults();
    context.fake().fault(Fault.html("GET", PODS, 503).withTimes(99));
    on(context).told("proxy-told", "list-pods");
  }

  @Recorded
  void aProxyWantsALogin(CaseContext context) throws Exception {
    context.role("list-pods").fake().fault(Fault.html("GET", PODS, 200).withTimes(99));

    on(context).naive("login", "list-pods");
    on(context).told("login-told", "list-pods");
  }

  @Recorded
  void theCaIsAnothers(CaseContext context) throws Exception {
    var page = on(context).withCa(FakeCertificates.create("another").caPem());

    page.naive("another-ca", "list-pods");
    page.told("another-ca-told", "list-pods");
  }
}

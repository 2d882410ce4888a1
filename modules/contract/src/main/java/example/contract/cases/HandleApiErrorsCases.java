package example.contract.cases;

import static example.contract.Contract.TestLevel.FAKE;
import static example.contract.Contract.TestLevel.NODE;
import static example.contract.Contract.TestLevel.PROCESS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import example.contract.CaseContext;
import example.contract.Contract;
import example.contract.recording.Recorded;
import example.contract.recording.Recording;
import example.fakeapiserver.FakeApiServer;
import example.fakeapiserver.FakeCertificates;
import example.fakeapiserver.faults.Fault;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** One readable sentence, whatever went wrong. */
public final class HandleApiErrorsCases {

  private static void refused(CaseContext context, Fault fault, String sentence) throws Exception {
    Pods.make(1, context).fake().fault(fault.withTimes(99));

    Expect.refused(1, sentence, context.runInPod("list-pods"));
  }

  @Contract(
      id = "handle-api-errors.401",
      says = "401: the credential is not accepted, and what that may mean",
      on = {FAKE, NODE})
  void unauthorized(CaseContext context) throws Exception {
    context.serviceAccount(context.secret("no-such-token-marker"));

    Expect.refused(1, Expect.NOT_ACCEPTED, context.runInPod("list-pods"));
  }

  @Contract(
      id = "handle-api-errors.anonymous",
      says = "403 of system:anonymous: the request carried no credential",
      on = {FAKE, NODE})
  void anonymous(CaseContext context) throws Exception {
    var config = context.kubeconfig("{}");

    Expect.refused(
        1,
        "pods in namespace \"%s\": the request carried no credential (403, system:anonymous). Give"
                .formatted(context.namespace())
            + " it a token or a client certificate.",
        context.runWith(config, "list-pods"));
  }

  @Contract(
      id = "handle-api-errors.403-of-a-proxy",
      says = "403 without Kubernetes' wording: forbidden, and no guess by whom")
  void forbiddenByAProxy(CaseContext context) throws Exception {
    refused(
        context,
        Fault.html("GET", Pods.PATH, 403),
        "The API server forbids it (403): it does not say why.");
  }

  @Contract(
      id = "handle-api-errors.404",
      says = "404 of a page that is not Kubernetes': the path is not served")
  void notFound(CaseContext context) throws Exception {
    refused(
        context,
        Fault.html("GET", Pods.PATH, 404),
        "The API server does not serve this path (404). Check the API version and the CRD.");
  }

  @Contract(
      id = "handle-api-errors.410",
      says = "410: the snapshot is gone, start again with a new list")
  void gone(CaseContext context) throws Exception {
    refused(context, Fault.gone("GET", Pods.PATH), Expect.TOO_OLD);
  }

  @Contract(id = "handle-api-errors.422", says = "422: what the server found invalid")
  void invalid(CaseContext context) throws Exception {
    refused(
        context,
        Fault.status("GET", Pods.PATH, 422, "Invalid", "spec.containers: Required value"),
        "The request is invalid (422): spec.containers: Required value. Correct what is named.");
  }

  @Contract(
      id = "handle-api-errors.429",
      says = "429 that does not end: the time after which the server wants to be asked again")
  void busy(CaseContext context) throws Exception {
    refused(
        context,
        Fault.tooManyRequests("GET", Pods.PATH, 1),
        "The API server asks for fewer requests (429). Try again in 1 s.");
  }

  @Contract(id = "handle-api-errors.500", says = "500: the server failed, in its own words")
  void failed(CaseContext context) throws Exception {
    refused(
        context,
        Fault.status("GET", Pods.PATH, 500, "InternalError", "etcdserver: request timed out"),
        "The API server, or a proxy in front of it, failed (500: etcdserver: request timed out)."
            + " Try again later.");
  }

  @Contract(
      id = "handle-api-errors.503-of-a-proxy",
      says = "503 with a page of HTML: the page is not printed")
  void failedProxy(CaseContext context) throws Exception {
    refused(
        context,
        Fault.html("GET", Pods.PATH, 503),
        "The API server, or a proxy in front of it, failed (503). Try again later.");
  }

  @Contract(
      id = "handle-api-errors.200-of-a-login-page",
      says = "200 with a page of HTML: what answers is not the Kubernetes API")
  void loginPage(CaseContext context) throws Exception {
    refused(context, Fault.html("GET", Pods.PATH, 200), Expect.NOT_KUBERNETES.formatted(200));
  }

  @Contract(
      id = "handle-api-errors.another-ca",
      says = "A certificate of another CA: PKIX path building failed, and where the CA is named",
      on = {FAKE, NODE})
  void anotherCa(CaseContext context) throws Exception {
    context.serviceAccount(context.token(), FakeCertificates.create("other").caPem());

    Expect.refused(1, Expect.OTHER_CA, context.runInPod("list-pods"));
  }

  @Contract(
      id = "handle-api-errors.another-ca-of-the-same-name",
      says = "A certificate of another CA of the same name, as after a cluster was created again")
  void anotherCaOfTheSameName(CaseContext context) throws Exception {
    try (var again = FakeApiServer.start()) {
      context.serviceAccount(context.token(), again.caPem());

      Expect.refused(1, Expect.OTHER_CA_OF_THE_SAME_NAME, context.runInPod("list-pods"));
    }
  }

  @Contract(
      id = "handle-api-errors.another-name",
      says = "A certificate for another host name is refused, with the name that was asked for")
  void anotherName(CaseContext context) throws Exception {
    try (var other = FakeApiServer.startAs("kubernetes.example")) {
      var sentence = at(context, other.uri().toString(), other.caPem());

      assertTrue(sentence.startsWith(Expect.OTHER_NAME), sentence);
      assertTrue(sentence.contains("127.0.0.1"), sentence);
      assertEquals(List.of(), other.requests());
    }
  }

  @Contract(
      id = "handle-api-errors.another-name-in-a-pod",
      says = "In a pod too, a certificate of the right CA for another host name is refused",
      on = {FAKE, PROCESS})
  void anotherNameInAPod(CaseContext context) throws Exception {
    try (var other = FakeApiServer.startAs("kubernetes.example")) {
      context.serviceAccount(context.token(), other.caPem());
      var program = context.startInPod(other.uri(), "list-pods");
      var sentence = Expect.oneSentence(1, program.outcome());

      assertTrue(sentence.startsWith(Expect.OTHER_NAME), sentence);
      assertTrue(sentence.endsWith("Use a name that it holds."), sentence);
      assertEquals(List.of(), other.requests());
    }
  }

  @Contract(
      id = "handle-api-errors.certificate-not-valid-now",
      says = "A certificate that has expired, or is not valid yet: the clocks of both machines")
  void certificateNotValidNow(CaseContext context) throws Exception {
    for (var made : List.of(Instant.EPOCH, Instant.now().plus(Duration.ofDays(2)))) {
      try (var other = FakeApiServer.startWithCertificatesOf(made)) {
        assertEquals(Expect.NOT_VALID_NOW, at(context, other.uri().toString(), other.caPem()));
        assertEquals(List.of(), other.requests());
      }
    }
  }

  @Contract(
      id = "handle-api-errors.no-route",
      says = "An address that no route leads to is said to be that")
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
      says = "An address where nothing listens: nothing answers")
  void nobodyListens(CaseContext context) throws Exception {
    var sentence = at(context, "https://127.0.0.1:" + unusedPort(), context.api().caPem());

    assertTrue(sentence.startsWith("Nothing answers at the server's address ("), sentence);
    assertTrue(sentence.endsWith("Check that it is right and running."), sentence);
  }

  @Contract(
      id = "handle-api-errors.unknown-host",
      says = "A host name that does not resolve is said to be that")
  void unknownHost(CaseContext context) throws Exception {
    // RFC 6761: no resolver knows a name that ends in .invalid.
    assertEquals(
        Expect.UNKNOWN_HOST, at(context, "https://kubernetes.invalid:6443", context.api().caPem()));
  }

  @Contract(
      id = "handle-api-errors.not-tls",
      says = "A server that does not speak TLS is said to be that")
  void notTls(CaseContext context) throws Exception {
    try (var server = new ClearTextServer("400 Bad Request")) {
      var sentence = at(context, "https://127.0.0.1:" + server.port(), context.api().caPem());
      assertTrue(sentence.startsWith("TLS failed"), sentence);
    }
  }

  /** What list-pods says of a server. */
  private static String at(CaseContext context, String server, String caPem) throws Exception {
    var token = "{token: %s}".formatted(context.secret("opaque-marker"));
    var config = context.kubeconfig(server, caPem, token);
    return Expect.oneSentence(1, context.runWith(config, "list-pods"));
  }

  private static int unusedPort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  // ---- what a naive call says in the same situations: docs/patterns/handle-api-errors.md

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
    Pods.make(2, context).fake().fault(Fault.html("GET", Pods.PATH, 503));
    on(context).naive("proxy", "list-pods");

    context.fake().clearFaults();
    context.fake().fault(Fault.html("GET", Pods.PATH, 503).withTimes(99));
    on(context).told("proxy-told", "list-pods");
  }

  @Recorded
  void aProxyWantsALogin(CaseContext context) throws Exception {
    context.role("list-pods").fake().fault(Fault.html("GET", Pods.PATH, 200).withTimes(99));

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

package example.contract.cases;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import example.contract.CaseContext;
import example.contract.Contract;
import example.contract.recording.Recorded;
import example.contract.recording.Recording;
import example.fakeapiserver.FakeCertificates;
import example.fakeapiserver.faults.Fault;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.util.List;

/** One readable sentence for each error; most cases are rows of request-cases.yaml. */
public final class HandleApiErrorsCases {

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
      id = "handle-api-errors.not-tls",
      says = "A server that does not speak TLS is said to be that")
  void notTls(CaseContext context) throws Exception {
    try (var server = FixedAnswerServer.inClearText("400 Bad Request")) {
      var user = "{token: %s}".formatted(context.secret("opaque-marker"));
      var address = "https://127.0.0.1:" + server.port();
      var config = context.kubeconfig(address, context.api().caPem(), user);
      var sentence = Expect.oneSentence(1, context.runWith(config, "list-pods"));
      assertTrue(sentence.startsWith("TLS failed"), sentence);
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

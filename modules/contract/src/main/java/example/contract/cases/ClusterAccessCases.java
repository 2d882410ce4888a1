package example.contract.cases;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import example.contract.CaseContext;
import example.contract.Contract;
import example.fakeapiserver.FakeApiServer;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What happens after a place has been chosen, where it takes more than one client or server. The
 * choice itself is in access-cases.yaml, all the rest in request-cases.yaml.
 */
public final class ClusterAccessCases {

  private static final long MORE_THAN_A_MINUTE = 61; // seconds; a token is read again after 60

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
}

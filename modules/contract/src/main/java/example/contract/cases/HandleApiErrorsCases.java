package example.contract.cases;

import static example.contract.Contract.TestLevel.FAKE;
import static example.contract.Contract.TestLevel.NODE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import example.contract.AdminClient;
import example.contract.CaseContext;
import example.contract.Contract;
import example.contract.recording.Recorded;
import example.contract.recording.Recording;
import example.fakeapiserver.FakeApiServer;
import example.fakeapiserver.faults.Fault;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.util.List;
import org.junit.jupiter.api.function.Executable;

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

  @Contract(
      id = "handle-api-errors.long-message",
      says = "A message of the server, or of its webhook, is cut after 1,000 characters")
  void longMessage(CaseContext context) throws Exception {
    var fault = Fault.status("GET", Pods.PATH, 500, "InternalError", "no space ".repeat(200));
    context.role("list-pods").fake().fault(fault.withTimes(99));
    var sentence = Expect.oneSentence(1, context.runInPod("list-pods"));
    assertTrue(sentence.contains("(500: no space no") && sentence.length() < 1100, sentence);
  }

  @Contract(
      id = "handle-api-errors.409-of-a-server",
      says = "The three kinds of 409 are distinguished in a real server's own words",
      on = {FAKE, NODE})
  void conflicts(CaseContext context) throws Exception {
    var api = context.api();
    var maps = context.path("configmaps");
    var path = maps + "/x";
    var map = AdminClient.named("x");
    map.withObject("/metadata").putArray("finalizers").add("example.com/kept");
    var old = api.post(maps, map);
    var change = AdminClient.object();
    change.withObject("/data").put("key", "1");
    api.merge(path, change);

    assertEquals(
        "configmaps \"x\" already exists (409). Update it, or choose another name.",
        sentence(context, () -> api.post(maps, map)));
    assertEquals(
        "Operation cannot be fulfilled on configmaps \"x\": the object has been modified; please"
            + " apply your changes to the latest version and try again (409). Read it again, then"
            + " decide.",
        sentence(context, () -> api.put(path, old)));
    api.delete(path);
    assertEquals(
        "configmaps \"x\": still being deleted (409). Wait until it is gone.",
        sentence(context, () -> api.post(maps, map)));

    // Else the namespace could not be deleted.
    var none = AdminClient.object();
    none.withObject("/metadata").putNull("finalizers");
    api.merge(path, none);
  }

  /** What a client says when it lists pods and gets the refusal that the server gave here. */
  private static String sentence(CaseContext context, Executable refused) throws Exception {
    var answer = assertThrows(IllegalStateException.class, refused).getMessage();
    var status = AdminClient.JSON.readTree(answer.substring(answer.indexOf('{')));
    try (var server = FakeApiServer.start()) {
      var code = status.get("code").asInt();
      var reason = status.get("reason").asString();
      var message = status.get("message").asString();
      server.fault(Fault.status("GET", Pods.PATH, code, reason, message));
      context.serviceAccount(context.token(), server.caPem());
      return Expect.oneSentence(1, context.startInPod(server.uri(), "list-pods").outcome());
    }
  }

  @Contract(
      id = "handle-api-errors.retry-back-off",
      says = "Without Retry-After it waits 1, 2, 4 and 8 s, and up to half as long again")
  void backOff(CaseContext context) throws Exception {
    context.fake().fault(Fault.html("GET", "/version/?", 503).withTimes(99));
    waits(context, "1\\d{3}", "(2\\d{3}|3000)", "[4-6]\\d{3}");
  }

  @Contract(
      id = "handle-api-errors.retry-longest-pause",
      says =
          "A server that asks for an hour is asked again after 30 s, and up to half as long again")
  void longestPause(CaseContext context) throws Exception {
    context.fake().fault(Fault.tooManyRequests("GET", "/version/?", 3600));
    waits(context, "(3\\d|4[0-5])\\d{3}");
  }

  /** Waits for these pauses to be announced, and not for the last to be over. */
  private static void waits(CaseContext context, String... milliseconds) throws Exception {
    try (var program = context.startInPod("handle-api-errors")) {
      program.await(
          "the pauses", () -> program.out().split("ms.\n", -1).length > milliseconds.length);
      for (int i = 0; i < milliseconds.length; i++) {
        var said = "Attempt %d failed, the next in %s ms\\.".formatted(i + 1, milliseconds[i]);
        assertTrue(program.lines().get(i).matches(said), program::out);
      }
      program.stop();
      assertEquals(130, program.exit());
    }
  }

  // ---- what the program prints: docs/patterns/handle-api-errors.md ----

  @Recorded
  void again(CaseContext context) throws Exception {
    context.fake().fault(Fault.tooManyRequests("GET", "/version/?", 2));
    var page = Recording.of(context, "handle-api-errors");

    page.holds("again", page.transcript("handle-api-errors").replaceAll("2\\d{3}|3000", "2…"));
  }
}

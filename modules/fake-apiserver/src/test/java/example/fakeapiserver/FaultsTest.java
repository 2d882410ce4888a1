package example.fakeapiserver;

import static java.time.format.DateTimeFormatter.RFC_1123_DATE_TIME;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import example.fakeapiserver.faults.Fault;
import example.fakeapiserver.storage.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class FaultsTest {

  private static final String PODS = "api/v1/namespaces/default/pods";
  private static final String ANY = ".*/pods";

  private final FakeApiServer fake = FakeApiServer.start();
  private final Client admin = Client.admin(fake);

  @AfterEach
  void close() {
    fake.close();
  }

  @Test
  void aFaultPassesSomeRequestsThenAppliesThenIsOver() throws Exception {
    fake.fault(Fault.status("GET", ANY, 500, "InternalError", "etcd").withSkip(1).withTimes(2));
    var statuses = new int[5];
    for (int i = 0; i < statuses.length; i++) {
      statuses[i] = admin.get(PODS).status();
    }
    assertEquals("200 500 500 200 200", text(statuses));
    assertEquals(200, admin.get("api/v1/nodes").status());
  }

  private static String text(int[] numbers) {
    return String.join(" ", Arrays.stream(numbers).mapToObj(String::valueOf).toList());
  }

  @Test
  void theQueryCanBeMatchedToo() throws Exception {
    fake.fault(Fault.status("*", ".*\\?.*limit=2.*", 503, "ServiceUnavailable", "busy"));
    assertEquals(200, admin.get(PODS + "?limit=1").status());
    assertEquals(503, admin.get(PODS + "?limit=2").status());
  }

  @Test
  void clearedFaultsAreGone() throws Exception {
    fake.fault(Fault.unauthorized("*", ".*"));
    fake.clearFaults();
    assertEquals(200, admin.get(PODS).status());
  }

  @Test
  void refusalsAreWordedAsReal() throws Exception {
    fake.fault(Fault.unauthorized("GET", ANY));
    assertEquals("Unauthorized", admin.get(PODS).at("/reason"));
    fake.fault(Fault.forbidden("GET", ANY));
    assertEquals(
        "pods is forbidden: User \"tester\" cannot list resource \"pods\" in API group \"\" in the"
            + " namespace \"default\"",
        admin.get(PODS).at("/message"));
    fake.fault(Fault.tooManyRequests("GET", ANY, 7));
    var busy = admin.get(PODS);
    assertEquals(429, busy.status());
    assertEquals("7", busy.response().headers().firstValue("Retry-After").orElse(""));
    assertEquals(7, busy.body().at("/details/retryAfterSeconds").asInt());
    fake.fault(Fault.html("GET", ANY, 502));
    var page = admin.get(PODS);
    assertEquals(502, page.status());
    assertTrue(page.text().startsWith("<html>"));
    fake.fault(Fault.redirect("GET", ANY, "https://elsewhere.example/"));
    var moved = admin.get(PODS);
    assertEquals(307, moved.status());
    assertEquals(
        "https://elsewhere.example/", moved.response().headers().firstValue("Location").orElse(""));
  }

  @Test
  void goneOnALaterPageOffersAWayOn() throws Exception {
    for (var name : new String[] {"a", "b", "c"}) {
      admin.post(PODS, Client.pod(name).toString());
    }
    fake.fault(Fault.gone("GET", ANY).withSkip(1));
    var first = admin.get(PODS + "?limit=1");
    var gone = admin.get(PODS + "?limit=1&continue=" + first.at("/metadata/continue"));
    assertEquals(410, gone.status());
    var rest = admin.get(PODS + "?continue=" + gone.at("/metadata/continue"));
    assertEquals("b", rest.at("/items/0/metadata/name"));
    assertEquals(2, rest.body().path("items").size());
  }

  @Test
  void goneAsAnEvent() throws Exception {
    fake.fault(Fault.goneEvent("GET", ANY));
    try (var in = admin.open(PODS + "?watch=true")) {
      var event = Json.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
      assertEquals(410, event.at("/object/code").asInt());
    }
  }

  @Test
  void aCutBodyEndsEarly() throws Exception {
    fake.fault(Fault.cutAfter("GET", ANY, 40));
    var in = admin.open(PODS);
    var read = in.readNBytes(40);
    assertTrue(new String(read, StandardCharsets.UTF_8).startsWith("{\"kind\":\"PodList\""));
    assertThrows(IOException.class, in::read);
    assertEquals(200, admin.get(PODS).status());
  }

  @Test
  void aCutWatchEndsEarlyOverHttp2Too() throws Exception {
    admin.post(PODS, Client.pod("a").toString());
    fake.fault(Fault.cutAfter("GET", ANY, 40));
    var in = admin.overHttp2(fake).open(PODS + "?watch=true");
    assertThrows(IOException.class, in::readAllBytes);
  }

  /** Nothing arrives within a moment, and something that only the close of the server ends. */
  private void assertSilent(CompletableFuture<?> answer) {
    assertThrows(TimeoutException.class, () -> answer.get(200, TimeUnit.MILLISECONDS));
    assertEquals(200, assertAnswers(admin));
    fake.close();
    var ended = assertThrows(ExecutionException.class, answer::get);
    assertTrue(root(ended) instanceof IOException);
  }

  private static int assertAnswers(Client client) {
    try {
      return client.get("version").status();
    } catch (IOException | InterruptedException broken) {
      throw new AssertionError(broken);
    }
  }

  private static Throwable root(Throwable thrown) {
    return thrown.getCause() == null ? thrown : root(thrown.getCause());
  }

  @Test
  void silenceSaysNothingUntilTheServerCloses() {
    fake.fault(Fault.silence("GET", ANY));
    assertSilent(async(admin -> admin.get(PODS)));
    assertEquals(0, fake.requests().get(0).status());
  }

  @Test
  void silenceCanFallInTheMiddle() throws Exception {
    fake.fault(Fault.silenceAfter("GET", ANY, 40));
    var in = admin.open(PODS);
    assertEquals(40, in.readNBytes(40).length);
    assertSilent(async(any -> in.read()));
  }

  private interface Call {
    Object on(Client client) throws Exception;
  }

  private CompletableFuture<Object> async(Call call) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return call.on(admin);
          } catch (Exception broken) {
            throw new IllegalStateException(broken);
          }
        });
  }

  @Test
  void slowBodiesArriveWhole() throws Exception {
    fake.fault(Fault.slow("GET", ANY, Duration.ofMillis(1)));
    assertEquals("PodList", admin.get(PODS).at("/kind"));
  }

  @Test
  void goAwayAnswersAndEndsTheConnection() throws Exception {
    fake.fault(Fault.goAway("GET", ANY).withTimes(2));
    var closed = admin.get(PODS);
    assertEquals(200, closed.status());
    assertEquals("close", closed.response().headers().firstValue("Connection").orElse(""));
    assertAnswersOrGoesAway("200", admin.overHttp2(fake));
  }

  /** GOAWAY comes before the answer, which clients before JDK 17.0.17 then give up. */
  private static void assertAnswersOrGoesAway(String status, Client http2) throws Exception {
    String outcome;
    try {
      outcome = String.valueOf(http2.get(PODS).status());
    } catch (IOException gone) {
      outcome = gone.getMessage().replaceAll(".*: ", "");
    }
    assertTrue(Set.of(status, "GOAWAY received").contains(outcome), outcome);
  }

  @Test
  void aRefusedStreamIsNotAnswered() throws Exception {
    fake.fault(Fault.refuseStream("GET", ANY).withTimes(2));
    assertEquals(200, admin.get(PODS).status(), "HTTP/1.1 has no word for it");
    var refused = assertThrows(IOException.class, () -> admin.overHttp2(fake).get(PODS));
    assertTrue(refused.getMessage().contains("RST_STREAM"), refused.getMessage());
  }

  @Test
  void unknownFieldsAppearInEveryObject() throws Exception {
    fake.fault(Fault.unknownField("GET", "/api/.*"));
    admin.post(PODS, Client.pod("p").toString());
    var field = "/fieldFromTheFuture/enabled";
    var pod = admin.get(PODS + "/p").body();
    for (var place : new String[] {"", "/spec", "/status", "/spec/containers/0"}) {
      assertTrue(pod.at(place + field).asBoolean(), place);
    }
    assertTrue(admin.get(PODS).body().at("/items/0/spec" + field).asBoolean());
    fake.clearFaults();
    assertFalse(admin.get(PODS + "/p").text().contains("fieldFromTheFuture"));
  }

  @Test
  void strangersLoseTheirHttp2Connection() throws Exception {
    assertAnswersOrGoesAway("401", Client.of(fake, "unknown").overHttp2(fake));
  }

  @Test
  void theClockOfEveryAnswerCanBeWrong() throws Exception {
    fake.fault(Fault.clockAhead("*", ".*", Duration.ofHours(2)));
    for (var answer : List.of(admin.get(PODS), Client.of(fake, "unknown").get(PODS))) {
      var date = answer.response().headers().firstValue("Date").orElseThrow();
      var ahead = Duration.between(Instant.now(), RFC_1123_DATE_TIME.parse(date, Instant::from));
      assertEquals(7200, ahead.toSeconds(), 9);
    }
    fake.clearFaults();
    var date = admin.get(PODS).response().headers().firstValue("Date").orElseThrow();
    var ahead = Duration.between(Instant.now(), RFC_1123_DATE_TIME.parse(date, Instant::from));
    assertEquals(0, ahead.toSeconds(), 9);
  }

  @Test
  void rulesCanBeIncomplete() throws Exception {
    fake.fault(Fault.incompleteRules());
    var path = "apis/authorization.k8s.io/v1/selfsubjectrulesreviews";
    var rules = admin.post(path, "{\"spec\": {\"namespace\": \"default\"}}");
    assertTrue(rules.body().at("/status/incomplete").asBoolean());
    assertFalse(rules.body().at("/status/resourceRules").isEmpty());
  }
}

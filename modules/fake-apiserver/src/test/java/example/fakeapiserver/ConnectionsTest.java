package example.fakeapiserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import example.fakeapiserver.faults.Fault;
import example.fakeapiserver.storage.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient.Version;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/** What requests.yaml cannot say: several answers at once, and faults that no case triggers. */
@Timeout(value = 20, threadMode = ThreadMode.SEPARATE_THREAD)
class ConnectionsTest {

  private static final String PODS = "api/v1/namespaces/default/pods";
  private static final String WATCH = PODS + "?watch=true";
  private static final String ANY = ".*/pods";

  @AutoClose private final FakeApiServer fake = FakeApiServer.start();
  private final TestClient admin = TestClient.admin(fake);

  private static BufferedReader watch(TestClient client) throws Exception {
    return new BufferedReader(new InputStreamReader(client.open(WATCH), StandardCharsets.UTF_8));
  }

  /** Fabric8 asks for a WebSocket first; without one it goes on over plain HTTP after 200. */
  @Test
  void aFaultEndsAWatchWithAnEventAndNoWebSocketUsesItUp() throws Exception {
    fake.fault(Fault.goneEvent("GET", ANY));
    var socket = admin.http().newWebSocketBuilder().header("Authorization", "Bearer for-the-test");
    var uri = URI.create(admin.server().toString().replaceFirst("http", "ws"));
    var opened = socket.buildAsync(uri.resolve(WATCH), new WebSocket.Listener() {});
    var refused = assertThrows(ExecutionException.class, opened::get).getCause();
    assertEquals(200, ((WebSocketHandshakeException) refused).getResponse().statusCode());

    var event = Json.parse(watch(admin).readLine());
    assertEquals("ERROR 410", Json.text(event, "/type") + " " + event.at("/object/code").asInt());
  }

  @Test
  void watchesOfOneConnectionDoNotBlockEachOther() throws Exception {
    var http2 = TestClient.of(fake, admin.token(), Version.HTTP_2);
    try (var first = watch(http2);
        var second = watch(http2)) {
      fake.create("default", Json.named("p").put("kind", "Pod").put("apiVersion", "v1"));
      for (var events : new BufferedReader[] {first, second}) {
        assertEquals("ADDED", Json.text(Json.parse(events.readLine()), "/type"));
      }
    }
    assertEquals("HTTP/2.0", fake.requests().get(0).httpVersion());
  }

  @Test
  void silenceLeavesTheConnectionOpen() throws Exception {
    fake.fault(Fault.silenceAfter("GET", ANY, 40));
    var in = admin.open(PODS);
    assertEquals(40, in.readNBytes(40).length);
    var more = CompletableFuture.supplyAsync(() -> assertThrows(IOException.class, in::read));
    assertThrows(TimeoutException.class, () -> more.get(200, TimeUnit.MILLISECONDS));
    assertEquals(200, admin.get("version").status());

    fake.close();
    more.get();
  }

  @Test
  void slowBodiesArriveWhole() throws Exception {
    fake.fault(Fault.slow("GET", "/version", Duration.ofMillis(50)));
    var begin = System.nanoTime();
    assertEquals("36", admin.get("version").at("/minor"));
    assertTrue(System.nanoTime() - begin > TimeUnit.MILLISECONDS.toNanos(60));
  }

  /** GOAWAY comes before the answer, which clients before JDK 17.0.17 then give up. */
  @Test
  void strangersLoseTheirHttp2Connection() throws Exception {
    var stranger = TestClient.of(fake, "unknown", Version.HTTP_2);
    String outcome;
    try {
      outcome = String.valueOf(stranger.get(PODS).status());
    } catch (IOException gone) {
      outcome = gone.getMessage().replaceAll(".*: ", "");
    }
    assertTrue(Set.of("401", "GOAWAY received").contains(outcome), outcome);
  }
}

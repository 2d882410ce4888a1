package example.fakeapiserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import example.fakeapiserver.faults.Fault;
import example.fakeapiserver.storage.Json;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient.Version;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/** Watches with a fault, and two at once. What else they say is in requests.yaml. */
@Timeout(value = 20, threadMode = ThreadMode.SEPARATE_THREAD)
class WatchesTest {

  private static final String WATCH = "api/v1/namespaces/default/pods?watch=true";

  @AutoClose private final FakeApiServer fake = FakeApiServer.start();

  private static BufferedReader watch(TestClient client) throws Exception {
    return new BufferedReader(new InputStreamReader(client.open(WATCH), StandardCharsets.UTF_8));
  }

  /** Fabric8 asks for a WebSocket first; without one it goes on over plain HTTP after 200. */
  @Test
  void aFaultEndsAWatchWithAnEventAndNoWebSocketUsesItUp() throws Exception {
    var admin = TestClient.admin(fake);
    fake.fault(Fault.goneEvent("GET", ".*/pods"));
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
    var http2 = TestClient.of(fake, TestClient.admin(fake).token(), Version.HTTP_2);
    try (var first = watch(http2);
        var second = watch(http2)) {
      fake.create("default", Json.named("p").put("kind", "Pod").put("apiVersion", "v1"));
      for (var events : new BufferedReader[] {first, second}) {
        assertEquals("ADDED", Json.text(Json.parse(events.readLine()), "/type"));
      }
    }
    assertEquals("HTTP/2.0", fake.requests().get(0).httpVersion());
  }
}

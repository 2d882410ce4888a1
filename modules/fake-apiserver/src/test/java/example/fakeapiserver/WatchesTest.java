package example.fakeapiserver;

import static org.junit.jupiter.api.Assertions.assertEquals;

import example.fakeapiserver.faults.Fault;
import example.fakeapiserver.storage.Json;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.http.HttpClient.Version;
import java.nio.charset.StandardCharsets;
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

  @Test
  void aFaultEndsAWatchWithAnEvent() throws Exception {
    fake.fault(Fault.goneEvent("GET", ".*/pods"));
    var event = Json.parse(watch(TestClient.admin(fake)).readLine());
    assertEquals("ERROR 410", Json.text(event, "/type") + " " + event.at("/object/code").asInt());
  }

  @Test
  void watchesOfOneConnectionDoNotBlockEachOther() throws Exception {
    var http2 = TestClient.of(fake, TestClient.admin(fake).token(), Version.HTTP_2);
    try (var first = watch(http2);
        var second = watch(http2)) {
      fake.create("default", (Json.named("p").put("kind", "Pod").put("apiVersion", "v1")));
      for (var events : new BufferedReader[] {first, second}) {
        assertEquals("ADDED", Json.text(Json.parse(events.readLine()), "/type"));
      }
    }
    assertEquals("HTTP/2.0", fake.requests().get(0).httpVersion());
  }
}

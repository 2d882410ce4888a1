package example.fakeapiserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import example.fakeapiserver.faults.Fault;
import example.fakeapiserver.storage.Json;
import java.io.BufferedReader;
import java.io.InputStream;
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
import tools.jackson.databind.JsonNode;

@Timeout(value = 20, threadMode = ThreadMode.SEPARATE_THREAD)
class WatchesTest {

  private static final String PODS = "api/v1/namespaces/default/pods";
  private static final String WATCH = PODS + "?watch=true";

  @AutoClose private final FakeApiServer fake = FakeApiServer.start();
  private final TestClient admin = TestClient.admin(fake);

  private static BufferedReader lines(InputStream in) {
    return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
  }

  private BufferedReader watch(String query) throws Exception {
    return lines(admin.open(WATCH + query));
  }

  private static JsonNode event(BufferedReader events) throws Exception {
    return Json.JSON.readTree(events.readLine());
  }

  private static String next(BufferedReader events) throws Exception {
    var event = event(events);
    return Json.text(event, "/type") + " " + Json.text(event, "/object/metadata/name");
  }

  private String version() throws Exception {
    return admin.get(PODS).at("/metadata/resourceVersion");
  }

  @Test
  void eventsFollowTheListTheyResumeFrom() throws Exception {
    admin.post(PODS, TestClient.pod("old"));
    try (var events = watch("&resourceVersion=" + version())) {
      admin.post(PODS, TestClient.pod("p"));
      assertEquals("ADDED p", next(events));
      admin.merge(PODS + "/p/status", "{\"status\": {\"phase\": \"Running\"}}");
      assertEquals("MODIFIED p", next(events));
      admin.delete(PODS + "/p");
      var deleted = event(events);
      assertEquals("DELETED", Json.text(deleted, "/type"));
      assertEquals("Running", Json.text(deleted, "/object/status/phase"));
      assertEquals(version(), Json.text(deleted, "/object/metadata/resourceVersion"));
    }
  }

  @Test
  void withoutAVersionTheStateComesFirst() throws Exception {
    admin.post(PODS, TestClient.pod("p"));
    try (var events = watch("")) {
      assertEquals("ADDED p", next(events));
    }
  }

  @Test
  void anObjectEntersAndLeavesASelector() throws Exception {
    admin.post(PODS, TestClient.pod("p"));
    try (var events = watch("&labelSelector=x=y")) {
      admin.merge(PODS + "/p", "{\"metadata\": {\"labels\": {\"x\": \"y\"}}}");
      assertEquals("ADDED p", next(events));
      admin.merge(PODS + "/p", "{\"metadata\": {\"labels\": {\"x\": \"z\"}}}");
      assertEquals("DELETED p", next(events));
    }
  }

  @Test
  void bookmarksComeSoonAndAtTheEnd() throws Exception {
    try (var events = watch("&allowWatchBookmarks=true&timeoutSeconds=1")) {
      assertEquals("BOOKMARK ", next(events));
      admin.post(PODS, TestClient.pod("p"));
      assertEquals("ADDED p", next(events));
      var bookmark = event(events);
      assertEquals("Pod", Json.text(bookmark, "/object/kind"));
      assertEquals(version(), Json.text(bookmark, "/object/metadata/resourceVersion"));
      assertNull(events.readLine());
    }
  }

  @Test
  void aVersionIsGoneAfterACompactionOrByAFault() throws Exception {
    var old = version();
    fake.compact();
    assertGone(watch("&resourceVersion=" + old));
    fake.fault(Fault.goneEvent("GET", ".*/pods"));
    assertGone(watch(""));
  }

  private static void assertGone(BufferedReader events) throws Exception {
    var error = event(events);
    assertEquals("ERROR", Json.text(error, "/type"));
    assertEquals(410, error.at("/object/code").asInt());
    assertNull(events.readLine());
  }

  /** Fabric8 asks for a WebSocket first; without one it goes on over plain HTTP after 200. */
  @Test
  void aWebSocketIsNotOpenedAndUsesUpNoFault() throws Exception {
    fake.fault(Fault.goneEvent("GET", ".*/pods"));
    var socket = admin.http().newWebSocketBuilder().header("Authorization", "Bearer for-the-test");
    var uri = URI.create(admin.server().toString().replaceFirst("http", "ws"));
    var opened = socket.buildAsync(uri.resolve(WATCH), new WebSocket.Listener() {});

    var refused = assertThrows(ExecutionException.class, opened::get).getCause();

    assertEquals(
        200, ((WebSocketHandshakeException) refused).getResponse().statusCode(), refused::toString);
    assertGone(watch(""));
  }

  @Test
  void watchesOfOneConnectionDoNotBlockEachOther() throws Exception {
    var http2 = TestClient.admin(fake, Version.HTTP_2);
    try (var first = lines(http2.open(WATCH));
        var second = lines(http2.open(WATCH))) {
      admin.post(PODS, TestClient.pod("p"));
      assertEquals("ADDED p", next(first));
      assertEquals("ADDED p", next(second));
    }
    assertEquals("HTTP/2.0", fake.requests().get(0).httpVersion());
  }
}

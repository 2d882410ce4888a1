package example.fakeapiserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import example.fakeapiserver.storage.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

@Timeout(20)
class WatchesTest {

  private static final String PODS = "api/v1/namespaces/default/pods";
  private static final String MERGE = "application/merge-patch+json";

  private final FakeApiServer fake = FakeApiServer.start();
  private final Client admin = Client.admin(fake);

  @AfterEach
  void close() {
    fake.close();
  }

  private BufferedReader watch(String query) throws Exception {
    var in = admin.open(PODS + "?watch=true" + query);
    return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
  }

  private static String next(BufferedReader events) throws Exception {
    var event = event(events);
    return event.path("type").asString() + " " + event.at("/object/metadata/name").asString("");
  }

  private static JsonNode event(BufferedReader events) throws Exception {
    return Json.JSON.readTree(events.readLine());
  }

  @Test
  void eventsFollowTheListTheyResumeFrom() throws Exception {
    admin.post(PODS, Client.pod("old").toString());
    var version = admin.get(PODS).at("/metadata/resourceVersion");
    try (var events = watch("&resourceVersion=" + version)) {
      admin.post(PODS, Client.pod("p").toString());
      assertEquals("ADDED p", next(events));
      admin.send("PATCH", PODS + "/p/status", MERGE, "{\"status\": {\"phase\": \"Running\"}}");
      assertEquals("MODIFIED p", next(events));
      admin.delete(PODS + "/p");
      var deleted = event(events);
      assertEquals("DELETED", deleted.path("type").asString());
      assertEquals("Running", deleted.at("/object/status/phase").asString());
      var now = admin.get(PODS).at("/metadata/resourceVersion");
      assertEquals(now, deleted.at("/object/metadata/resourceVersion").asString());
    }
  }

  @Test
  void withoutAVersionTheStateComesFirst() throws Exception {
    admin.post(PODS, Client.pod("p").toString());
    try (var events = watch("")) {
      assertEquals("ADDED p", next(events));
      admin.delete(PODS + "/p");
      assertEquals("DELETED p", next(events));
    }
  }

  @Test
  void anObjectLeavesAndEntersASelector() throws Exception {
    admin.post(PODS, Client.pod("p").toString());
    try (var events = watch("&resourceVersion=0&labelSelector=x=y")) {
      admin.send("PATCH", PODS + "/p", MERGE, "{\"metadata\": {\"labels\": {\"x\": \"y\"}}}");
      assertEquals("ADDED p", next(events));
      admin.send("PATCH", PODS + "/p", MERGE, "{\"metadata\": {\"labels\": {\"x\": \"z\"}}}");
      assertEquals("DELETED p", next(events));
    }
  }

  @Test
  void bookmarksComeSoonOnDemandAndAtTheEnd() throws Exception {
    try (var events = watch("&resourceVersion=0&allowWatchBookmarks=true&timeoutSeconds=1")) {
      assertEquals("BOOKMARK ", next(events));
      admin.post(PODS, Client.pod("p").toString());
      assertEquals("ADDED p", next(events));
      fake.bookmark();
      var bookmark = event(events);
      assertEquals("BOOKMARK", bookmark.path("type").asString());
      assertEquals("Pod", bookmark.at("/object/kind").asString());
      var now = admin.get(PODS).at("/metadata/resourceVersion");
      assertEquals(now, bookmark.at("/object/metadata/resourceVersion").asString());
      assertEquals("BOOKMARK ", next(events));
      assertEquals(null, events.readLine());
    }
  }

  @Test
  void aCompactedVersionIsAnErrorEvent() throws Exception {
    var version = admin.get(PODS).at("/metadata/resourceVersion");
    fake.compact();
    try (var events = watch("&resourceVersion=" + version)) {
      var error = event(events);
      assertEquals("ERROR", error.path("type").asString());
      assertEquals(410, error.at("/object/code").asInt());
      assertTrue(error.at("/object/message").asString().startsWith("too old resource version: "));
      assertEquals(null, events.readLine());
    }
  }

  @Test
  void anOpenWatchOutlivesACompaction() throws Exception {
    try (var events = watch("&resourceVersion=0")) {
      fake.compact();
      admin.post(PODS, Client.pod("p").toString());
      assertEquals("ADDED p", next(events));
    }
  }

  @Test
  void watchListsAreRefused() throws Exception {
    var refused =
        admin.get(PODS + "?watch=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan");
    assertEquals(422, refused.status());
    assertEquals(
        "ListOptions.meta.k8s.io \"\" is invalid: sendInitialEvents: Forbidden: sendInitialEvents"
            + " is forbidden for watch unless the WatchList feature gate is enabled",
        refused.at("/message"));
  }

  @Test
  void watchesOfOneConnectionDoNotBlockEachOther() throws Exception {
    var http2 = admin.overHttp2(fake);
    try (var first = http2.open(PODS + "?watch=true");
        var second = http2.open(PODS + "?watch=true")) {
      admin.post(PODS, Client.pod("p").toString());
      for (var each : new InputStream[] {first, second}) {
        var events = new BufferedReader(new InputStreamReader(each, StandardCharsets.UTF_8));
        assertEquals("ADDED p", next(events));
      }
    }
    assertEquals("HTTP/2.0", fake.requests().get(0).httpVersion());
  }

  @Test
  void closingTheServerEndsAWatch() throws Exception {
    try (var events = watch("&resourceVersion=0")) {
      fake.close();
      assertTrue(isOver(events));
    }
  }

  /** At its end or, if the connection was closed before it could be said, broken. */
  private static boolean isOver(BufferedReader events) {
    try {
      return events.readLine() == null;
    } catch (IOException broken) {
      return true;
    }
  }
}

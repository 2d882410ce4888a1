package example.fakeapiserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WritesTest {

  private static final String MAPS = "api/v1/namespaces/default/configmaps";
  private static final String PODS = "api/v1/namespaces/default/pods";

  @AutoClose private final FakeApiServer fake = FakeApiServer.start();
  private final TestClient admin = TestClient.admin(fake);

  @Test
  void createdOnceAndNeverTwice() throws Exception {
    var created = admin.post(MAPS, TestClient.map("a", "v"));
    assertEquals(201, created.status());
    assertEquals("ConfigMap", created.at("/kind"));
    assertFalse(created.at("/metadata/uid").isEmpty());
    var again = admin.post(MAPS, TestClient.map("a", "v"));
    assertEquals(409, again.status());
    assertEquals("configmaps \"a\" already exists", again.at("/message"));
  }

  @Test
  void aStaleVersionIsAConflict() throws Exception {
    var first = admin.post(MAPS, TestClient.map("a", "1")).body().toString();
    var changed = first.replace("\"1\"", "\"2\"");
    var json = "application/json";
    assertEquals(200, admin.send("PUT", MAPS + "/a", json, changed).status());
    var stale = admin.send("PUT", MAPS + "/a", json, changed);
    assertEquals(409, stale.status());
    assertEquals(
        "Operation cannot be fulfilled on configmaps \"a\": the object has been modified; please"
            + " apply your changes to the latest version and try again",
        stale.at("/message"));
    var unseen = TestClient.map("a", "3");
    assertEquals("3", admin.send("PUT", MAPS + "/a", json, unseen).at("/data/k"));
  }

  @Test
  void onlyTheSubresourceWritesTheStatus() throws Exception {
    var running = "{\"status\": {\"phase\": \"Running\"}}";
    admin.post(PODS, TestClient.pod("p"));
    assertEquals("Pending", admin.merge(PODS + "/p", running).at("/status/phase"));
    assertEquals("Running", admin.merge(PODS + "/p/status", running).at("/status/phase"));
    assertEquals(404, admin.get(MAPS + "/kube-root-ca.crt/status").status());
  }

  @Test
  void aNamespaceIsFurnishedAndGoesWithItsContent() throws Exception {
    admin.post("api/v1/namespaces", "{\"metadata\": {\"name\": \"team-a\"}}");
    var team = "api/v1/namespaces/team-a";
    assertEquals(200, admin.get(team + "/serviceaccounts/default").status());
    assertEquals(fake.caPem(), admin.get(team + "/configmaps/kube-root-ca.crt").at("/data/ca.crt"));
    admin.delete(team);
    assertEquals(404, admin.get(team).status());
    assertEquals(404, admin.get(team + "/configmaps/kube-root-ca.crt").status());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          merge-patch | {"data": {"k": null, "l": "2"}} | {"l":"2"}
          strategic-merge-patch | {"data": {"l": "2"}} | {"k":"1","l":"2"}
          json-patch | [{"op": "add", "path": "/data/l", "value": "2"}] | {"k":"1","l":"2"}
          json-patch | [{"op": "test", "path": "/data/k", "value": "1"}, \
          {"op": "replace", "path": "/data/k", "value": "3"}] | {"k":"3"}
          json-patch | [{"op": "remove", "path": "/data/k"}] | {}
          """)
  void patches(String type, String patch, String data) throws Exception {
    admin.post(MAPS, TestClient.map("a", "1"));
    var patched = admin.send("PATCH", MAPS + "/a", "application/" + type + "+json", patch);
    assertEquals(200, patched.status());
    assertEquals(data, admin.get(MAPS + "/a").body().path("data").toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          POST | namespaces/x/configmaps | application/json | {"metadata": {"name": "b"}} | 404
          POST | namespaces/default/configmaps | application/json | {"metadata": {}} | 422
          POST | namespaces/default/configmaps | application/json | {"metadata": | 400
          POST | namespaces/default/configmaps?dryRun=All | application/json | {"metadata": {"name": "b"}} | 422
          POST | namespaces/default/configmaps | application/vnd.kubernetes.protobuf | {} | 415
          POST | namespaces/default/configmaps/a | application/json | {} | 405
          POST | configmaps | application/json | {"metadata": {"name": "b"}} | 405
          PUT | namespaces/default/configmaps/b | application/json | {} | 404
          DELETE | namespaces/default/configmaps | application/json | {} | 405
          PATCH | namespaces/default/configmaps/a | application/json | {} | 415
          PATCH | namespaces/default/configmaps/a | application/apply-patch+yaml | {} | 415
          PATCH | namespaces/default/configmaps/a | application/strategic-merge-patch+json \
          | {"x": [1]} | 415
          PATCH | namespaces/default/configmaps/a | application/json-patch+json \
          | [{"op": "remove", "path": "/data/none"}] | 422
          PATCH | namespaces/default/configmaps/a | application/json-patch+json | {} | 400
          """)
  void whatIsRefused(String method, String path, String type, String body, int status)
      throws Exception {
    admin.post(MAPS, TestClient.map("a", "1"));
    var refused = admin.send(method, "api/v1/" + path, type, body);
    assertEquals(status, refused.status(), refused.at("/message"));
    assertEquals("Failure", refused.at("/status"));
    assertEquals("1", admin.get(MAPS + "/a").at("/data/k"));
  }
}

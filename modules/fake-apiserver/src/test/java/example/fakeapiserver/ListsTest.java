package example.fakeapiserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class ListsTest {

  private static final String PODS = "api/v1/namespaces/default/pods";

  @AutoClose private final FakeApiServer fake = FakeApiServer.start();
  private final TestClient admin = TestClient.admin(fake);

  @BeforeEach
  void fivePods() throws Exception {
    for (int i = 0; i < 5; i++) {
      var labels = "{\"n\": \"%d\", \"kind\": \"%s\"}".formatted(i, i % 2 == 0 ? "even" : "odd");
      var pod = "{\"metadata\": {\"name\": \"p%d\", \"labels\": %s}}".formatted(i, labels);
      assertEquals(201, admin.post(PODS, pod).status());
    }
  }

  private static List<String> names(JsonNode list) {
    return list.path("items").valueStream().map(i -> i.at("/metadata/name").asString()).toList();
  }

  @Test
  void pagesShowOneVersionWhateverHappensMeanwhile() throws Exception {
    var first = admin.get(PODS + "?limit=2");
    assertEquals(List.of("p0", "p1"), names(first.body()));
    assertFalse(first.body().at("/items/0").has("kind"));

    admin.delete(PODS + "/p2");
    admin.post(PODS, TestClient.pod("p9"));

    var second = admin.get(PODS + "?limit=2&continue=" + first.at("/metadata/continue"));
    assertEquals(List.of("p2", "p3"), names(second.body()));
    assertEquals(first.at("/metadata/resourceVersion"), second.at("/metadata/resourceVersion"));
    var third = admin.get(PODS + "?limit=2&continue=" + second.at("/metadata/continue"));
    assertEquals(List.of("p4"), names(third.body()));
    assertFalse(third.body().path("metadata").has("continue"));
  }

  @Test
  void everyNamespaceInOneList() throws Exception {
    admin.post("api/v1/namespaces/kube-system/pods", TestClient.pod("a"));
    var first = admin.get("api/v1/pods?limit=4");
    assertEquals(List.of("p0", "p1", "p2", "p3"), names(first.body()));
    var second = admin.get("api/v1/pods?limit=4&continue=" + first.at("/metadata/continue"));
    assertEquals(List.of("p4", "a"), names(second.body()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          labelSelector=n=1 | p1
          labelSelector=kind==odd | p1 p3
          labelSelector=kind!=odd,n | p0 p2 p4
          labelSelector=n%20in%20(1,4),kind | p1 p4
          labelSelector=n%20notin%20(1,4) | p0 p2 p3
          labelSelector=!n | ''
          labelSelector=none!=x | p0 p1 p2 p3 p4
          labelSelector=none=null | ''
          fieldSelector=metadata.name=p3 | p3
          fieldSelector=metadata.name!=p3,status.phase=Pending | p0 p1 p2 p4
          """)
  void selectorsChoose(String query, String names) throws Exception {
    assertEquals(names, String.join(" ", names(admin.get(PODS + "?" + query).body())));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          pods?fieldSelector=foo.bar=1 | 400 | field label not supported: foo.bar
          pods?labelSelector=a%20b | 400 | unable to parse requirement: found 'b', expected: in, \
          notin, =, ==, !=, gt, lt
          pods?labelSelector=a=b=c | 400 | found '=', expected: ',' or 'end of string'
          pods?limit=abc | 400 | strconv.ParseInt: parsing "abc": invalid syntax
          pods?continue=abc | 400 | invalid continue token: continue key is not valid
          pods?sendInitialEvents=true | 422 | this API server is a fake without the parameter \
          sendInitialEvents
          nope | 404 | the server could not find the requested resource
          namespaces/default/pods/x | 404 | pods "x" not found
          """)
  void whatIsWrongIsSaidAsTheRealServerSaysIt(String path, int status, String message)
      throws Exception {
    var answer = admin.get("api/v1/" + path);
    assertEquals(status, answer.status());
    assertEquals(message, answer.at("/message"));
    assertEquals("Status", answer.at("/kind"));
  }
}

package example.fakeapiserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class ListsTest {

  private static final String LEASES =
      "apis/coordination.k8s.io/v1/namespaces/default/leases"; // empty at start

  private final FakeApiServer fake = FakeApiServer.start();
  private final Client admin = Client.admin(fake);

  @AfterEach
  void close() {
    fake.close();
  }

  @BeforeEach
  void fiveLeases() throws Exception {
    for (int i = 0; i < 5; i++) {
      admin.post(
          LEASES,
          """
          {"metadata": {"name": "l%d", "labels": {"n": "%d", "kind": "%s"}}}"""
              .formatted(i, i, i % 2 == 0 ? "even" : "odd"));
    }
  }

  private static List<String> names(JsonNode list) {
    var names = new ArrayList<String>();
    list.path("items").forEach(item -> names.add(item.at("/metadata/name").asString()));
    return names;
  }

  @Test
  void pagesShowOneVersionWhateverHappensMeanwhile() throws Exception {
    var first = admin.get(LEASES + "?limit=2");
    assertEquals(List.of("l0", "l1"), names(first.body()));
    assertEquals(3, first.body().at("/metadata/remainingItemCount").asInt());
    assertFalse(first.body().at("/items/0").has("kind"));

    admin.delete(LEASES + "/l2");
    admin.post(LEASES, "{\"metadata\": {\"name\": \"l9\"}}");

    var second = admin.get(LEASES + "?limit=2&continue=" + first.at("/metadata/continue"));
    assertEquals(List.of("l2", "l3"), names(second.body()));
    assertEquals(first.at("/metadata/resourceVersion"), second.at("/metadata/resourceVersion"));
    var third = admin.get(LEASES + "?limit=2&continue=" + second.at("/metadata/continue"));
    assertEquals(List.of("l4"), names(third.body()));
    assertFalse(third.body().path("metadata").has("continue"));
  }

  @Test
  void aCompactedContinueGetsGoneWithOneThatGoesOnInThePresent() throws Exception {
    var first = admin.get(LEASES + "?limit=2");
    fake.compact();
    admin.delete(LEASES + "/l2");

    var gone = admin.get(LEASES + "?limit=2&continue=" + first.at("/metadata/continue"));
    assertEquals(410, gone.status());
    assertEquals("Expired", gone.at("/reason"));
    assertTrue(
        gone.at("/message").startsWith("The provided continue parameter is too old to display"));

    var rest = admin.get(LEASES + "?continue=" + gone.at("/metadata/continue"));
    assertEquals(List.of("l3", "l4"), names(rest.body()));
  }

  @Test
  void anExactVersionIsThePast() throws Exception {
    var version = admin.get(LEASES).at("/metadata/resourceVersion");
    admin.delete(LEASES + "/l0");
    var exact = LEASES + "?resourceVersionMatch=Exact&resourceVersion=" + version;
    assertEquals(5, names(admin.get(exact).body()).size());
    fake.compact();
    assertEquals(410, admin.get(exact).status());
  }

  @Test
  void versionZeroIsThePresentWithoutPages() throws Exception {
    assertEquals(5, names(admin.get(LEASES + "?limit=2&resourceVersion=0").body()).size());
  }

  @Test
  void aVersionOfTheFutureIsATimeout() throws Exception {
    var future = admin.get(LEASES + "?resourceVersion=99999999");
    assertEquals(504, future.status());
    assertEquals("ResourceVersionTooLarge", future.at("/details/causes/0/reason"));
  }

  @Test
  void everyNamespaceInOneList() throws Exception {
    admin.post(
        "apis/coordination.k8s.io/v1/namespaces/kube-system/leases",
        "{\"metadata\": {\"name\": \"a\"}}");
    var all = "apis/coordination.k8s.io/v1/leases?limit=4";
    var first = admin.get(all);
    assertEquals(List.of("l0", "l1", "l2", "l3"), names(first.body()));
    var second = admin.get(all + "&continue=" + first.at("/metadata/continue"));
    assertEquals(List.of("l4", "a"), names(second.body()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "labelSelector=n=1 | l1",
        "labelSelector=kind==odd | l1 l3",
        "labelSelector=kind!=odd,n | l0 l2 l4",
        "labelSelector=n%20in%20(1,4),kind | l1 l4",
        "labelSelector=n%20notin%20(1,4) | l0 l2 l3",
        "labelSelector=!n | ''",
        "labelSelector=none!=x | l0 l1 l2 l3 l4",
        "fieldSelector=metadata.name=l3 | l3",
        "fieldSelector=metadata.name!=l3,metadata.namespace=default | l0 l1 l2 l4",
      })
  void selectorsChoose(String query, String names) throws Exception {
    assertEquals(names, String.join(" ", names(admin.get(LEASES + "?" + query).body())));
  }

  @Test
  void selectorsHideHowManyRemain() throws Exception {
    var page = admin.get(LEASES + "?limit=1&labelSelector=kind=even");
    assertFalse(page.at("/metadata/continue").isEmpty());
    assertFalse(page.body().path("metadata").has("remainingItemCount"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          pods?fieldSelector=foo.bar=1 | 400 | field label not supported: foo.bar
          configmaps?fieldSelector=data=1 | 400 | "data" is not a known field selector: only \
          "metadata.name", "metadata.namespace"
          pods?labelSelector=a%20b | 400 | unable to parse requirement: found 'b', expected: in, \
          notin, =, ==, !=, gt, lt
          pods?labelSelector=a%20in%20(b | 400 | unable to parse requirement: found '', expected: \
          ',' or ')'
          pods?limit=abc | 400 | strconv.ParseInt: parsing "abc": invalid syntax
          pods?continue=abc | 400 | invalid continue token: continue key is not valid
          pods?resourceVersionMatch=Exact | 422 | ListOptions.meta.k8s.io "" is invalid: \
          resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden unless \
          resourceVersion is provided
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

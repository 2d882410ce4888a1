package example.fakeapiserver;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What users may do, and what the server says it has. Which tokens it accepts, the cases show. */
class AccessTest {

  private static final String PODS = "api/v1/namespaces/default/pods";
  private static final String RBAC = "apis/rbac.authorization.k8s.io/v1/namespaces/default/";

  @AutoClose private final FakeApiServer fake = FakeApiServer.start();
  private final TestClient admin = TestClient.admin(fake);
  private final TestClient robot =
      TestClient.of(fake, fake.token("default", "default", Duration.ofHours(1)));

  /** Gives the robot a Role. */
  private void role(String rules) throws Exception {
    var role = "{\"metadata\": {\"name\": \"r\"}, \"rules\": [%s]}".formatted(rules);
    assertEquals(201, admin.post(RBAC + "roles", role).status());
    var binding =
        """
        {"metadata": {"name": "r"}, "roleRef": {"kind": "Role", "name": "r"},
         "subjects": [{"kind": "ServiceAccount", "name": "default", "namespace": "default"}]}""";
    assertEquals(201, admin.post(RBAC + "rolebindings", binding).status());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          api/v1/namespaces/default/pods | pods is forbidden | list | pods | `` | in the namespace "default"
          api/v1/namespaces/default/pods?watch=1 | pods is forbidden | watch | pods | `` | in the namespace "default"
          api/v1/nodes | nodes is forbidden | list | nodes | `` | at the cluster scope
          api/v1/namespaces/x | namespaces "x" is forbidden | get | namespaces | `` | in the namespace "x"
          apis/apps/v1/namespaces/x/deployments/d/status | deployments.apps "d" is forbidden \
          | get | deployments/status | apps | in the namespace "x"
          """)
  void whatNoRoleAllowsIsForbiddenInTheServersWords(
      String path, String start, String verb, String resource, String group, String scope)
      throws Exception {
    var refused = robot.get(path);
    assertEquals(403, refused.status());
    assertEquals(
        "%s: User \"system:serviceaccount:default:default\" cannot %s resource \"%s\" in API group"
                .formatted(start, verb, resource)
            + " \"%s\" %s".formatted(group, scope),
        refused.at("/message"));
  }

  @Test
  void aRoleAllowsWhatItSaysAndNoMore() throws Exception {
    role("{\"verbs\": [\"list\"], \"apiGroups\": [\"\"], \"resources\": [\"pods\"]}");
    assertEquals(200, robot.get(PODS).status());
    var more = List.of(PODS + "?watch=1", PODS + "/p", "api/v1/pods");
    for (var path : more) {
      assertEquals(403, robot.get(path).status(), path);
    }
    assertEquals(403, robot.get("api/v1/namespaces/kube-system/pods").status());
  }

  @Test
  void resourceNamesHoldForOneObject() throws Exception {
    role(
        """
        {"verbs": ["get", "list"], "apiGroups": [""], "resources": ["configmaps"],
         "resourceNames": ["kube-root-ca.crt"]}""");
    var maps = "api/v1/namespaces/default/configmaps";
    assertEquals(200, robot.get(maps + "/kube-root-ca.crt").status());
    assertEquals(403, robot.get(maps + "/other").status());
    assertEquals(403, robot.get(maps).status());
  }

  @Test
  void unusedRulesAreThoseNoRequestNeeded() throws Exception {
    role(
        """
        {"verbs": ["list", "watch"], "apiGroups": [""], "resources": ["pods"]},
        {"verbs": ["patch"], "apiGroups": ["apps"], "resources": ["deployments/status"]}""");
    robot.get(PODS);
    assertEquals(
        List.of("patch deployments.apps/status", "watch pods"), fake.unusedRules("default"));
    admin.delete(RBAC + "roles/r");
    assertEquals(List.of(), fake.unusedRules("default"));
  }

  @Test
  void discoveryNamesTheTypes() throws Exception {
    assertEquals("36", robot.get("version").at("/minor"));
    assertEquals("configmaps", robot.get("api/v1").at("/resources/1/name"));
    assertEquals("apps", robot.get("apis").at("/groups/0/name"));
    assertEquals("deployments", robot.get("apis/apps/v1").at("/resources/0/name"));
    assertEquals(404, robot.get("openapi/v2").status());
    assertEquals(404, robot.get("apis/foo.example/v1").status());
  }
}

package example.fakeapiserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import example.fakeapiserver.storage.Json;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class AccessTest {

  private static final String PODS = "api/v1/namespaces/default/pods";
  private static final String REVIEW = "apis/authentication.k8s.io/v1/selfsubjectreviews";
  private static final String MAY = "apis/authorization.k8s.io/v1/selfsubjectaccessreviews";
  private static final String RULES = "apis/authorization.k8s.io/v1/selfsubjectrulesreviews";
  private static final String RBAC = "apis/rbac.authorization.k8s.io/v1/namespaces/default/";

  private static final String MAY_PODS =
      "{\"spec\": {\"resourceAttributes\": {\"verb\": \"%s\", \"resource\": \"pods\","
          + " \"namespace\": \"default\"}}}";

  private final FakeApiServer fake = FakeApiServer.start();
  private final Client admin = Client.admin(fake);

  @AfterEach
  void close() {
    fake.close();
  }

  private Client robot() {
    return Client.of(fake, fake.token("default", "default", Duration.ofHours(1)));
  }

  private void role(String rules) throws Exception {
    admin.post(
        RBAC + "roles", "{\"metadata\": {\"name\": \"r\"}, \"rules\": [%s]}".formatted(rules));
    admin.post(
        RBAC + "rolebindings",
        """
        {"metadata": {"name": "r"}, "roleRef": {"kind": "Role", "name": "r"},
         "subjects": [{"kind": "ServiceAccount", "name": "default", "namespace": "default"}]}""");
  }

  // ---- who ----

  @Test
  void aCertificateNamesUserAndGroups() throws Exception {
    var jane = fake.certificates().identity("jane", List.of("ops", "dev"));
    var info = Client.of(fake, jane).post(REVIEW, "{}").body().at("/status/userInfo");
    assertEquals("jane", info.path("username").asString());
    assertEquals("system:authenticated", info.at("/groups/2").asString());
    assertTrue(info.path("groups").toString().contains("\"ops\""));
  }

  @Test
  void anRsaCertificateOfTheAdministratorsGroupMayDoEverything() throws Exception {
    var root = fake.certificates().rsaIdentity("root", List.of("system:masters"));
    assertTrue(root.keyPkcs1Pem().startsWith("-----BEGIN RSA PRIVATE KEY-----"));
    assertEquals(200, Client.of(fake, root).get("api/v1/nodes").status());
  }

  @Test
  void aServiceAccountIsNamedAfterItsNamespace() throws Exception {
    var review = robot().post(REVIEW, "{}");
    assertEquals(201, review.status());
    assertEquals("system:serviceaccount:default:default", review.at("/status/userInfo/username"));
    assertEquals(
        "[\"system:serviceaccounts\",\"system:serviceaccounts:default\",\"system:authenticated\"]",
        review.body().at("/status/userInfo/groups").toString());
  }

  @Test
  void badTokensAreUnauthorized() throws Exception {
    var expired = fake.token("default", "default", Duration.ofSeconds(-1));
    var good = fake.token("default", "default", Duration.ofHours(1));
    var forged = good.substring(0, good.length() - 8) + "AAAAAAAA";
    var early = fake.token("default", "default", Duration.ofHours(1), Duration.ofHours(2));
    for (var token : List.of("unknown", expired, forged, early)) {
      var answer = Client.of(fake, token).get("version");
      assertEquals(401, answer.status());
      assertEquals("Unauthorized", answer.at("/reason"));
      assertEquals("Unauthorized", answer.at("/message"));
    }
  }

  @Test
  void aTokenEndsWhenRevokedOrWithItsAccount() throws Exception {
    var token = fake.token("default", "default", Duration.ofHours(1));
    var holder = Client.of(fake, token);
    assertEquals(200, holder.get("version").status());
    fake.revokeToken(token);
    assertEquals(401, holder.get("version").status());
    var robot = robot();
    admin.delete("api/v1/namespaces/default/serviceaccounts/default");
    assertEquals(401, robot.get("version").status());
  }

  @Test
  void nobodyIsAnonymous() throws Exception {
    var nobody = Client.of(fake, (String) null);
    assertEquals(200, nobody.get("version").status());
    assertEquals(
        "forbidden: User \"system:anonymous\" cannot get path \"/\"",
        nobody.get("").at("/message"));
    assertEquals(403, nobody.get("apis").status());
  }

  @Test
  void anImpersonatorBecomesTheOtherOrIsRefused() throws Exception {
    var other = "system:serviceaccount:default:default";
    assertEquals(other, admin.as(other).post(REVIEW, "{}").at("/status/userInfo/username"));
    assertEquals(403, admin.as(other).get(PODS).status());
    assertEquals(403, robot().as("admin").get("version").status());
  }

  @Test
  void aRequestedTokenIsASignedJwt() throws Exception {
    var path = "api/v1/namespaces/default/serviceaccounts/default/token";
    var issued = admin.post(path, "{\"spec\": {\"expirationSeconds\": 600}}");
    assertEquals(201, issued.status());
    var token = issued.at("/status/token");
    var json =
        new String(Base64.getUrlDecoder().decode(token.split("\\.")[1]), StandardCharsets.UTF_8);
    var claims = Json.parse(json);
    assertEquals("system:serviceaccount:default:default", claims.path("sub").asString());
    assertEquals(600, claims.path("exp").asLong() - claims.path("iat").asLong());
    assertEquals("default", claims.at("/kubernetes.io/serviceaccount/name").asString());
    assertEquals(200, Client.of(fake, token).get("version").status());

    var other = admin.post(path, "{\"spec\": {\"audiences\": [\"vault\"]}}").at("/status/token");
    assertEquals(401, Client.of(fake, other).get("version").status());
    var review = "{\"spec\": {\"token\": \"%s\", \"audiences\": [\"vault\"]}}".formatted(other);
    var reviewed = admin.post("apis/authentication.k8s.io/v1/tokenreviews", review);
    assertTrue(reviewed.body().at("/status/authenticated").asBoolean());
    var refused = admin.post(path, "{\"spec\": {\"expirationSeconds\": 599}}");
    assertEquals(422, refused.status());
  }

  @Test
  void theTokenThatAKubeletAsksForLivesAYear() throws Exception {
    var path = "api/v1/namespaces/default/serviceaccounts/default/token";
    var asked =
        "{\"spec\": {\"expirationSeconds\": %d, \"boundObjectRef\": {\"kind\": \"Pod\", \"name\": \"p\"}}}";
    assertEquals(404, admin.post(path, asked.formatted(3607)).status());
    admin.post(PODS, Client.pod("p").toString());

    var issued = admin.post(path, asked.formatted(3607));
    var token = issued.at("/status/token");
    var claims = claims(token);
    var from = claims.path("iat").asLong();
    assertEquals(Duration.ofDays(365).toSeconds(), claims.path("exp").asLong() - from);
    assertEquals(3607, claims.at("/kubernetes.io/warnafter").asLong() - from);
    assertEquals(
        Instant.ofEpochSecond(from + 3607).toString(), issued.at("/status/expirationTimestamp"));
    assertEquals(200, Client.of(fake, token).get("version").status());

    var other = claims(admin.post(path, asked.formatted(3600)).at("/status/token"));
    assertEquals(3600, other.path("exp").asLong() - other.path("iat").asLong());
    assertTrue(other.at("/kubernetes.io/warnafter").isMissingNode());
  }

  private static JsonNode claims(String token) {
    var json = Base64.getUrlDecoder().decode(token.split("\\.")[1]);
    return Json.parse(new String(json, StandardCharsets.UTF_8));
  }

  // ---- may ----

  @Test
  void withoutARoleEverythingIsForbiddenAndSaidExactly() throws Exception {
    var robot = robot();
    var list = robot.get(PODS);
    assertEquals(403, list.status());
    assertEquals("Forbidden", list.at("/reason"));
    assertEquals("{\"kind\":\"pods\"}", list.body().path("details").toString());
    var user = "User \"system:serviceaccount:default:default\" cannot ";
    assertEquals(
        "pods is forbidden: "
            + user
            + "list resource \"pods\" in API group \"\" in the namespace \"default\"",
        list.at("/message"));
    assertEquals(
        "deployments.apps \"d\" is forbidden: "
            + user
            + "get resource \"deployments\" in API group \"apps\" in the namespace \"x\"",
        robot.get("apis/apps/v1/namespaces/x/deployments/d").at("/message"));
    assertEquals(
        "nodes is forbidden: "
            + user
            + "list resource \"nodes\" in API group \"\" at the cluster scope",
        robot.get("api/v1/nodes").at("/message"));
    assertEquals(
        "pods \"p\" is forbidden: "
            + user
            + "update resource \"pods/status\" in API group \"\" in the namespace \"default\"",
        robot.put(PODS + "/p/status", "{}").at("/message"));
    assertEquals(
        "pods is forbidden: "
            + user
            + "watch resource \"pods\" in API group \"\" in the namespace \"default\"",
        robot.get(PODS + "?watch=1").at("/message"));
    assertEquals(
        "namespaces \"x\" is forbidden: "
            + user
            + "get resource \"namespaces\" in API group \"\" in the namespace \"x\"",
        robot.get("api/v1/namespaces/x").at("/message"));
  }

  @Test
  void aRoleAllowsWhatItSaysAndNoMore() throws Exception {
    role("{\"verbs\": [\"list\"], \"apiGroups\": [\"\"], \"resources\": [\"pods\"]}");
    var robot = robot();
    assertEquals(200, robot.get(PODS).status());
    assertEquals(403, robot.get(PODS + "?watch=1").status());
    assertEquals(403, robot.get(PODS + "/p").status());
    assertEquals(403, robot.get("api/v1/pods").status());
    assertEquals(403, robot.get("api/v1/namespaces/kube-system/pods").status());
  }

  @Test
  void resourceNamesHoldForOneObjectAndForAListPinnedToIt() throws Exception {
    role(
        """
        {"verbs": ["get", "list"], "apiGroups": [""], "resources": ["configmaps"],
         "resourceNames": ["kube-root-ca.crt"]}""");
    var maps = "api/v1/namespaces/default/configmaps";
    var robot = robot();
    assertEquals(200, robot.get(maps + "/kube-root-ca.crt").status());
    assertEquals(403, robot.get(maps + "/other").status());
    assertEquals(403, robot.get(maps).status());
    assertEquals(200, robot.get(maps + "?fieldSelector=metadata.name=kube-root-ca.crt").status());
  }

  @Test
  void unusedRulesAreThoseNoRequestNeeded() throws Exception {
    role(
        """
        {"verbs": ["list", "watch"], "apiGroups": [""], "resources": ["pods"]},
        {"verbs": ["patch"], "apiGroups": ["apps"], "resources": ["deployments/status"]}""");
    assertEquals(
        List.of("list pods", "patch deployments.apps/status", "watch pods"),
        fake.unusedRules("default"));
    robot().get(PODS);
    robot().post(MAY, MAY_PODS.formatted("watch"));
    assertEquals(
        List.of("patch deployments.apps/status", "watch pods"), fake.unusedRules("default"));
    admin.delete(RBAC + "roles/r");
    assertEquals(List.of(), fake.unusedRules("default"));
  }

  @Test
  void whoAsksIsToldWhatTheyMay() throws Exception {
    role("{\"verbs\": [\"list\"], \"apiGroups\": [\"\"], \"resources\": [\"pods\"]}");
    var robot = robot();
    assertTrue(
        robot.post(MAY, MAY_PODS.formatted("list")).body().at("/status/allowed").asBoolean());
    assertFalse(
        robot.post(MAY, MAY_PODS.formatted("get")).body().at("/status/allowed").asBoolean());
    var rules = robot.post(RULES, "{\"spec\": {\"namespace\": \"default\"}}");
    assertFalse(rules.body().at("/status/incomplete").asBoolean());
    assertTrue(
        rules
            .body()
            .at("/status/resourceRules")
            .toString()
            .contains("{\"verbs\":[\"list\"],\"apiGroups\":[\"\"],\"resources\":[\"pods\"]}"));
    assertEquals(400, robot.post(RULES, "{\"spec\": {}}").status());
  }

  // ---- what is there ----

  @Test
  void discoveryNamesTheTypes() throws Exception {
    var robot = robot();
    assertTrue(robot.get("api/v1").text().contains("\"shortNames\":[\"cm\"]"));
    assertTrue(robot.get("apis").text().contains("coordination.k8s.io/v1"));
    assertTrue(robot.get("apis/apps/v1").text().contains("deployments/status"));
    assertEquals("36", robot.get("version").at("/minor"));
    assertEquals("ok", robot.get("readyz").text());
    assertEquals(404, robot.get("openapi/v2").status());
    assertEquals(404, robot.get("apis/foo.example/v1").status());
  }

  @Test
  void requestsAreRecordedWithoutCredentials() throws Exception {
    fake.forgetRequests();
    robot().get(PODS + "?limit=1");
    var request = fake.requests().get(0);
    assertEquals("GET", request.method());
    assertEquals("/" + PODS, request.path());
    assertEquals("limit=1", request.query());
    assertEquals("system:serviceaccount:default:default", request.user());
    assertEquals(403, request.status());
    assertEquals("HTTP/1.1", request.httpVersion());
    assertFalse(request.toString().contains("Bearer"));
  }
}

package example.contract.cases;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import example.contract.Api;
import example.contract.Contract;
import example.contract.Contract.Distance;
import example.contract.Contract.Tier;
import example.contract.Driver.Outcome;
import example.contract.Scene;
import example.contract.fake.Certificates;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Who one is, until when, what one may do, and where all that comes from. */
public final class WhoAmICases {

  private static JsonNode json(Outcome outcome) {
    assertEquals("", outcome.err());
    assertEquals(0, outcome.exit());
    assertEquals(1, outcome.out().lines().count(), "one object on one line");
    return Api.JSON.readTree(outcome.out());
  }

  private static List<String> texts(JsonNode array) {
    return array.valueStream().map(JsonNode::asString).toList();
  }

  @Contract(
      id = "who-am-i.service-account",
      says = "Names the service account, its groups and its namespace",
      tier = Tier.BRONZE,
      on = {Distance.FAKE, Distance.PROCESS, Distance.NODE})
  void serviceAccount(Scene scene) throws Exception {
    var answer = json(scene.runInPod("who-am-i", "--json"));

    assertEquals("in-cluster", answer.get("mode").asString());
    assertEquals(scene.namespace(), answer.get("namespace").asString());
    assertEquals(scene.user(), answer.at("/user/username").asString());
    var group = "system:serviceaccounts:" + scene.namespace();
    assertTrue(texts(answer.at("/user/groups")).contains(group), answer::toPrettyString);
  }

  @Contract(
      id = "who-am-i.client-certificate",
      says = "Names the user and the groups of a client certificate with an EC key in SEC1 form",
      tier = Tier.BRONZE,
      on = Distance.FAKE)
  void ecCertificate(Scene scene) throws Exception {
    var jane = scene.fake().certificates().identity("jane", List.of("ops", "dev"));
    jane(scene, jane, jane.keySec1Pem());
  }

  @Contract(
      id = "who-am-i.client-certificate-rsa",
      says = "Names the user and the groups of a client certificate with an RSA key in PKCS#1 form",
      tier = Tier.BRONZE,
      on = Distance.FAKE)
  void rsaCertificate(Scene scene) throws Exception {
    var jane = scene.fake().certificates().rsaIdentity("jane", List.of("ops", "dev"));
    jane(scene, jane, jane.keyPkcs1Pem());
  }

  private static void jane(Scene scene, Certificates.Identity jane, String key) throws Exception {
    var user =
        "{client-certificate-data: %s, client-key-data: %s}"
            .formatted(Scene.base64(jane.certificatePem()), scene.secret(Scene.base64(key)));
    var config = scene.kubeconfig(user).toString();

    var answer = json(scene.run("who-am-i", "--json", "--kubeconfig", config));

    assertEquals("kubeconfig", answer.get("mode").asString());
    assertEquals("jane", answer.at("/user/username").asString());
    assertEquals(List.of("ops", "dev", "system:authenticated"), texts(answer.at("/user/groups")));
  }

  @Contract(
      id = "who-am-i.administrator",
      says = "The kubeconfig that the cluster wrote for its administrator works as it is",
      tier = Tier.BRONZE,
      on = {Distance.FAKE, Distance.NODE})
  void administrator(Scene scene) throws Exception {
    var file = scene.folder().resolve("admin.conf");
    Scene.write(file, scene.api().kubeconfig());

    var answer = json(scene.run("who-am-i", "--json", "--kubeconfig", file.toString()));

    assertTrue(texts(answer.at("/user/groups")).contains("system:masters"), answer::toPrettyString);
  }

  @Contract(
      id = "who-am-i.expires",
      says = "Says when the token expires, as the token itself says",
      tier = Tier.OURS,
      on = {Distance.FAKE, Distance.NODE})
  void expires(Scene scene) throws Exception {
    var token = scene.token();
    scene.serviceAccount(token);
    var claims =
        new String(Base64.getUrlDecoder().decode(token.split("\\.")[1]), StandardCharsets.UTF_8);
    var expires = Instant.ofEpochSecond(Api.JSON.readTree(claims).get("exp").asLong());

    var answer = json(scene.runInPod("who-am-i", "--json"));

    assertEquals(expires.toString(), answer.at("/token/expires").asString());
  }

  @Contract(
      id = "who-am-i.may",
      says = "Says what one may do in the namespace",
      tier = Tier.OURS,
      on = {Distance.FAKE, Distance.NODE})
  void may(Scene scene) throws Exception {
    var answer = json(scene.role("list-pods").runInPod("who-am-i", "--json"));

    var rule =
        answer
            .at("/rules/may")
            .valueStream()
            .filter(each -> texts(each.get("resources")).contains("pods"))
            .findFirst()
            .orElseThrow();
    assertEquals(List.of("list"), texts(rule.get("verbs")));
    assertEquals(List.of(""), texts(rule.get("apiGroups")));
    assertTrue(answer.at("/rules/complete").asBoolean());
  }

  @Contract(
      id = "who-am-i.text",
      says = "Lays the same out for people, a line per fact",
      tier = Tier.OURS,
      on = Distance.FAKE)
  void text(Scene scene) throws Exception {
    var outcome = scene.role("list-pods").runInPod("who-am-i");

    assertEquals("", outcome.err());
    var lines = outcome.out().lines().toList();
    assertTrue(lines.contains("mode        in-cluster"), outcome::toString);
    assertTrue(lines.contains("user        " + scene.user()), outcome::toString);
    assertTrue(outcome.out().contains("list pods"), outcome::toString);
  }

  @Contract(
      id = "who-am-i.no-role-needed",
      says = "Needs no Role: who may do nothing is told so",
      tier = Tier.OURS,
      on = {Distance.FAKE, Distance.NODE})
  void noRole(Scene scene) throws Exception {
    var answer = json(scene.runInPod("who-am-i", "--json"));

    var resources =
        answer
            .at("/rules/may")
            .valueStream()
            .flatMap(each -> texts(each.get("resources")).stream());
    assertTrue(resources.noneMatch("pods"::equals), answer::toPrettyString);
  }

  @Contract(
      id = "who-am-i.refused",
      says =
          "When the server refuses the token, where the configuration came from is said all the same",
      tier = Tier.OURS,
      on = {Distance.FAKE, Distance.PROCESS, Distance.NODE})
  void refused(Scene scene) throws Exception {
    scene.serviceAccount(scene.secret("no-such-token-marker"));

    var outcome = scene.runInPod("who-am-i");

    assertEquals(1, outcome.exit());
    assertEquals(
        "The API server does not accept the credential (401): it has expired, was revoked, or is"
            + " for another cluster. Get a new token or kubeconfig.\n",
        outcome.err());
    var source = "source      " + scene.folder().resolve("serviceaccount");
    assertTrue(outcome.out().lines().anyMatch(source::equals), outcome::toString);
  }
}

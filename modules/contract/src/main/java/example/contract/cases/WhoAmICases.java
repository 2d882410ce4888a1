package example.contract.cases;

import static example.contract.Contract.TestLevel.FAKE;
import static example.contract.Contract.TestLevel.NODE;
import static example.contract.Contract.TestLevel.PROCESS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import example.contract.AdminClient;
import example.contract.CaseContext;
import example.contract.Contract;
import example.contract.RunningProgram.Outcome;
import example.contract.recording.Recorded;
import example.contract.recording.Recording;
import example.fakeapiserver.FakeApiServer;
import example.fakeapiserver.faults.Fault;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Who one is, until when, what one may do, and where all that comes from; most of it is in
 * request-cases.yaml.
 */
public final class WhoAmICases {

  private static final Duration HOUR = Duration.ofHours(1);

  private static JsonNode json(Outcome outcome) {
    assertEquals("", outcome.err());
    assertEquals(0, outcome.exit());
    assertEquals(1, outcome.out().lines().count(), "one object on one line");
    return AdminClient.JSON.readTree(outcome.out());
  }

  private static JsonNode answer(CaseContext context) throws Exception {
    return json(context.runInPod("who-am-i", "--json"));
  }

  private static List<String> texts(JsonNode array) {
    return array.valueStream().map(JsonNode::asString).toList();
  }

  @Contract(
      id = "who-am-i.administrator",
      says = "The kubeconfig that the cluster wrote for its administrator works as it is",
      on = {FAKE, NODE})
  void administrator(CaseContext context) throws Exception {
    var file = context.folder().resolve("admin.conf");
    CaseContext.write(file, context.api().kubeconfig());

    var answer = json(context.runWith(file, "who-am-i", "--json"));

    assertTrue(texts(answer.at("/user/groups")).contains("system:masters"), answer::toPrettyString);
  }

  @Contract(
      id = "who-am-i.may",
      says = "Says what one may do in the namespace",
      on = {FAKE, NODE})
  void may(CaseContext context) throws Exception {
    var answer = answer(context.role("list-pods"));

    assertEquals(List.of("list on pods"), mayOnPods(answer), answer::toPrettyString);
    assertTrue(answer.at("/rules/complete").asBoolean());
  }

  private static List<String> mayOnPods(JsonNode answer) {
    return answer
        .at("/rules/may")
        .valueStream()
        .filter(rule -> texts(rule.get("resources")).contains("pods"))
        .filter(rule -> texts(rule.get("apiGroups")).equals(List.of("")))
        .map(rule -> String.join(",", texts(rule.get("verbs"))) + " on pods")
        .toList();
  }

  @Contract(id = "who-am-i.text", says = "Lays the same out for people, a line per fact")
  void text(CaseContext context) throws Exception {
    var outcome = context.role("list-pods").runInPod("who-am-i");

    assertEquals("", outcome.err());
    var expected = List.of("mode          in-cluster", "username      " + context.user());
    assertTrue(outcome.out().lines().toList().containsAll(expected), outcome::toString);
    assertTrue(outcome.out().contains("list pods"), outcome::toString);
  }

  @Contract(
      id = "who-am-i.no-role-needed",
      says = "Needs no Role: who may do nothing is told so",
      on = {FAKE, NODE})
  void noRole(CaseContext context) throws Exception {
    var answer = answer(context);

    assertEquals(List.of(), mayOnPods(answer), answer::toPrettyString);
  }

  // ---- the token ----

  private static JsonNode refused(String sentence, CaseContext context) throws Exception {
    var outcome = context.runInPod("who-am-i", "--json");
    assertEquals(sentence + "\n", outcome.err());
    assertEquals(1, outcome.exit());
    return AdminClient.JSON.readTree(outcome.out());
  }

  private static JsonNode claims(String token) {
    var json = Base64.getUrlDecoder().decode(token.split("\\.")[1]);
    return AdminClient.JSON.readTree(new String(json, StandardCharsets.UTF_8));
  }

  private static String instant(JsonNode seconds) {
    return Instant.ofEpochSecond(seconds.asLong()).toString();
  }

  @Contract(
      id = "who-am-i.token-revoked",
      says = "A token that is refused before its time was revoked, or is for another cluster",
      on = {FAKE, PROCESS, NODE})
  void tokenRevoked(CaseContext context) throws Exception {
    var token = context.token();
    context.serviceAccount(token);
    context.api().delete(context.path("serviceaccounts/example"));

    var answer =
        refused(
            "The API server does not accept the token (401), which is valid until %s: it was revoked"
                    .formatted(instant(claims(token).get("exp")))
                + " with its pod or account, or is for another cluster. Get a new one.",
            context);

    assertEquals("false", answer.at("/token/expired").toString());
  }

  @Contract(
      id = "who-am-i.token-extended",
      says = "A token whose life the server extended to a year is marked, with its proper end",
      on = {FAKE, NODE})
  void tokenExtended(CaseContext context) throws Exception {
    var token = context.extendedToken();
    context.serviceAccount(token);
    var claims = claims(token);

    var answer = answer(context);

    assertTrue(answer.at("/token/extended").asBoolean(), answer::toPrettyString);
    assertEquals(
        instant(claims.at("/kubernetes.io/warnafter")), answer.at("/token/warnAfter").asString());
    assertEquals(instant(claims.get("exp")), answer.at("/token/expires").asString());
    var life = claims.get("exp").asLong() - claims.get("iat").asLong();
    assertEquals(Duration.ofDays(365), Duration.ofSeconds(life));
    var line = "extended      yes: the server takes it after \"warn after\" too, and counts that";
    assertTrue(context.runInPod("who-am-i").out().lines().anyMatch(line::equals));
  }

  @Contract(
      id = "who-am-i.clock-right",
      says = "Clocks that agree are nothing to report",
      on = {FAKE, NODE})
  void clockRight(CaseContext context) throws Exception {
    var answer = answer(context);

    assertEquals("{\"serverAhead\":null}", answer.get("clock").toString());
    assertFalse(context.runInPod("who-am-i").out().contains("server ahead"));
  }

  @Contract(
      id = "who-am-i.server-goes",
      says =
          "A server that ends while it answers is distinguished from an absent one, and is sent a"
              + " POST once")
  void serverGoes(CaseContext context) throws Exception {
    context.fake().fault(Fault.cutAfter("*", ".*reviews", 20).withTimes(9));

    refused(Expect.CUT, context);

    // It may have been done: a POST is not sent again by itself, whatever comes or does not come.
    for (var fault :
        List.of(
            Fault.cutAfter("POST", ".*reviews", -1),
            Fault.status("POST", ".*reviews", 503, "ServiceUnavailable", "not now"))) {
      context.fake().clearFaults();
      context.fake().fault(fault.withTimes(9));
      context.fake().forgetRequests();

      assertEquals(1, context.runInPod("who-am-i").exit());

      var posts = context.fake().requests().stream().filter(each -> each.method().equals("POST"));
      assertEquals(1, posts.count());
    }
  }

  @Contract(
      id = "who-am-i.redirect",
      says = "A redirect of a POST is not followed either, so that the token goes nowhere else")
  void redirect(CaseContext context) throws Exception {
    try (var other = FakeApiServer.start()) {
      context
          .fake()
          .fault(
              Fault.redirect("*", ".*/(version|selfsubjectreviews)", other.uri() + "login")
                  .withTimes(9));

      refused(Expect.NOT_KUBERNETES.formatted(307), context);

      assertEquals(List.of(), other.requests());
    }
  }

  // ---- what a plain call says in the same situations: docs/patterns/who-am-i.md

  private static Recording on(CaseContext context) {
    return Recording.of(context, "who-am-i");
  }

  @Recorded
  void expired(CaseContext context) throws Exception {
    var token = context.fake().token(context.namespace(), "example", HOUR.negated());
    var page = on(context).withToken(context.secret(token));

    page.naive("expired", "list-pods");
    page.told("expired-told", "who-am-i");
  }

  @Recorded
  void noCredential(CaseContext context) throws Exception {
    var page = on(context).withToken("");

    page.naive("anonymous", "list-pods");
    page.told("anonymous-told", "who-am-i");
  }

  @Recorded
  void noSuchNamespace(CaseContext context) throws Exception {
    var token = context.secret("administrator-marker");
    context.fake().addToken(token, "administrator", List.of("system:masters"));
    var page = on(context).withToken(token).withNamespace("team-b");

    page.naive("no-namespace", "list-pods");

    var answer = page.normalized(page.run("who-am-i").out());
    var told = answer.lines().filter(line -> line.matches("(namespace|source|username) .*"));
    page.holds("no-namespace-told", String.join("\n", told.toList()));
  }

  @Recorded
  void run(CaseContext context) throws Exception {
    var page = on(context.role("list-pods")).shownAs("kubernetes-from-java");

    page.holds("run", page.transcript("who-am-i"));

    var json = page.transcript("who-am-i", "--json").lines().toList();
    assertEquals(2, json.size(), "the command and one line");
    var answer = AdminClient.JSON.readTree(json.get(1));
    for (var rule : answer.at("/rules/may")) {
      // Members of an object have no order; the page shows one.
      ((ObjectNode) rule).set("verbs", ((ObjectNode) rule).remove("verbs"));
    }
    page.holds("run-json", json.get(0) + "\n" + answer.toPrettyString());
  }
}

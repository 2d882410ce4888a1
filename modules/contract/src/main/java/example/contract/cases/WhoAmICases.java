package example.contract.cases;

import static example.contract.Contract.TestLevel.FAKE;
import static example.contract.Contract.TestLevel.NODE;
import static example.contract.Contract.TestLevel.POD;
import static example.contract.Contract.TestLevel.PROCESS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import example.contract.AdminClient;
import example.contract.CaseContext;
import example.contract.Contract;
import example.contract.KubeconfigText;
import example.contract.RunningProgram.Outcome;
import example.contract.recording.Recorded;
import example.contract.recording.Recording;
import example.fakeapiserver.FakeApiServer;
import example.fakeapiserver.FakeCertificates;
import example.fakeapiserver.faults.Fault;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Who one is, until when, what one may do, and where all that comes from. */
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

  private static void assertLine(String line, CaseContext context) throws Exception {
    var lines = context.runInPod("who-am-i").out().lines().toList();
    assertTrue(lines.contains(line), lines::toString);
  }

  private static List<String> texts(JsonNode array) {
    return array.valueStream().map(JsonNode::asString).toList();
  }

  @Contract(
      id = "who-am-i.service-account",
      says = "Names the service account, its groups and its namespace",
      on = {FAKE, PROCESS, NODE, POD})
  void serviceAccount(CaseContext context) throws Exception {
    var answer = answer(context);

    assertEquals("in-cluster", answer.get("mode").asString());
    assertEquals(context.namespace(), answer.get("namespace").asString());
    assertEquals(context.user(), answer.at("/user/username").asString());
    var group = "system:serviceaccounts:" + context.namespace();
    assertTrue(texts(answer.at("/user/groups")).contains(group), answer::toPrettyString);
  }

  @Contract(
      id = "who-am-i.client-certificate",
      says = "Names the user and the groups of a client certificate with an EC key in SEC1 form")
  void ecCertificate(CaseContext context) throws Exception {
    var jane = context.fake().certificates().identity("jane", List.of("ops", "dev"));
    jane(context, jane, jane.keySec1Pem());
  }

  @Contract(
      id = "who-am-i.client-certificate-rsa",
      says = "Names the user and the groups of a client certificate with an RSA key in PKCS#1 form")
  void rsaCertificate(CaseContext context) throws Exception {
    var jane = context.fake().certificates().rsaIdentity("jane", List.of("ops", "dev"));
    jane(context, jane, jane.keyPkcs1Pem());
  }

  private static void jane(CaseContext context, FakeCertificates.Identity jane, String key)
      throws Exception {
    var user =
        "{client-certificate-data: %s, client-key-data: %s}"
            .formatted(
                KubeconfigText.base64(jane.certificatePem()),
                context.secret(KubeconfigText.base64(key)));
    var config = context.kubeconfig(user);

    var answer = json(context.runWith(config, "who-am-i", "--json"));

    assertEquals("kubeconfig", answer.get("mode").asString());
    assertEquals("jane", answer.at("/user/username").asString());
    assertEquals(List.of("ops", "dev", "system:authenticated"), texts(answer.at("/user/groups")));
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
      id = "who-am-i.expires",
      says = "Says when the token expires, as the token itself says",
      on = {FAKE, NODE})
  void expires(CaseContext context) throws Exception {
    var token = context.token();
    context.serviceAccount(token);
    var expires = instant(claims(token).get("exp"));

    var answer = answer(context);

    assertEquals(expires, answer.at("/token/expires").asString());
    assertEquals("false", answer.at("/token/expired").toString());
    assertEquals("false", answer.at("/token/extended").toString());
    assertTrue(answer.at("/token/warnAfter").isNull(), answer::toPrettyString);
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

  @Contract(
      id = "who-am-i.refused",
      says =
          "When the server refuses the token, where the configuration came from is said all the same",
      on = {FAKE, PROCESS, NODE})
  void refused(CaseContext context) throws Exception {
    context.serviceAccount(context.secret("no-such-token-marker"));

    var outcome = context.runInPod("who-am-i");

    assertEquals(1, outcome.exit());
    assertEquals(Expect.NOT_ACCEPTED + "\n", outcome.err());
    var source = "source        " + context.folder().resolve("serviceaccount");
    assertTrue(outcome.out().lines().anyMatch(source::equals), outcome::toString);
  }

  // ---- the token ----

  /** One sentence, exit code 1, and where the configuration came from all the same. */
  private static JsonNode refused(String sentence, Outcome outcome) {
    assertEquals(sentence + "\n", outcome.err());
    assertEquals(1, outcome.exit());
    var answer = AdminClient.JSON.readTree(outcome.out());
    assertFalse(answer.get("source").asString().isEmpty(), answer::toPrettyString);
    assertFalse(answer.get("lookedAt").isEmpty(), answer::toPrettyString);
    return answer;
  }

  private static JsonNode refusedInPod(String sentence, CaseContext context) throws Exception {
    return refused(sentence, context.runInPod("who-am-i", "--json"));
  }

  private static Path at(CaseContext context, String server, String caPem) {
    var user = "{token: %s}".formatted(context.secret("opaque-marker"));
    return context.kubeconfig(server, caPem, user);
  }

  /** Mounts a token that the server takes between two times, counted from now. */
  private static JsonNode mounted(CaseContext context, Duration from, Duration until)
      throws Exception {
    var token = context.fake().token(context.namespace(), "example", from, until);
    context.serviceAccount(context.secret(token));
    return claims(token);
  }

  private static JsonNode claims(String token) {
    var json = Base64.getUrlDecoder().decode(token.split("\\.")[1]);
    return AdminClient.JSON.readTree(new String(json, StandardCharsets.UTF_8));
  }

  private static String instant(JsonNode seconds) {
    return Instant.ofEpochSecond(seconds.asLong()).toString();
  }

  @Contract(
      id = "who-am-i.token-expired",
      says = "An expired token is said to have expired, and since when",
      on = {FAKE, PROCESS})
  void tokenExpired(CaseContext context) throws Exception {
    var claims = mounted(context, HOUR.multipliedBy(-2), HOUR.negated());

    var answer =
        refusedInPod(
            "The token expired at %s (401). Get a new one; in a pod, see why its file is old."
                .formatted(instant(claims.get("exp"))),
            context);

    assertEquals(instant(claims.get("exp")), answer.at("/token/expires").asString());
    assertTrue(answer.at("/token/expired").asBoolean(), answer::toPrettyString);
    assertLine("expired       yes, by this machine's clock", context);
  }

  @Contract(
      id = "who-am-i.token-expired-for-the-server",
      says =
          "A token that has expired by the server's clock and not by this machine's is put down to"
              + " the clock",
      on = {FAKE, PROCESS})
  void tokenExpiredForTheServer(CaseContext context) throws Exception {
    var token = context.token();
    context.serviceAccount(token);
    context.fake().revokeToken(token); // which a server two hours ahead would not take either
    context.fake().fault(Fault.clockAhead("*", ".*", HOUR.multipliedBy(2)));

    var answer =
        refusedInPod(
            "The token expired at %s by the server's clock, and this machine's is behind (401). Set"
                    .formatted(instant(claims(token).get("exp")))
                + " it right, then get a new token.",
            context);

    assertEquals("false", answer.at("/token/expired").toString());
    assertSkewed(HOUR.multipliedBy(2), answer);
  }

  @Contract(
      id = "who-am-i.token-expired-for-this-machine",
      says = "A clock that is ahead makes a good token look expired: that too is shown")
  void tokenExpiredForThisMachine(CaseContext context) throws Exception {
    context.clockIsAhead(HOUR.multipliedBy(2));

    var answer = answer(context);

    assertTrue(answer.at("/token/expired").asBoolean(), answer::toPrettyString);
    assertSkewed(HOUR.multipliedBy(-2), answer);
  }

  @Contract(
      id = "who-am-i.token-not-valid-yet",
      says = "A token of the future is put down to the clock of the server or of who issued it",
      on = {FAKE, PROCESS})
  void tokenNotValidYet(CaseContext context) throws Exception {
    var claims = mounted(context, HOUR, HOUR.multipliedBy(2));

    refusedInPod(
        "The token is valid from %s on (401). Correct the server's or the issuer's clock."
            .formatted(instant(claims.get("nbf"))),
        context);
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
        refusedInPod(
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
    assertLine(
        "extended      yes: the server takes it after \"warn after\" too, and counts that",
        context);
  }

  @Contract(
      id = "who-am-i.token-file-empty",
      says = "An empty token file is named before anything is asked, exit code 2",
      on = {FAKE, PROCESS})
  void tokenFileEmpty(CaseContext context) throws Exception {
    var folder = context.serviceAccount("\n");

    Expect.refused(
        2,
        folder + "/token: holds no token. Mount a service account token there.",
        context.runInPod("who-am-i"));
  }

  // ---- the clock ----

  /** By so much, as well as whole seconds and the way of an answer let it be told. */
  private static void assertSkewed(Duration ahead, JsonNode answer) {
    var told = answer.at("/clock/serverAhead").asLong();
    assertEquals(ahead.toSeconds(), told, 9, answer::toPrettyString);
  }

  @Contract(
      id = "who-am-i.clock-skew",
      says = "A clock of the server that differs from this machine's is reported, with the seconds",
      on = {FAKE, PROCESS})
  void clockSkew(CaseContext context) throws Exception {
    context.fake().fault(Fault.clockAhead("*", ".*", HOUR.multipliedBy(-1)));

    assertSkewed(HOUR.negated(), answer(context));
    var text = context.runInPod("who-am-i").out();
    assertTrue(text.lines().anyMatch(line -> line.matches("server ahead  -3[56].. s")), text);
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

  // ---- what one may do ----

  @Contract(
      id = "who-am-i.rules-incomplete",
      says = "Rules that the server cannot list completely are unknown, never denied",
      on = {FAKE, PROCESS})
  void rulesIncomplete(CaseContext context) throws Exception {
    context.role("list-pods").fake().fault(Fault.incompleteRules());

    var answer = answer(context);

    assertEquals("false", answer.at("/rules/complete").toString());
    assertTrue(answer.at("/rules/may").toString().contains("\"pods\""), answer::toPrettyString);
    assertLine(
        "complete      unknown: the server cannot list all rules; others may exist", context);
  }

  @Contract(
      id = "who-am-i.rules-forbidden",
      says = "Who may not ask for the rules is told so, and who they are all the same")
  void rulesForbidden(CaseContext context) throws Exception {
    context.fake().fault(Fault.forbidden("POST", ".*/selfsubjectrulesreviews"));

    var answer =
        refusedInPod(
            ("selfsubjectrulesreviews: %s may not create them (403). Give it a ClusterRole with verb"
                    + " \"create\" on \"selfsubjectrulesreviews\".")
                .formatted(context.user()),
            context);

    assertEquals(context.user(), answer.at("/user/username").asString());
  }

  @Contract(
      id = "who-am-i.anonymous",
      says = "Who sends no credential is told that: the server knows nobody",
      on = {FAKE, NODE})
  void anonymous(CaseContext context) throws Exception {
    var config = context.kubeconfig("{}");

    var answer =
        refused(
            "selfsubjectreviews: the request carried no credential (403, system:anonymous). Give it"
                + " a token or a client certificate.",
            context.runWith(config, "who-am-i", "--json"));

    assertEquals("anonymous", answer.get("identity").asString());
    assertTrue(answer.at("/token/expires").isNull(), answer::toPrettyString);
  }

  // ---- a server that is not reached ----

  private static void unreachable(CaseContext context, String server, String caPem, String sentence)
      throws Exception {
    var config = at(context, server, caPem);
    var answer = refused(sentence, context.runWith(config, "who-am-i", "--json"));
    assertTrue(answer.path("user").isMissingNode(), answer::toPrettyString);
    assertTrue(answer.path("clock").isMissingNode(), answer::toPrettyString);
  }

  @Contract(
      id = "who-am-i.another-ca",
      says = "A server of another CA is rejected, and distinguished from an unreachable server",
      on = {FAKE, PROCESS, NODE})
  void anotherCa(CaseContext context) throws Exception {
    unreachable(
        context,
        context.api().server().toString().replaceAll("/$", ""),
        FakeCertificates.create("other").caPem(),
        Expect.OTHER_CA);
  }

  @Contract(
      id = "who-am-i.ca-rotated-away",
      says = "A server whose CA was replaced by one of the same name is refused as that")
  void caRotatedAway(CaseContext context) throws Exception {
    try (var before = FakeApiServer.start()) {
      unreachable(
          context,
          context.api().server().toString(),
          before.caPem(),
          Expect.OTHER_CA_OF_THE_SAME_NAME);
    }
  }

  @Contract(
      id = "who-am-i.certificate-expired",
      says = "A certificate that has expired, or is not valid yet, is put down to the clocks")
  void certificateExpired(CaseContext context) throws Exception {
    for (var made : List.of(Instant.EPOCH, Instant.now().plus(Duration.ofDays(2)))) {
      try (var other = FakeApiServer.startWithCertificatesOf(made)) {
        unreachable(context, other.uri().toString(), other.caPem(), Expect.NOT_VALID_NOW);
        assertEquals(List.of(), other.requests());
      }
    }
  }

  @Contract(
      id = "who-am-i.unknown-host",
      says = "A host name that does not resolve is said to be that",
      on = {FAKE, PROCESS})
  void unknownHost(CaseContext context) throws Exception {
    // RFC 6761: no resolver knows a name that ends in .invalid.
    unreachable(
        context, "https://kubernetes.invalid:6443", context.api().caPem(), Expect.UNKNOWN_HOST);
  }

  @Contract(
      id = "who-am-i.server-gone",
      says = "An unreachable server is distinguished from one that refuses",
      on = {FAKE, PROCESS})
  void serverGone(CaseContext context) throws Exception {
    var gone = FakeApiServer.start();
    gone.close();
    var config = at(context, gone.uri().toString(), gone.caPem());

    var outcome = context.runWith(config, "who-am-i");

    assertEquals(1, outcome.exit());
    assertTrue(
        outcome
            .err()
            .matches(
                "Nothing answers at the server's address \\([^\n]+\\)\\. Check that it is right and running\\.\n"),
        outcome::toString);
    assertTrue(outcome.out().contains("source        " + config), outcome::toString);
  }

  @Contract(
      id = "who-am-i.server-goes",
      says =
          "A server that ends while it answers is distinguished from an absent one, and is sent a"
              + " POST once")
  void serverGoes(CaseContext context) throws Exception {
    context.fake().fault(Fault.cutAfter("*", ".*reviews", 20).withTimes(9));

    refusedInPod(Expect.CUT, context);

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

      refusedInPod(Expect.NOT_KUBERNETES.formatted(307), context);

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

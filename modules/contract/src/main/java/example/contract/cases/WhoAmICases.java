package example.contract.cases;

import static org.junit.jupiter.api.Assertions.assertEquals;

import example.contract.AdminClient;
import example.contract.CaseContext;
import example.contract.Contract;
import example.contract.recording.Recorded;
import example.contract.recording.Recording;
import example.fakeapiserver.FakeApiServer;
import example.fakeapiserver.faults.Fault;
import java.time.Duration;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * Who one is, until when, what one may do, and where all that comes from; most of it is in
 * request-cases.yaml.
 */
public final class WhoAmICases {

  private static final Duration HOUR = Duration.ofHours(1);

  private static void refused(String sentence, CaseContext context) throws Exception {
    var outcome = context.runInPod("who-am-i");
    assertEquals(sentence + "\n", outcome.err());
    assertEquals(1, outcome.exit());
  }

  @Contract(
      id = "who-am-i.server-goes",
      says =
          "A server that ends while it answers is distinguished from an absent one, and is sent a"
              + " POST once")
  void serverGoes(CaseContext context) throws Exception {
    context.fake().fault(Fault.cutAfter("*", ".*reviews", 20).withTimes(9));

    refused(
        "The connection ended before the answer did. Try again, then look for a proxy.", context);

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

      refused(
          "What answers is not the Kubernetes API (307). Check the server's address for a proxy or"
              + " login page.",
          context);

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

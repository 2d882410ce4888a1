package example.contract.cases;

import static org.junit.jupiter.api.Assertions.assertEquals;

import example.contract.AdminClient;
import example.contract.CaseContext;
import example.contract.recording.Recorded;
import example.contract.recording.Recording;
import java.time.Duration;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a plain call says in the situations in which who-am-i says more: docs/patterns/who-am-i.md.
 * The cases are in request-cases.yaml.
 */
public final class WhoAmICases {

  private static final Duration HOUR = Duration.ofHours(1);

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

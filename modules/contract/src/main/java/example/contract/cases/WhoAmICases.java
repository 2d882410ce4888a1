package example.contract.cases;

import static org.junit.jupiter.api.Assertions.assertEquals;

import example.contract.AdminClient;
import example.contract.CaseContext;
import example.contract.recording.Recorded;
import example.contract.recording.Recording;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a plain call says in a situation in which who-am-i says more: docs/patterns/who-am-i.md. The
 * cases are in request-cases.yaml.
 */
public final class WhoAmICases {

  @Recorded
  void noSuchNamespace(CaseContext context) throws Exception {
    var token = context.secret("administrator-marker");
    context.fake().addToken(token, "administrator", List.of("system:masters"));
    var page = Recording.of(context, "who-am-i").withToken(token).withNamespace("team-b");

    page.naive("no-namespace", "list-pods");

    var answer = page.normalized(page.run("who-am-i").out());
    var told = answer.lines().filter(line -> line.matches("(namespace|source|username) .*"));
    page.holds("no-namespace-told", String.join("\n", told.toList()));
  }

  @Recorded
  void run(CaseContext context) throws Exception {
    var page = Recording.of(context.role("list-pods"), "who-am-i").shownAs("kubernetes-from-java");

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

package example.contract.cases;

import example.contract.CaseContext;
import example.contract.recording.Recording;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * What a row under {@code recorded} of {@code request-cases.yaml} holds the blocks of a page to.
 */
record PageBlocks(JsonNode row, Variables variables) {

  void compare(CaseContext context) throws Exception {
    var pattern = row.get("id").asString().replaceFirst("\\..*", "");
    var page = Recording.on(context, row.path("page").asString("docs/patterns/" + pattern + ".md"));
    if (row.has("token")) {
      page.withToken(variables.fill(row.get("token").asString()));
    }
    if (row.has("ca")) {
      page.withCa(variables.fill(row.get("ca").asString()));
    }
    for (var block : row.path("naive").properties()) {
      var call = RequestRow.texts(block.getValue());
      page.naive(block.getKey(), call.get(0), words(call.subList(1, call.size())));
    }
    for (var block : row.path("sentence").properties()) {
      page.told(block.getKey(), words(RequestRow.texts(block.getValue())));
    }
    page.shownAs("kubernetes-from-java");
    for (var block : row.path("transcript").properties()) {
      var commands = new ArrayList<String>();
      for (var command : block.getValue()) {
        commands.add(page.transcript(words(RequestRow.texts(command))));
      }
      page.holds(block.getKey(), String.join("\n", commands));
    }
  }

  private static String[] words(List<String> words) {
    return words.toArray(String[]::new);
  }
}

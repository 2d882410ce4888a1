package example.contract.access;

import example.contract.access.ShortVersionGrades.Grade;
import example.contract.access.ShortVersionGrades.Graded;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/**
 * The rows of {@code short-version.yaml}: in which the short version differs from the strict one,
 * under the reason for it.
 */
public final class ShortVersionList {

  private static final String FILE = "short-version.yaml";

  private final JsonNode file;

  ShortVersionList(JsonNode file) {
    this.file = file;
  }

  /** The file as it stands; the docs' table is made from it too. */
  public static JsonNode file() {
    return AccessRow.resource(FILE);
  }

  /** One sentence for each row of a client that is not listed as it was graded. */
  List<String> problems(String client, Map<String, Graded> rows) {
    var problems = new ArrayList<String>();
    var listed = listed(client, problems);
    var ids = new TreeSet<>(rows.keySet());
    ids.addAll(listed.keySet());
    for (var id : ids) {
      var row = rows.getOrDefault(id, new Graded(Grade.NOT_APPLICABLE, "", "", ""));
      if ((row.grade() == Grade.DIFFERS) != listed.containsKey(id)) {
        var where = row.combination().isEmpty() ? "" : " (%s)".formatted(row.combination());
        var remedy =
            listed.containsKey(id)
                ? "Remove it from %s, where it stands under \"%s\"".formatted(FILE, listed.get(id))
                : "Mend InClusterOrKubeconfig, or list it in %s under the reason".formatted(FILE);
        problems.add(
            "%s%s, %s: expected %s, and the short version gives %s. %s."
                .formatted(id, where, client, row.expected(), row.actual(), remedy));
      }
    }
    return problems;
  }

  /** The reason of each row. */
  private Map<String, String> listed(String client, List<String> problems) {
    var listed = new TreeMap<String, String>();
    for (var reason : file.properties()) {
      for (var group : List.of("all", client)) {
        for (var row : reason.getValue().path(group)) {
          var other = listed.put(row.asString(), reason.getKey());
          if (other != null) {
            problems.add(
                "%s, %s: %s lists it under \"%s\" and \"%s\". Remove one."
                    .formatted(row.asString(), client, FILE, other, reason.getKey()));
          }
        }
      }
    }
    return listed;
  }
}

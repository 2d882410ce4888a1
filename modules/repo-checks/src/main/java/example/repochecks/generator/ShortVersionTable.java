package example.repochecks.generator;

import example.contract.Client;
import example.contract.access.ShortVersionList;
import java.util.ArrayList;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** The table that the docs make of {@code short-version.yaml}. */
final class ShortVersionTable {

  private static final String FOLDER = "modules/contract/src/main/resources/";

  private ShortVersionTable() {}

  static String markdown(PageLocation here) {
    var table = new Table("what differs", "the strict version", "cases, by client");
    for (var reason : ShortVersionList.file().properties()) {
      var cases = new ArrayList<String>();
      cases.add(cases("all three", reason.getValue().path("all")));
      Client.names().forEach(name -> cases.add(cases(name, reason.getValue().path(name))));
      cases.removeIf(String::isEmpty);
      var strict = reason.getValue().get("strict").asString();
      table.row(reason.getKey(), strict, String.join("; ", cases));
    }
    return table.markdown()
        + "\nA case is a row of %s. A test compares this list, %s, with what the three files do.\n"
            .formatted(
                here.link("access-cases.yaml", FOLDER + "access-cases.yaml"),
                here.link("short-version.yaml", FOLDER + "short-version.yaml"));
  }

  private static String cases(String who, JsonNode rows) {
    return rows.isEmpty()
        ? ""
        : rows.valueStream()
            .map(row -> Cell.code("cluster-access." + row.asString()))
            .collect(Collectors.joining(", ", who + ": ", ""));
  }
}

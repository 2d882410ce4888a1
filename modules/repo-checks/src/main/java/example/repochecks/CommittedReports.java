package example.repochecks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** The committed report of each client holds cases, and all hold the same. */
final class CommittedReports implements Check {

  private static final JsonMapper JSON = new JsonMapper();
  private static final int SHOWN = 3;

  @Override
  public List<String> problems(Path repository) throws IOException {
    var problems = new ArrayList<String>();
    TreeSet<String> first = null;
    for (var client : Repository.CLIENTS) {
      var where = "docs/reports/%s.json".formatted(client);
      var file = repository.resolve(where);
      if (!Files.isRegularFile(file)) {
        problems.add(where + ": no such file. Run make test, then make docs.");
        continue;
      }
      TreeSet<String> ids;
      try {
        ids =
            JSON.readTree(Files.readString(file))
                .path("cases")
                .valueStream()
                .map(each -> each.path("id").asString(""))
                .collect(Collectors.toCollection(TreeSet::new));
      } catch (JacksonException malformed) {
        problems.add(where + ": is not JSON. Run make test, then make docs.");
        continue;
      }
      if (ids.isEmpty()) {
        problems.add(where + ": holds no case. Run make test, then make docs.");
        continue;
      }
      first = first == null ? ids : first;
      var odd = new TreeSet<>(first);
      odd.removeAll(ids);
      ids.stream().filter(new TreeSet<>(first)::add).forEach(odd::add);
      if (!odd.isEmpty()) {
        problems.add(
            "%s: holds other cases than the reports before it, such as %s. Run make test, then make docs."
                .formatted(where, odd.stream().limit(SHOWN).collect(Collectors.joining(", "))));
      }
    }
    return problems;
  }
}

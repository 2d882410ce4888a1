package example.repochecks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What is meant for a table is one: a line of dashes in running text is a table that broke. */
final class Tables implements Check {

  @Override
  public List<String> problems(Path repository) throws IOException {
    var problems = new ArrayList<String>();
    var pages = Page.all(repository);
    if (pages.isEmpty()) {
      return List.of("README.md: no page is there to read. Look at where this check looks.");
    }
    for (var page : pages) {
      for (var line : page.brokenTables) {
        problems.add(
            "%s: line %d is in a table that breaks. Begin its header line with |, after a blank line."
                .formatted(page.where, line));
      }
    }
    return problems;
  }
}

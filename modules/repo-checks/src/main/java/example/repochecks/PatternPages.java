package example.repochecks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The page of each pattern has the same sections, so that a reader of one finds the way in all. */
final class PatternPages implements Check {

  private static final List<String> SECTIONS =
      List.of(
          "Problem",
          "Copy",
          "The three versions",
          "What goes wrong without it",
          "Permission",
          "Run it",
          "Limits");

  @Override
  public List<String> problems(Path repository) throws IOException {
    var problems = new ArrayList<String>();
    var pages = 0;
    for (var page : Page.all(repository)) {
      if (page.where.startsWith("docs/patterns/") && !page.where.endsWith("README.md")) {
        pages++;
        if (!page.sections.equals(SECTIONS)) {
          problems.add(
              "%s: its sections are %s. Write %s."
                  .formatted(
                      page.where, String.join(", ", page.sections), String.join(", ", SECTIONS)));
        }
      }
    }
    if (pages == 0) {
      problems.add("docs/patterns: no page is there to read. Look at where this check looks.");
    }
    return problems;
  }
}

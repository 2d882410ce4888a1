package example.repochecks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Java on a page comes from a tested file: what is typed by hand is wrong after the next change.
 */
final class Fences implements Check {

  @Override
  public List<String> problems(Path repository) throws IOException {
    var problems = new ArrayList<String>();
    var pages = Page.all(repository);
    if (pages.isEmpty()) {
      return List.of("README.md: no page is there to read. Look at where this check looks.");
    }
    for (var page : pages) {
      for (var fence : page.fences) {
        if (fence.typed() && fence.language().equals("java")) {
          problems.add(
              "%s: line %d begins Java typed by hand. Quote a region of a tested file."
                  .formatted(page.where, fence.line()));
        }
      }
      for (var marker : page.loose) {
        problems.add("%s: %s has no partner. Write it.".formatted(page.where, marker));
      }
    }
    return problems;
  }
}

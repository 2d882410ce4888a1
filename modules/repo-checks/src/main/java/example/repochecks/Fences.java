package example.repochecks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Java and YAML on a page come from tested files: what is typed by hand is wrong after the next
 * change.
 */
final class Fences implements Check {

  private static final String JAVA = "Java typed by hand. Quote a region of a tested file.";
  private static final String YAML = "YAML typed by hand. Include a manifest, or a part of one.";
  private static final Map<String, String> FROM_FILES =
      Map.of("java", JAVA, "yaml", YAML, "yml", YAML);

  @Override
  public List<String> problems(Path repository) throws IOException {
    var problems = new ArrayList<String>();
    var pages = Page.all(repository);
    if (pages.isEmpty()) {
      return List.of("README.md: no page is there to read. Look at where this check looks.");
    }
    for (var page : pages) {
      for (var fence : page.fences) {
        var sentence = FROM_FILES.get(fence.language().toLowerCase(Locale.ROOT));
        if (fence.typed() && sentence != null) {
          problems.add("%s: line %d begins %s".formatted(page.where, fence.line(), sentence));
        }
      }
      for (var marker : page.loose) {
        problems.add("%s: %s has no partner. Write it.".formatted(page.where, marker));
      }
    }
    return problems;
  }
}

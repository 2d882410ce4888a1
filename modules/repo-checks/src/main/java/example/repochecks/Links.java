package example.repochecks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** A link inside the repository leads to a file, and its anchor to a heading there. */
final class Links implements Check {

  private static final Pattern ELSEWHERE = Pattern.compile("[a-z][a-z0-9+.-]*:.*");

  @Override
  public List<String> problems(Path repository) throws IOException {
    var problems = new ArrayList<String>();
    var pages = Page.all(repository);
    if (pages.isEmpty()) {
      return List.of("README.md: no page is there to read. Look at where this check looks.");
    }
    for (var page : pages) {
      for (var link : page.links) {
        if (!ELSEWHERE.matcher(link).matches()) {
          problems.addAll(problems(repository, page, link));
        }
      }
    }
    return problems;
  }

  private static List<String> problems(Path repository, Page page, String link) throws IOException {
    var parts = link.split("#", 2);
    var target = parts[0].isEmpty() ? page.path : page.path.resolveSibling(parts[0]).normalize();
    if (!target.startsWith(repository)) {
      return List.of(
          "%s: %s leads out of the repository. Link to what is in it.".formatted(page.where, link));
    }
    if (!Files.exists(target)) {
      return List.of("%s: %s leads nowhere. Correct the link.".formatted(page.where, link));
    }
    var anchors =
        target.toString().endsWith(".md") ? Page.of(repository, target).anchors : List.<String>of();
    if (parts.length == 2 && !anchors.contains(parts[1])) {
      return List.of(
          "%s: %s names no heading. Link to one of %s."
              .formatted(page.where, link, String.join(", ", anchors)));
    }
    return List.of();
  }
}

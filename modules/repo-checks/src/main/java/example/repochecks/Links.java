package example.repochecks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** A link inside the repository leads to a file, and its anchor to a heading or lines there. */
final class Links implements Check {

  private static final Pattern ELSEWHERE = Pattern.compile("[a-z][a-z0-9+.-]*:.*");
  private static final Pattern LINES = Pattern.compile("L(?<first>\\d{1,6})(-L(?<last>\\d{1,6}))?");

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
    if (parts.length < 2) {
      return List.of();
    }
    if (!target.toString().endsWith(".md")) {
      return lines(page, link, target, parts[1]);
    }
    var anchors = Page.of(repository, target).anchors;
    if (!anchors.contains(parts[1])) {
      return List.of(
          "%s: %s names no heading. Link to one of %s."
              .formatted(page.where, link, String.join(", ", anchors)));
    }
    return List.of();
  }

  /** {@code #L12} or {@code #L12-L20}, as forges understand it. */
  private static List<String> lines(Page page, String link, Path target, String anchor)
      throws IOException {
    var lines = LINES.matcher(anchor);
    if (!lines.matches() || Files.isDirectory(target)) {
      return List.of(
          "%s: %s is no page and has no headings. Link to it, or to lines of it: #L12 or #L12-L20."
              .formatted(page.where, link));
    }
    var length = Files.readString(target).lines().count();
    var first = Integer.parseInt(lines.group("first"));
    var last = lines.group("last") == null ? first : Integer.parseInt(lines.group("last"));
    if (first < 1 || last < first || last > length) {
      return List.of(
          "%s: %s is not within the file, which has %d lines. Correct the lines."
              .formatted(page.where, link, length));
    }
    return List.of();
  }
}

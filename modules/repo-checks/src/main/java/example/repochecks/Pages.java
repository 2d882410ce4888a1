package example.repochecks;

import example.repochecks.generator.Page;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A reader can follow the pages: links lead somewhere, commands can be typed, Java and YAML come
 * from tested files, and titles are messages that were printed. A link checker knows neither make
 * targets nor blocks.
 */
final class Pages implements Check {

  private static final Pattern ELSEWHERE = Pattern.compile("[a-z][a-z0-9+.-]*:.*");

  private static final Pattern TARGET = Pattern.compile("(?m)^([a-z][a-z-]*):(?!=)");
  private static final Pattern MAKE =
      Pattern.compile("(?m)(?:^|[;&|(] *)make((?: +[A-Z_]+=\\S*| +-\\S+| +[a-z][a-z-]*)+)");
  private static final Pattern WORD = Pattern.compile("(?<= )[a-z][a-z-]*(?=$| )");

  /** Up to a placeholder: of {@code manifests/rbac/<pattern>} the folder must be there. */
  private static final Pattern PATH =
      Pattern.compile("(?<![\\w./-])(modules|docs|manifests)/(?:[\\w./-]*[\\w/-])?");

  /** A pattern's page, under the line that says when it is needed: what goes wrong comes first. */
  private static final List<String> SECTIONS =
      List.of("The plain call", "What goes wrong", "The file", "Run it", "Permissions", "Limits");

  @Override
  public List<String> problems(Path repository) throws IOException {
    var problems = new ArrayList<String>();
    var pages = Page.all(repository);
    var makefile = Files.readString(repository.resolve("Makefile"));
    var targets =
        TARGET.matcher(makefile).results().map(found -> found.group(1)).collect(Collectors.toSet());
    for (var page : pages) {
      var sentences = new ArrayList<String>();
      for (var link : page.links) {
        sentences.addAll(link(repository, page, link));
      }
      typed(page).forEach(text -> sentences.addAll(commands(repository, targets, text)));
      sentences.addAll(code(page));
      // People paste a message into a search box, word for word.
      if (page.isAboutMessage() && !page.recorded().contains(page.title())) {
        sentences.add(
            "no recorded block holds its title, \"%s\". Title it with what a client printed."
                .formatted(page.title()));
      }
      if (page.where.matches("docs/patterns/(?!README).*") && !page.sections.equals(SECTIONS)) {
        sentences.add("its sections are %s. Write %s.".formatted(page.sections, SECTIONS));
      }
      sentences.forEach(sentence -> problems.add(page.where + ": " + sentence));
    }
    return problems;
  }

  private static List<String> link(Path repository, Page page, String link) throws IOException {
    if (ELSEWHERE.matcher(link).matches()) {
      return List.of();
    }
    var parts = link.split("#", 2);
    var target = parts[0].isEmpty() ? page.path : page.path.resolveSibling(parts[0]).normalize();
    if (!target.startsWith(repository) || !Files.exists(target)) {
      return List.of(link + " leads to nothing in the repository. Correct the link.");
    }
    if (parts.length < 2) {
      return List.of();
    }
    var anchors =
        target.toString().endsWith(".md") ? new Page(repository, target).anchors : Set.<String>of();
    return anchors.contains(parts[1])
        ? List.of()
        : List.of("%s names no heading. Link to one of %s.".formatted(link, anchors));
  }

  private static Stream<String> typed(Page page) {
    var fences = page.fences.stream().filter(Page.Fence::typed).map(Page.Fence::text);
    return Stream.concat(page.codeSpans.stream(), fences);
  }

  private static List<String> commands(Path repository, Set<String> targets, String text) {
    var sentences = new ArrayList<String>();
    MAKE.matcher(text)
        .results()
        .flatMap(make -> WORD.matcher(make.group(1)).results().map(MatchResult::group))
        .filter(target -> !targets.contains(target))
        .map("make has no target %s. Write one, or name another."::formatted)
        .forEach(sentences::add);
    PATH.matcher(text)
        .results()
        .map(MatchResult::group)
        .filter(path -> !Files.exists(repository.resolve(path)))
        .map("there is no %s. Correct the path."::formatted)
        .forEach(sentences::add);
    return sentences;
  }

  /** Code that is typed by hand is wrong after the next change; a broken table shows its dashes. */
  private static List<String> code(Page page) {
    var sentences = new ArrayList<String>();
    for (var fence : page.fences) {
      if (fence.typed() && fence.language().matches("(?i)java|ya?ml")) {
        sentences.add(
            "line %d begins %s typed by hand. Quote a tested file."
                .formatted(fence.line(), fence.language()));
      }
    }
    for (var line : page.brokenTables) {
      sentences.add(
          "line %d is in a table that breaks. Begin its header line with |, after a blank line."
              .formatted(line));
    }
    return sentences;
  }
}

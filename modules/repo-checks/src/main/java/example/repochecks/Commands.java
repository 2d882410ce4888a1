package example.repochecks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What a page tells the reader to type can be typed: make has the target, the path is there. */
final class Commands implements Check {

  private static final Pattern TARGET = Pattern.compile("(?m)^([a-z][a-z-]*):(?!=)");
  private static final Pattern MAKE =
      Pattern.compile("(?m)(?:^|[;&|(] *)make((?: +[A-Z_]+=\\S*| +-\\S+| +[a-z][a-z-]*)+)");
  private static final Pattern WORD = Pattern.compile("(?<= )[a-z][a-z-]*(?=$| )");

  /** Up to a placeholder: of {@code manifests/rbac/<pattern>} the folder must be there. */
  private static final Pattern PATH =
      Pattern.compile("(?<![\\w./-])(modules|docs|manifests)/(?:[\\w./-]*[\\w/-])?");

  @Override
  public List<String> problems(Path repository) throws IOException {
    var problems = new ArrayList<String>();
    var pages = Page.all(repository);
    if (pages.isEmpty()) {
      return List.of("README.md: no page is there to read. Look at where this check looks.");
    }
    var targets = targets(repository);
    for (var page : pages) {
      var typed = new ArrayList<>(page.codeSpans);
      page.fences.stream().filter(Page.Fence::typed).map(Page.Fence::text).forEach(typed::add);
      for (var text : typed) {
        for (var target : made(text)) {
          if (!targets.contains(target)) {
            problems.add(
                "%s: make has no target %s. Write one, or name another."
                    .formatted(page.where, target));
          }
        }
        for (var path : paths(text)) {
          if (!Files.exists(repository.resolve(path))) {
            problems.add("%s: there is no %s. Correct the path.".formatted(page.where, path));
          }
        }
      }
    }
    return problems;
  }

  private static Set<String> targets(Path repository) throws IOException {
    var makefile = repository.resolve("Makefile");
    return TARGET
        .matcher(Files.exists(makefile) ? Files.readString(makefile) : "")
        .results()
        .map(found -> found.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static List<String> made(String text) {
    return MAKE.matcher(text)
        .results()
        .flatMap(make -> WORD.matcher(make.group(1)).results().map(word -> word.group()))
        .toList();
  }

  private static List<String> paths(String text) {
    return PATH.matcher(text).results().map(path -> path.group()).toList();
  }
}

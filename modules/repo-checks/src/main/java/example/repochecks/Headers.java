package example.repochecks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Each pattern says in its first lines, and truly, what a copy needs and what proves it. */
final class Headers implements Check {

  private static final Pattern ORDER =
      Pattern.compile("JAVA (DEPS )*(SOURCES )?(Also with )*Permission Cases Page ");
  private static final Pattern COORDINATE = Pattern.compile("([^:\\s]+:[^:\\s]+):[^:\\s]+");
  private static final Pattern PAGE = Pattern.compile("docs/[a-z0-9/-]+\\.md");

  @Override
  public List<String> problems(Path repository) throws IOException {
    var problems = new ArrayList<String>();
    var patterns = PatternFile.all(repository);
    if (patterns.isEmpty()) {
      return List.of("modules: no pattern is there to read. Look at where this check looks.");
    }
    var pins = ManagedVersions.of(repository);
    for (var pattern : patterns) {
      var header = Header.of(pattern.text());
      var shape = shape(pattern, header);
      problems.addAll(shape);
      if (shape.isEmpty()) {
        problems.addAll(needs(pattern, header, pins));
        problems.addAll(permission(pattern, header, repository));
        problems.addAll(copyWith(pattern, header));
        problems.addAll(casesAndPage(pattern, header));
      }
    }
    problems.addAll(rolesOfNobody(repository, patterns));
    problems.addAll(mains(repository));
    return problems;
  }

  /** The pages that headers name; apart, because the pages are written after the patterns. */
  List<String> pagesExist(Path repository) throws IOException {
    var problems = new ArrayList<String>();
    for (var pattern : PatternFile.all(repository)) {
      for (var page : Header.of(pattern.text()).values("Page")) {
        if (!Files.isRegularFile(repository.resolve(page))) {
          problems.add("%s: there is no page %s. Write it.".formatted(pattern.where(), page));
        }
      }
    }
    return problems;
  }

  private static List<String> shape(PatternFile pattern, Header header) {
    var lines = header.lines();
    if (lines.isEmpty() || !lines.get(0).equals(Header.LICENSE)) {
      return List.of("%s: the first line must be %s.".formatted(pattern.where(), Header.LICENSE));
    }
    if (!ORDER.matcher(String.join(" ", header.labels()) + " ").matches()) {
      return List.of(
          "%s: its header must hold %s, in this order; DEPS, SOURCES and Also with may be missing."
              .formatted(pattern.where(), String.join(", ", Header.LABELS)));
    }
    for (var i = 1; i < lines.size(); i++) {
      var label = header.labels().get(i - 1);
      var value = lines.get(i).substring(lines.get(i).indexOf(':') + 1).strip();
      if (lines.get(i).startsWith("//" + label)) {
        continue; // as JBang reads it
      }
      var aligned = "// %-12s%s".formatted(label + ":", value);
      if (!lines.get(i).equals(aligned)) {
        return List.of("%s: write %s, so that values align.".formatted(pattern.where(), aligned));
      }
    }
    return List.of();
  }

  private static List<String> needs(PatternFile pattern, Header header, ManagedVersions pins) {
    var problems = new ArrayList<String>();
    for (var need : header.needs()) {
      var coordinate = COORDINATE.matcher(need);
      var pinned = coordinate.matches() ? pins.coordinate(coordinate.group(1)) : null;
      if (pinned == null) {
        problems.add(
            "%s: DEPS names %s. Name a group:artifact:version that pom.xml pins."
                .formatted(pattern.where(), need));
      } else if (!pinned.equals(need)) {
        problems.add(
            "%s: DEPS names %s, but pom.xml pins %s. Name that."
                .formatted(pattern.where(), need, pinned));
      }
    }
    return problems;
  }

  private static List<String> permission(PatternFile pattern, Header header, Path repository)
      throws IOException {
    var said = header.values("Permission").get(0);
    var granted = Role.grants(repository, pattern.pattern());
    if (said.equals("none") == granted.equals("none") && Role.same(said, granted)) {
      return List.of();
    }
    return List.of(
        "%s: Permission is \"%s\", but %s grants \"%s\". Make them say the same."
            .formatted(pattern.where(), said, Role.where(pattern.pattern()), granted));
  }

  private static List<String> copyWith(PatternFile pattern, Header header) {
    var problems = new ArrayList<String>();
    var names = header.copyWith();
    if (!names.isEmpty() && !pattern.mayHaveSiblings()) {
      problems.add("%s: only cluster access has siblings. Stand alone.".formatted(pattern.where()));
    }
    for (var name : names) {
      if (!Files.isRegularFile(pattern.sibling(name))) {
        problems.add(
            "%s: SOURCES names %s, which is not beside it. Name a file that is."
                .formatted(pattern.where(), name));
      }
    }
    return problems;
  }

  private static List<String> casesAndPage(PatternFile pattern, Header header) {
    var problems = new ArrayList<String>();
    var cases = pattern.pattern() + ".*";
    if (!header.values("Cases").equals(List.of(cases))) {
      problems.add("%s: Cases must be %s.".formatted(pattern.where(), cases));
    }
    var page = header.values("Page").get(0);
    if (!PAGE.matcher(page).matches()) {
      problems.add(
          "%s: Page is %s. It must be a path such as docs/patterns/%s.md."
              .formatted(pattern.where(), page, pattern.pattern()));
    }
    return problems;
  }

  private static List<String> rolesOfNobody(Path repository, List<PatternFile> patterns)
      throws IOException {
    return Repository.folders(repository.resolve("manifests/rbac")).stream()
        .filter(role -> patterns.stream().noneMatch(each -> each.pattern().equals(role)))
        .map("manifests/rbac/%s: no pattern has this name. Delete or rename it."::formatted)
        .toList();
  }

  private static List<String> mains(Path repository) throws IOException {
    var problems = new ArrayList<String>();
    for (var main : PatternFile.mains(repository)) {
      if (!Header.of(main.text()).lines().equals(List.of(Header.LICENSE))) {
        problems.add("%s: its header must be %s alone.".formatted(main.where(), Header.LICENSE));
      }
      if (!main.text().replaceAll("\\s+\\*?\\s*", " ").contains("not a pattern")) {
        problems.add("%s: its Javadoc must say that it is not a pattern.".formatted(main.where()));
      }
    }
    return problems;
  }
}

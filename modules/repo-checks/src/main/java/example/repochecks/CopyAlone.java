package example.repochecks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.eclipse.aether.resolution.DependencyResolutionException;

/**
 * Each pattern compiles in a package of its own, with the files and coordinates of its header and
 * nothing else. Patterns with the same coordinates go through one compiler: packages keep them
 * apart.
 */
final class CopyAlone implements Check {

  private static final Pattern COMPLAINT =
      Pattern.compile("^(?<file>/.+\\.java):(?<line>\\d+): (error: )?(?<what>.+)$");

  private final Jdk jdk;
  private final ClassPaths classPaths;
  private final Path workshop;

  /**
   * @param workshop an empty folder to copy to
   */
  CopyAlone(Jdk jdk, ClassPaths classPaths, Path workshop) {
    this.jdk = jdk;
    this.classPaths = classPaths;
    this.workshop = workshop;
  }

  /** A pattern in the folder it was copied to, with what its header says must come along. */
  private record Copy(PatternFile pattern, Path folder, Set<String> needs, List<Path> files) {}

  @Override
  public List<String> problems(Path repository) throws IOException {
    var patterns = PatternFile.all(repository);
    return patterns.isEmpty()
        ? List.of("modules: there is no pattern to copy.")
        : problems(patterns);
  }

  List<String> problems(List<PatternFile> patterns) throws IOException {
    var byNeeds = new TreeMap<String, List<Copy>>();
    for (var pattern : patterns) {
      var copy = copy(pattern);
      byNeeds.computeIfAbsent(copy.needs().toString(), none -> new ArrayList<>()).add(copy);
    }
    var problems = new ArrayList<String>();
    for (var copies : byNeeds.values()) {
      problems.addAll(compile(copies));
    }
    return problems;
  }

  private Copy copy(PatternFile pattern) throws IOException {
    var home =
        "com.acme.%s.%s".formatted(pattern.packageName(), pattern.name().toLowerCase(Locale.ROOT));
    var folder = Files.createDirectories(workshop.resolve(home.replace('.', '/')));
    var files = new ArrayList<Path>();
    for (var file : together(pattern)) {
      var moved = Files.readString(file).replaceFirst("(?m)^package .*;$", "package " + home + ";");
      files.add(Files.writeString(folder.resolve(file.getFileName()), moved));
    }
    return new Copy(pattern, folder, needs(pattern), files);
  }

  /** The files to copy: the pattern, and of those that its header names the ones that exist. */
  static List<Path> together(PatternFile pattern) {
    return Stream.concat(
            Stream.of(pattern.path()),
            Header.of(pattern.text()).copyWith().stream().map(pattern::sibling))
        .filter(Files::isRegularFile)
        .toList();
  }

  /** The coordinates that those files name. */
  static Set<String> needs(PatternFile pattern) throws IOException {
    var needs = new TreeSet<String>();
    for (var file : together(pattern)) {
      needs.addAll(Header.of(Files.readString(file)).needs());
    }
    return needs;
  }

  private List<String> compile(List<Copy> copies) throws IOException {
    var needs = copies.get(0).needs();
    try {
      var classPath = classPaths.of(needs);
      var files = copies.stream().map(Copy::files).flatMap(Collection::stream).toList();
      var output = Files.createTempDirectory(workshop, "classes");
      return problems(copies, jdk.compile(files, classPath, output));
    } catch (DependencyResolutionException unresolved) {
      var first = copies.get(0).pattern().where();
      return List.of(
          "%s: the coordinates of its DEPS lines cannot be had (%s). Correct them."
              .formatted(first, unresolved.getMessage()));
    }
  }

  /** The first complaint about each copy. */
  private List<String> problems(List<Copy> copies, String said) {
    var problems = new TreeMap<String, String>();
    for (var line : said.lines().toList()) {
      var complaint = COMPLAINT.matcher(line);
      if (complaint.matches()) {
        var file = Path.of(complaint.group("file"));
        var copy = copies.stream().filter(each -> file.startsWith(each.folder())).findFirst();
        var where = copy.orElseThrow().pattern().where();
        problems.putIfAbsent(
            where,
            ("%s does not compile alone on %s: %s, line %s, %s."
                    + " Name what it needs in SOURCES or DEPS.")
                .formatted(
                    where,
                    jdk,
                    file.getFileName(),
                    complaint.group("line"),
                    complaint.group("what")));
      }
    }
    if (problems.isEmpty() && !said.isEmpty()) {
      return List.of("%s: javac failed without naming a file: %s".formatted(jdk, said.strip()));
    }
    return List.copyOf(problems.values());
  }
}

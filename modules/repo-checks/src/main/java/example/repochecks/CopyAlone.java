package example.repochecks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.eclipse.aether.resolution.DependencyResolutionException;

/**
 * Each pattern compiles in a package of its own, with the files and coordinates of its header and
 * nothing else: readers copy single files. Patterns with the same coordinates go through one
 * compiler; packages keep them apart.
 */
final class CopyAlone implements Check {

  private final Jdk jdk;

  CopyAlone(Jdk jdk) {
    this.jdk = jdk;
  }

  @Override
  public List<String> problems(Path repository) throws IOException {
    var patterns = PatternFile.all(repository);
    if (patterns.isEmpty()) {
      return List.of("modules: there is no pattern to copy.");
    }
    var workshop = Files.createTempDirectory("copies");
    try (var classPaths = new ClassPaths()) {
      var byNeeds = new LinkedHashMap<Set<String>, List<Path>>();
      for (var pattern : patterns) {
        var copies = copy(pattern, workshop);
        for (var needs : alternatives(pattern)) {
          byNeeds.computeIfAbsent(needs, none -> new ArrayList<>()).addAll(copies);
        }
      }
      var problems = new ArrayList<String>();
      for (var copies : byNeeds.entrySet()) {
        var output = Files.createTempDirectory(workshop, "classes");
        problems.addAll(compile(copies.getKey(), copies.getValue(), classPaths, output));
      }
      return problems;
    } finally {
      FileUtils.deleteDirectory(workshop.toFile());
    }
  }

  private static List<Path> copy(PatternFile pattern, Path workshop) throws IOException {
    var home =
        "com.acme.%s.%s".formatted(pattern.packageName(), pattern.name().toLowerCase(Locale.ROOT));
    var folder = Files.createDirectories(workshop.resolve(home.replace('.', '/')));
    var copies = new ArrayList<Path>();
    for (var file : together(pattern)) {
      var moved = Files.readString(file).replaceFirst("(?m)^package .*;$", "package " + home + ";");
      copies.add(Files.writeString(folder.resolve(file.getFileName()), moved));
    }
    return copies;
  }

  /** The files to copy: the pattern, and of those that its header names the ones that exist. */
  private static List<Path> together(PatternFile pattern) {
    return Stream.concat(
            Stream.of(pattern.path()), pattern.header().copyWith().stream().map(pattern::sibling))
        .filter(Files::isRegularFile)
        .toList();
  }

  /** The coordinates that those files name. */
  private static Set<String> needs(PatternFile pattern) throws IOException {
    var needs = new TreeSet<String>();
    for (var file : together(pattern)) {
      needs.addAll(Header.of(Files.readString(file)).needs());
    }
    return needs;
  }

  /** Those coordinates, and once more for each older one that its header also names. */
  private static List<Set<String>> alternatives(PatternFile pattern) throws IOException {
    var alternatives = new ArrayList<>(List.of(needs(pattern)));
    for (var older : pattern.header().alsoWith()) {
      var artifact = older.substring(0, older.lastIndexOf(':') + 1);
      var needs = new TreeSet<>(needs(pattern));
      needs.removeIf(need -> need.startsWith(artifact));
      needs.add(older);
      alternatives.add(needs);
    }
    return alternatives;
  }

  private List<String> compile(
      Set<String> needs, List<Path> copies, ClassPaths classPaths, Path output) throws IOException {
    try {
      var said = jdk.compile(copies, classPaths.of(needs), output);
      return said.isEmpty()
          ? List.of()
          : List.of(
              "A copy does not compile alone on %s, with %s. Name what it needs in SOURCES or DEPS.%n%s"
                  .formatted(jdk, needs, said));
    } catch (DependencyResolutionException unresolved) {
      return List.of(
          "The coordinates %s of DEPS lines cannot be had (%s). Correct them."
              .formatted(needs, unresolved.getMessage()));
    }
  }
}

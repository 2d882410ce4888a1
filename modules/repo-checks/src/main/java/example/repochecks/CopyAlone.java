package example.repochecks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
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
  public List<String> problems(Path repository) throws Exception {
    var patterns = PatternFile.all(repository);
    if (patterns.isEmpty()) {
      return List.of("modules: there is no pattern to copy.");
    }
    var workshop = Files.createTempDirectory("copies");
    try (var classPaths = new ClassPaths()) {
      var byNeeds = new LinkedHashMap<List<String>, Set<Path>>();
      for (var pattern : patterns) {
        var copies = copy(pattern, workshop);
        for (var needs : List.of(needs(copies, "DEPS"), needs(copies, "DEPS", "Also with"))) {
          byNeeds.computeIfAbsent(needs, none -> new LinkedHashSet<>()).addAll(copies);
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

  /** Copies a pattern, and of the files that its header names those that exist. */
  private static List<Path> copy(PatternFile pattern, Path workshop) throws IOException {
    var home =
        "com.acme.%s.%s".formatted(pattern.packageName(), pattern.name().toLowerCase(Locale.ROOT));
    var folder = Files.createDirectories(workshop.resolve(home.replace('.', '/')));
    var files = new ArrayList<>(List.of(pattern.path()));
    pattern.header().copyWith().forEach(name -> files.add(pattern.path().resolveSibling(name)));
    files.removeIf(file -> !Files.isRegularFile(file));
    var copies = new ArrayList<Path>();
    for (var file : files) {
      var moved = Files.readString(file).replaceFirst("(?m)^package .*;$", "package " + home + ";");
      copies.add(Files.writeString(folder.resolve(file.getFileName()), moved));
    }
    return copies;
  }

  /** The coordinates that the files name at these labels; of two versions the later label's. */
  private static List<String> needs(List<Path> files, String... labels) throws IOException {
    var byArtifact = new TreeMap<String, String>();
    for (var label : labels) {
      for (var file : files) {
        for (var need : Header.of(Files.readString(file)).values(label)) {
          byArtifact.put(need.substring(0, need.lastIndexOf(':')), need);
        }
      }
    }
    return List.copyOf(byArtifact.values());
  }

  private List<String> compile(
      List<String> needs, Set<Path> copies, ClassPaths classPaths, Path output)
      throws IOException, InterruptedException {
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

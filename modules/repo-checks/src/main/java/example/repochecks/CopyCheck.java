package example.repochecks;

import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.commons.io.file.PathUtils;
import org.eclipse.aether.resolution.DependencyResolutionException;

/**
 * Compiles one pattern alone, as its reader will, and prints what the reader needs: files,
 * dependencies, the permission and the Role that gives it.
 */
public final class CopyCheck {

  private static final String PROVIDER =
      """
          <!-- The library logs through slf4j, which warns if nobody takes what it says. First, so that the
               slf4j-api of this one is used. -->
      """;

  private final Path repository;
  private final ClassPaths classPaths;
  private final List<Jdk> jdks;

  CopyCheck(Path repository, ClassPaths classPaths, List<Jdk> jdks) {
    this.repository = repository;
    this.classPaths = classPaths;
    this.jdks = jdks;
  }

  /**
   * Exit codes: 0 it compiles; 1 it does not, and a sentence says why; 2 the argument is no
   * pattern.
   */
  public static void main(String[] arguments) throws IOException {
    var jdks = new ArrayList<>(List.of(Jdk.running()));
    Jdk.jdk25().filter(jdk -> Runtime.version().feature() != 25).ifPresent(jdks::add);
    int exit;
    try (var classPaths = new ClassPaths()) {
      exit =
          new CopyCheck(Repository.ROOT, classPaths, jdks)
              .run(arguments.length == 1 ? arguments[0] : "", System.out, System.err);
    }
    System.exit(exit);
  }

  int run(String file, PrintStream out, PrintStream err) throws IOException {
    var patterns = PatternFile.all(repository);
    var path = repository.resolve(file).normalize();
    var pattern = patterns.stream().filter(each -> each.path().equals(path)).findFirst();
    if (pattern.isEmpty()) {
      var names = patterns.stream().map(each -> each.name() + ".java").distinct().sorted();
      err.printf(
          "%s is not a pattern, and not made to be copied. Set COPY to one of %s, of a client's module.%n",
          file, names.collect(Collectors.joining(", ")));
      return 2;
    }
    for (var jdk : jdks) {
      var workshop = Files.createTempDirectory("copy-check-");
      try {
        var problems = new CopyAlone(jdk, classPaths, workshop).problems(List.of(pattern.get()));
        if (!problems.isEmpty()) {
          problems.forEach(err::println);
          return 1;
        }
      } finally {
        PathUtils.deleteDirectory(workshop);
      }
    }
    print(pattern.get(), out);
    return 0;
  }

  private void print(PatternFile pattern, PrintStream out) throws IOException {
    var on = jdks.stream().map(Jdk::toString).collect(Collectors.joining(" and "));
    out.printf("%s compiles alone on %s.%n%n", pattern.where(), on);
    out.println("Copy, and write your own package into the package line:");
    for (var file : CopyAlone.together(pattern)) {
      out.println("  " + repository.relativize(file));
    }
    var needs = CopyAlone.needs(pattern);
    if (needs.isEmpty()) {
      out.printf("%nYour pom.xml needs nothing: the JDK is enough.%n");
    } else {
      out.printf("%nInto the <dependencies> of your pom.xml:%n");
      if (logs(needs)) {
        var provider = "org.slf4j:slf4j-jdk14";
        var version = ManagedVersions.of(repository).get(provider);
        out.print(PROVIDER + dependency(provider + ":" + version, "runtime"));
      }
      needs.forEach(need -> out.print(dependency(need, "")));
    }
    permission(pattern, out);
  }

  private static String dependency(String coordinate, String scope) {
    var parts = coordinate.split(":");
    return """
            <dependency>
              <groupId>%s</groupId>
              <artifactId>%s</artifactId>
              <version>%s</version>
        %s    </dependency>
        """
        .formatted(
            parts[0],
            parts[1],
            parts[2],
            scope.isEmpty() ? "" : "      <scope>%s</scope>\n".formatted(scope));
  }

  /** Whether what is needed brings SLF4J's interface, which does nothing by itself. */
  private boolean logs(Set<String> needs) throws IOException {
    try {
      return List.of(classPaths.of(needs).split(File.pathSeparator)).stream()
          .anyMatch(jar -> Path.of(jar).getFileName().toString().startsWith("slf4j-api-"));
    } catch (DependencyResolutionException unresolved) {
      throw new IOException(unresolved); // the compiler had them a moment ago
    }
  }

  private static void permission(PatternFile pattern, PrintStream out) {
    var permission = String.join("; ", pattern.header().values("Permission"));
    if (permission.equals("none")) {
      out.printf("%nPermission: none. No Role is needed.%n");
      return;
    }
    out.printf("%nPermission: %s. Apply, with your namespace and service account:%n", permission);
    out.println("  " + Role.where(pattern.pattern()));
  }
}

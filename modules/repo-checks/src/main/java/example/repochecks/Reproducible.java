package example.repochecks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * The three programs are the same bytes as those of a second build in another folder, so that
 * whoever builds them from a commit can see that nothing else went in.
 *
 * @param second the root of the second build
 */
record Reproducible(Path second) implements Check {

  /** Exit codes: 0 the same; 1 a sentence for each difference, or why there is no second build. */
  public static void main(String[] arguments) throws IOException {
    var folder = Files.createTempDirectory("second-build-");
    int exit;
    try {
      new SecondBuild(Repository.ROOT, folder).run();
      var problems = new Reproducible(folder).problems(Repository.ROOT);
      problems.forEach(System.err::println);
      if (problems.isEmpty()) {
        System.out.printf(
            "The jars of %s and the names of their libraries are the same in two builds.%n",
            String.join(", ", Repository.CLIENTS));
      }
      exit = problems.isEmpty() ? 0 : 1;
    } catch (IllegalStateException failed) {
      System.err.println(failed.getMessage());
      exit = 1;
    } finally {
      try (var all = Files.walk(folder)) {
        for (var each : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(each);
        }
      }
    }
    System.exit(exit);
  }

  @Override
  public List<String> problems(Path repository) throws IOException {
    var problems = new ArrayList<String>();
    for (var module : Repository.CLIENTS) {
      var jar = jar(module);
      var one = repository.resolve(jar);
      var other = second.resolve(jar);
      if (!Files.isRegularFile(one) || !Files.isRegularFile(other)) {
        problems.add(
            "%s: no such file in %s. Run make build."
                .formatted(jar, Files.isRegularFile(one) ? "the second build" : "this build"));
        continue;
      }
      if (Files.mismatch(one, other) >= 0) {
        problems.add(
            "%s: %s. Find what differs between two builds and fix it there."
                .formatted(jar, difference(one, other)));
      }
      var libraries = libraries(repository, module);
      var others = libraries(second, module);
      if (!libraries.equals(others)) {
        problems.add(
            "modules/%s/target/lib: holds %s where a second build has %s. Run make clean build."
                .formatted(module, without(libraries, others), without(others, libraries)));
      }
    }
    return problems;
  }

  static String jar(String module) {
    return "modules/%s/target/%s.jar".formatted(module, module);
  }

  /** What is the first to differ: a name, a time, a size, the content, or what is no entry. */
  private static String difference(Path one, Path other) throws IOException {
    try (var first = new ZipFile(one.toFile());
        var second = new ZipFile(other.toFile())) {
      var entries = entries(first);
      var others = entries(second);
      for (var i = 0; i < Math.max(entries.size(), others.size()); i++) {
        var here = i < entries.size() ? entries.get(i) : null;
        var there = i < others.size() ? others.get(i) : null;
        if (here == null || there == null || !here.getName().equals(there.getName())) {
          return "entry %d is %s, but %s in a second build".formatted(i, name(here), name(there));
        }
        var differs = difference(here, there);
        if (!differs.isEmpty()) {
          return "entry %s has %s in a second build".formatted(here.getName(), differs);
        }
      }
      return "the entries are the same and the bytes around them are not";
    }
  }

  private static String difference(ZipEntry here, ZipEntry there) {
    if (!here.getTimeLocal().equals(there.getTimeLocal())) {
      return "the time %s, but %s".formatted(here.getTimeLocal(), there.getTimeLocal());
    }
    if (here.getSize() != there.getSize()) {
      return "%d bytes, but %d".formatted(here.getSize(), there.getSize());
    }
    return here.getCrc() == there.getCrc() ? "" : "one content, but another";
  }

  private static List<ZipEntry> entries(ZipFile jar) {
    return List.copyOf(Collections.list(jar.entries()));
  }

  private static String name(ZipEntry entry) {
    return entry == null ? "missing" : entry.getName();
  }

  private static List<String> libraries(Path build, String module) throws IOException {
    var folder = build.resolve("modules/%s/target/lib".formatted(module));
    return Repository.files(folder, "").stream()
        .map(file -> file.getFileName().toString())
        .toList();
  }

  private static String without(List<String> some, List<String> others) {
    var rest = new ArrayList<>(some);
    rest.removeAll(others);
    return rest.isEmpty() ? "nothing" : String.join(", ", rest);
  }

  /**
   * The jars that are not there or older than a file they are made of: there is nothing to say of
   * those.
   */
  static List<String> old(Path repository) throws IOException {
    var old = new ArrayList<String>();
    for (var module : Repository.CLIENTS) {
      var jar = repository.resolve(jar(module));
      if (!Files.isRegularFile(jar)) {
        old.add(jar(module) + " is not there");
        continue;
      }
      for (var file : Repository.files(repository.resolve("modules/" + module + "/src/main"), "")) {
        if (Files.getLastModifiedTime(file).compareTo(Files.getLastModifiedTime(jar)) > 0) {
          old.add("%s is older than %s".formatted(jar(module), repository.relativize(file)));
          break;
        }
      }
    }
    return old;
  }
}

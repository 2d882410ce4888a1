package example.repochecks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Where this repository is, and what every check must know of its layout. */
public final class Repository {

  public static final Path ROOT =
      Path.of(System.getProperty("repository.root", "../..")).toAbsolutePath().normalize();

  /** The modules that readers copy from; the others hold tests only. */
  public static final List<String> CLIENTS = List.of("client-java", "fabric8", "java-net-http");

  private Repository() {}

  /** Fails with each problem on a line of its own. */
  static void satisfies(Check check) throws IOException {
    var problems = check.problems(ROOT);
    if (!problems.isEmpty()) {
      throw new AssertionError(String.join("\n", problems));
    }
  }

  /** The files below a folder whose names end so, sorted; none if there is no such folder. */
  public static List<Path> files(Path folder, String ending) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (var found = Files.walk(folder)) {
      return found
          .filter(file -> Files.isRegularFile(file) && file.toString().endsWith(ending))
          .sorted()
          .toList();
    }
  }

  /** The names of the folders in a folder, sorted; none if there is no such folder. */
  public static List<String> folders(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (var found = Files.list(folder)) {
      return found
          .filter(Files::isDirectory)
          .map(each -> each.getFileName().toString())
          .sorted()
          .toList();
    }
  }

  /** What git keeps or would keep; without git all but what is built. */
  static List<Path> tracked(Path repository) throws IOException {
    if (!Files.exists(repository.resolve(".git"))) {
      return files(repository, "").stream()
          .filter(file -> !repository.relativize(file).toString().matches("(.*/)?target/.*"))
          .toList();
    }
    var git =
        new ProcessBuilder("git", "ls-files", "--cached", "--others", "--exclude-standard", "-z")
            .directory(repository.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    var names = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return Stream.of(names.split("\0"))
        .map(repository::resolve)
        .filter(Files::isRegularFile) // a deleted one is listed until that is committed
        .toList();
  }
}

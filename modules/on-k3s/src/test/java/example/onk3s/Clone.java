package example.onk3s;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/** What a reader has who has cloned the repository as it stands here, with nothing built. */
final class Clone {

  private Clone() {}

  /** Copies what git keeps, or would keep; without git all but what is built. */
  static void of(Path repository, Path into) throws IOException {
    for (var file : files(repository)) {
      var copy = into.resolve(repository.relativize(file));
      Files.createDirectories(copy.getParent());
      Files.copy(file, copy, StandardCopyOption.COPY_ATTRIBUTES); // scripts must stay executable
    }
  }

  private static List<Path> files(Path repository) throws IOException {
    if (!Files.exists(repository.resolve(".git"))) {
      try (var files = Files.walk(repository)) {
        return files
            .filter(Files::isRegularFile)
            .filter(file -> !repository.relativize(file).toString().matches("(.*/)?target/.*"))
            .toList();
      }
    }
    var git =
        new ProcessBuilder("git", "ls-files", "--cached", "--others", "--exclude-standard", "-z")
            .directory(repository.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    return Stream.of(new String(git.getInputStream().readAllBytes(), UTF_8).split("\0"))
        .map(repository::resolve)
        .filter(Files::isRegularFile) // a deleted one is listed until that is committed
        .toList();
  }
}

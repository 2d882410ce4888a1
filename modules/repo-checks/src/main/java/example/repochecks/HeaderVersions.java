package example.repochecks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Writes the versions that the root POM manages into the headers of the patterns, and into the POMs
 * that the page about copying hands out.
 */
public final class HeaderVersions {

  private HeaderVersions() {}

  public static void main(String[] arguments) throws IOException {
    write(Repository.ROOT).forEach(System.out::println);
  }

  /**
   * @return a line for each file that was written
   */
  static List<String> write(Path repository) throws IOException {
    var written = new ArrayList<String>();
    var files = new ArrayList<>(Repository.files(repository.resolve("docs/copying"), "pom.xml"));
    PatternFile.all(repository).forEach(pattern -> files.add(pattern.path()));
    var versions = ManagedVersions.of(repository);
    for (var file : files) {
      var before = Files.readString(file);
      var after = before;
      for (var managed : versions.entrySet()) {
        var name = managed.getKey().split(":");
        var header = "(//DEPS +%s:)\\S+".formatted(Pattern.quote(managed.getKey()));
        var dependency =
            "(<groupId>%s</groupId>\\s*<artifactId>%s</artifactId>\\s*<version>)[^<]+"
                .formatted(Pattern.quote(name[0]), Pattern.quote(name[1]));
        for (var place : List.of(header, dependency)) {
          after = after.replaceAll(place, "$1" + managed.getValue());
        }
      }
      if (!after.equals(before)) {
        Files.writeString(file, after);
        written.add("wrote the versions of %s".formatted(repository.relativize(file)));
      }
    }
    return written;
  }
}

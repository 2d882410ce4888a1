package example.repochecks;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A small repository in an empty folder, on which a check is seen to speak. */
record Tree(Path root) {

  Tree with(String file, String content) throws IOException {
    var path = root.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, content);
    return this;
  }

  /**
   * The same content in each of the three modules' packages, where {@code MODULE} stands for it.
   */
  Tree withPattern(String name, String content) throws IOException {
    for (var module : Repository.CLIENTS) {
      withPattern(module, name, content.replace("MODULE", module.replace("-", "")));
    }
    return this;
  }

  Tree withPattern(String module, String name, String content) throws IOException {
    return with(path(module, name), content);
  }

  /** A folder of the small repository among the test resources: one pattern, count-things. */
  Tree withSmall(String folder) throws IOException {
    var small = Path.of("src/test/resources/small").toAbsolutePath();
    for (var file : Repository.files(small.resolve(folder), "")) {
      with(small.relativize(file).toString(), Files.readString(file));
    }
    return this;
  }

  /** A root POM that pins these coordinates. */
  Tree withPins(String... coordinates) throws IOException {
    var managed = new StringBuilder();
    for (var coordinate : coordinates) {
      var parts = coordinate.split(":");
      managed.append(
          "<dependency><groupId>%s</groupId><artifactId>%s</artifactId><version>%s</version></dependency>\n"
              .formatted((Object[]) parts));
    }
    return with(
        "pom.xml",
        "<project><dependencyManagement><dependencies>\n%s</dependencies></dependencyManagement></project>\n"
            .formatted(managed));
  }

  /** Replaces text that must be there, else the control would test nothing. */
  Tree broken(String file, String sound, String broken) throws IOException {
    var text = Files.readString(root.resolve(file));
    assertTrue(text.contains(sound), file + " does not hold " + sound);
    return with(file, text.replace(sound, broken));
  }

  static String path(String module, String name) {
    return "modules/%s/src/main/java/example/%s/%s.java"
        .formatted(module, module.replace("-", ""), name);
  }
}

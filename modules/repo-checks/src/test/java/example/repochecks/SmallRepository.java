package example.repochecks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A repository in an empty folder, with only the files that a test adds to it. */
public record SmallRepository(Path root) {

  public SmallRepository with(String file, String content) throws IOException {
    var path = root.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, content);
    return this;
  }

  public String read(String file) throws IOException {
    return Files.readString(root.resolve(file));
  }

  /** Replaces text that must be there, else the test would test nothing. */
  public SmallRepository broken(String file, String sound, String broken) throws IOException {
    var text = read(file);
    assertTrue(text.contains(sound), file + " does not hold " + sound);
    return with(file, text.replace(sound, broken));
  }

  /** The path of the only file whose path ends so. */
  String find(String ending) throws IOException {
    var found = Repository.files(root, ending);
    assertEquals(1, found.size(), ending + ": " + found);
    return root.relativize(found.get(0)).toString();
  }
}

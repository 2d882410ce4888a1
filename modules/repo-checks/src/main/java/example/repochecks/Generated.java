package example.repochecks;

import example.repochecks.docs.Docs;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** What is made on the pages is what would be made of the committed files now. */
final class Generated implements Check {

  @Override
  public List<String> problems(Path repository) throws IOException {
    try {
      return new Docs(repository).old();
    } catch (IllegalStateException unmakeable) {
      return List.of(unmakeable.getMessage());
    }
  }
}

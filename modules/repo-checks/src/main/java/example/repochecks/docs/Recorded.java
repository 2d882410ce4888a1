package example.repochecks.docs;

import example.repochecks.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A transcript on a page is one that a test of this build compared: each such test leaves a trace,
 * and a block without one is text that nobody looks at any more.
 */
public final class Recorded {

  private Recorded() {}

  /** How many recorded blocks the pages hold, and a sentence for each that no test compared. */
  public record DiscoveredConfig(int blocks, List<String> problems) {}

  /**
   * @throws IllegalStateException if a page's markers do not pair
   */
  public static DiscoveredConfig in(Path repository) throws IOException {
    var traces = traces(repository);
    var problems = new ArrayList<String>();
    var blocks = 0;
    for (var page : Docs.pages(repository)) {
      var where = repository.relativize(page).toString();
      for (var block : Block.of(Files.readString(page))) {
        if (block.kind().equals("recorded")) {
          blocks++;
          if (!traces.contains((where + "#" + block.name()).replace('/', '!'))) {
            problems.add(
                "%s: %s was compared by no test of this build. Write the test, or delete the block."
                    .formatted(where, block.address()));
          }
        }
      }
    }
    if (blocks == 0) {
      problems.add("docs: no page holds a recorded block. Look at where this check looks.");
    }
    return new DiscoveredConfig(blocks, problems);
  }

  private static Set<String> traces(Path repository) throws IOException {
    var traces = new HashSet<String>();
    for (var module : Repository.folders(repository.resolve("modules"))) {
      var folder = repository.resolve("modules").resolve(module).resolve("target/recorded");
      Repository.files(folder, "").forEach(file -> traces.add(file.getFileName().toString()));
    }
    return traces;
  }
}

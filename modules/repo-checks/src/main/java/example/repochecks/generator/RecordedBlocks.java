package example.repochecks.generator;

import example.repochecks.Repository;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/**
 * Which transcripts of the pages no test of this build compared. Each test that compares one leaves
 * a file; a transcript without one may be out of date.
 */
final class RecordedBlocks {

  private RecordedBlocks() {}

  /** A sentence for each. */
  static List<String> notCompared(Path repository) throws IOException {
    var compared = new HashSet<String>();
    for (var module : Repository.folders(repository.resolve("modules"))) {
      var folder = repository.resolve("modules").resolve(module).resolve("target/recorded");
      Repository.files(folder, "").forEach(file -> compared.add(file.getFileName().toString()));
    }
    var problems = new ArrayList<String>();
    for (var page : Page.all(repository)) {
      for (var block : page.blocks) {
        var file = (page.where + "#" + block.name()).replace('/', '!');
        if (block.kind().equals("recorded") && !compared.contains(file)) {
          problems.add(
              "%s: %s was compared by no test of this build. Write the test, or delete the block."
                  .formatted(page.where, block.address()));
        }
      }
    }
    return problems;
  }
}

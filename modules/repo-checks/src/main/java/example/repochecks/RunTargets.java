package example.repochecks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Each of the three modules has its one-command target, and nothing else has. */
final class RunTargets implements Check {

  @Override
  public List<String> problems(Path repository) throws IOException {
    var problems = new ArrayList<String>();
    var targets = Repository.folders(repository.resolve("manifests/run"));
    for (var module : Repository.CLIENTS) {
      if (!targets.contains(module)) {
        problems.add("manifests/run/%s: is not there. Write it.".formatted(module));
      }
    }
    for (var target : targets) {
      if (!Repository.CLIENTS.contains(target)) {
        problems.add("manifests/run/%s: no module has this name. Delete it.".formatted(target));
      }
    }
    return problems;
  }
}

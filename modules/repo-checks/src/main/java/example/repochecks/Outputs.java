package example.repochecks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Nothing that the tests of this build printed or wrote holds a credential: the reports, the logs
 * and the pages go to whoever reads them.
 */
final class Outputs implements Check {

  private static final Pattern WRITTEN =
      Pattern.compile("target/(surefire-reports[^/]*|reports[^/]*)/.*|target/[^/]+\\.log");

  /** Whether a module whose tests left no report is a problem: where everything has run. */
  private final boolean all;

  Outputs(boolean all) {
    this.all = all;
  }

  @Override
  public List<String> problems(Path repository) throws IOException {
    var problems = new ArrayList<String>();
    var files = new ArrayList<>(Repository.files(repository.resolve("docs"), ""));
    for (var module : tested(repository)) {
      var written = written(repository.resolve("modules").resolve(module));
      if (all && written.isEmpty()) {
        problems.add(
            "modules/%s/target/surefire-reports: nothing to read. Run make test, whose output this is."
                .formatted(module));
      }
      files.addAll(written);
    }
    if (files.isEmpty()) {
      return List.of("modules: nothing to read. Run make test, or look at where this check looks.");
    }
    for (var file : files) {
      var text = Files.readString(file, StandardCharsets.ISO_8859_1); // any byte is a character
      var where = repository.relativize(file);
      for (var secret : Secret.inOutput(text)) {
        problems.add("%s: holds %s. Find the test that lets it out.".formatted(where, secret));
      }
    }
    return problems;
  }

  /** What there is to look at: a count for the modules whose tests have run, and for the others. */
  static String seen(Path repository) throws IOException {
    var seen = new ArrayList<String>();
    for (var module : tested(repository)) {
      var count = written(repository.resolve("modules").resolve(module)).size();
      seen.add(module + (count == 0 ? " nothing (its tests have not run)" : " " + count));
    }
    return "Looked for secrets in what the tests wrote, files by module: "
        + String.join(", ", seen)
        + ".";
  }

  /** The modules that have tests but this one, whose report is written after this check. */
  private static List<String> tested(Path repository) throws IOException {
    var modules = repository.resolve("modules");
    return Repository.folders(modules).stream()
        .filter(module -> !module.equals("repo-checks"))
        .filter(module -> Files.isDirectory(modules.resolve(module).resolve("src/test/java")))
        .toList();
  }

  private static List<Path> written(Path module) throws IOException {
    return Repository.files(module.resolve("target"), "").stream()
        .filter(file -> WRITTEN.matcher(module.relativize(file).toString()).matches())
        .toList();
  }
}

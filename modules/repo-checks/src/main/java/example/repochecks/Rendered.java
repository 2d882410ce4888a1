package example.repochecks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * Each fragment and each one-command target renders, and what it renders keeps the rules that its
 * parts keep.
 */
record Rendered(Path kubectl) implements Check {

  @Override
  public List<String> problems(Path repository) throws IOException {
    var problems = new ArrayList<String>();
    var folders = new TreeSet<Path>();
    for (var manifest : Repository.files(repository.resolve("manifests"), ".yaml")) {
      folders.add(manifest.getParent());
    }
    if (folders.isEmpty()) {
      return List.of("manifests: no kustomization is there. Look at where this check looks.");
    }
    for (var folder : folders) {
      var where = repository.relativize(folder).toString();
      if (!Files.isRegularFile(folder.resolve("kustomization.yaml"))) {
        problems.add(where + ": has no kustomization.yaml, so nothing can take it in. Write it.");
        continue;
      }
      var kustomize =
          new ProcessBuilder(kubectl.toString(), "kustomize", repository.resolve(where).toString())
              .redirectErrorStream(true)
              .start();
      kustomize.getOutputStream().close();
      var out = new String(kustomize.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (exitCode(kustomize) != 0) {
        problems.add("%s: does not render (%s). Correct it.".formatted(where, out.strip()));
        continue;
      }
      var manifests = Manifest.parse(where + ", rendered", out);
      problems.addAll(KnownFields.problems(manifests));
      problems.addAll(SecurityRules.problems(manifests));
    }
    return problems;
  }

  private static int exitCode(Process process) throws IOException {
    try {
      return process.waitFor();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while kubectl ran", interrupted);
    }
  }
}

package example.contract;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a packaged program consists of: its own jar, the libraries beside it, and the tree in which
 * Maven found them. The same for every build of one commit, and so a fact that can be committed.
 */
final class Program {

  private final Path target;

  /**
   * @param target the module's folder of what was built
   */
  Program(Path target) {
    this.target = target;
  }

  /** Adds {@code program} to a report, unless the module has not been packaged. */
  void addTo(ObjectNode report) throws IOException {
    var tree = target.resolve("dependency-tree.txt");
    if (!Files.isDirectory(target.resolve("lib")) || !Files.isRegularFile(tree)) {
      return;
    }
    var libraries = jars(target.resolve("lib"));
    if (libraries.isEmpty()) {
      throw new IllegalStateException(
          target.resolve("lib") + " holds no jar. Package the module first.");
    }
    var bytes = 0L;
    for (var jar : libraries) {
      bytes += Files.size(jar);
    }
    var program = report.putObject("program");
    program.put("libraries", libraries.size());
    // As a number is read back, so that a report equals itself once it is committed.
    program.put("bytesOfLibraries", Math.toIntExact(bytes));
    Files.readAllLines(tree).forEach(program.putArray("tree")::add);
  }

  private static List<Path> jars(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
    }
  }
}

package example.contract;

import example.contract.Contract.Distance;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which of the rules that the manifests give to each pattern its cases have used. That they are
 * enough is what the cases show by passing; that none is there in vain is seen here.
 */
final class Permissions {

  private final Path rbac;
  private final Map<String, Set<String>> used = new HashMap<>();

  /**
   * @param rbac holds a folder with a Role for each pattern that needs one
   */
  Permissions(Path rbac) {
    this.rbac = rbac;
  }

  Path rbac() {
    return rbac;
  }

  /** The patterns that have a Role. */
  List<String> patterns() {
    try (var folders = Files.list(rbac)) {
      return folders
          .filter(Files::isDirectory)
          .map(folder -> folder.getFileName().toString())
          .sorted()
          .toList();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /** Remembers what a case used, if it is one of the pattern whose Role it was given. */
  void saw(String id, Scene scene) {
    var pattern = id.substring(0, id.indexOf('.'));
    if (scene.distance() == Distance.FAKE && scene.has(pattern)) {
      used.computeIfAbsent(pattern, none -> new HashSet<>())
          .addAll(scene.fake().usedRules(scene.namespace()));
    }
  }

  /**
   * A sentence for each verb on a resource that a pattern's Role grants and no case has used.
   *
   * @param scene a fresh one
   */
  List<String> unused(String pattern, Scene scene) {
    var granted = scene.role(pattern).fake().unusedRules(scene.namespace());
    var seen = used.getOrDefault(pattern, Set.of());
    return granted.stream()
        .filter(pair -> !seen.contains(pair))
        .map(pair -> pair.split(" ", 2))
        .map(
            pair ->
                "%s/%s/role.yaml: no case used verb \"%s\" on \"%s\". Remove it, or write the case that needs it."
                    .formatted(Scene.RBAC, pattern, pair[0], pair[1]))
        .toList();
  }
}

package example.contract.runner;

import example.contract.CaseContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which of the rules that the manifests give to each pattern its cases have used. That the rules
 * are enough is what the cases show by passing; that none is superfluous is seen here.
 */
final class RoleUsage {

  /** Where the Roles of the patterns are in the repository. */
  static final String RBAC = "manifests/rbac";

  private final Path rbac;
  private final Map<String, Set<String>> used = new HashMap<>();

  /**
   * @param rbac holds a folder with a Role for each pattern that needs one
   */
  RoleUsage(Path rbac) {
    this.rbac = rbac;
  }

  Path rbac() {
    return rbac;
  }

  /** The patterns that have a Role. */
  List<String> patterns() throws IOException {
    try (var folders = Files.list(rbac)) {
      return folders
          .filter(Files::isDirectory)
          .map(folder -> folder.getFileName().toString())
          .sorted()
          .toList();
    }
  }

  /** Remembers what a case used, if it is one of the pattern whose Role it was given. */
  synchronized void saw(String id, CaseContext context) {
    var pattern = id.substring(0, id.indexOf('.'));
    if (context.hasRole(pattern)) {
      used.computeIfAbsent(pattern, none -> new HashSet<>())
          .addAll(context.fake().usedRules(context.namespace()));
    }
  }

  /**
   * A sentence for each verb on a resource that a pattern's Role grants and no case has used.
   *
   * @param context a fresh one
   */
  List<String> unused(String pattern, CaseContext context) throws IOException {
    return context.role(pattern).fake().unusedRules(context.namespace()).stream()
        .filter(pair -> !used.getOrDefault(pattern, Set.of()).contains(pair))
        .map(pair -> pair.split(" ", 2))
        .map(
            pair ->
                "%s/%s/role.yaml: no case used verb \"%s\" on \"%s\". Remove it, or write the case that needs it."
                    .formatted(RBAC, pattern, pair[0], pair[1]))
        .toList();
  }
}

package example.repochecks;

import example.contract.Client;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BiPredicate;

/**
 * The three modules hold files of the same names with public members in the same order, so that a
 * reader can compare two clients with diff.
 */
final class ApiParity implements Check {

  /** How a client is reached is what differs: an object of the library, or one and an address. */
  private static final Set<String> DIFFERENT_ON_PURPOSE =
      Set.of(
          "component ClusterAccess.Access.client",
          "component ClusterAccess.Access.http",
          "component ClusterAccess.Access.server",
          "component InClusterOrKubeconfig.Connection.client",
          "component InClusterOrKubeconfig.Connection.http",
          "component InClusterOrKubeconfig.Connection.server");

  /** Whether a module, the first argument, has a file for a pattern. */
  private final BiPredicate<String, String> supports;

  ApiParity() {
    this((module, pattern) -> Client.of(module).supports(pattern));
  }

  ApiParity(BiPredicate<String, String> supports) {
    this.supports = supports;
  }

  @Override
  public List<String> problems(Path repository) throws IOException {
    var problems = new ArrayList<String>();
    var byName = PatternFile.byName(repository);
    if (byName.isEmpty()) {
      return List.of("modules: there is no pattern to read.");
    }
    for (var files : byName.values()) {
      var first = files.values().iterator().next();
      for (var module : Repository.CLIENTS) {
        var other = files.get(module);
        if (!supports.test(module, first.pattern())) {
          if (other != null) {
            problems.add(
                "%s: clients.yaml says that %s does not support %s. Delete one of the two."
                    .formatted(other.where(), module, first.pattern()));
          }
        } else if (other == null) {
          problems.add(
              "%s: modules/%s has no such file. Write it there too."
                  .formatted(first.where(), module));
        } else {
          problems.addAll(differences(first, other));
        }
      }
    }
    return problems;
  }

  /** The first member that differs; those after it only follow from it. */
  private static List<String> differences(PatternFile one, PatternFile other) throws IOException {
    var expected = members(one);
    var members = members(other);
    for (var i = 0; i < Math.max(expected.size(), members.size()); i++) {
      var here = i < members.size() ? members.get(i) : "nothing more";
      var there = i < expected.size() ? expected.get(i) : "nothing more";
      if (!here.equals(there)) {
        return List.of(
            "%s: %s stands where %s has %s. Give both the same public members in one order."
                .formatted(other.where(), here, one.where(), there));
      }
    }
    return List.of();
  }

  private static List<String> members(PatternFile file) throws IOException {
    return PublicMembers.of(file).stream()
        .filter(member -> !DIFFERENT_ON_PURPOSE.contains(member))
        .toList();
  }
}

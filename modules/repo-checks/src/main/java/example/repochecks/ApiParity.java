package example.repochecks;

import example.contract.Client;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiPredicate;

/**
 * The three modules hold files of the same names with public members in the same order, so that a
 * reader can compare two clients with diff.
 */
final class ApiParity implements Check {

  /** How a client is reached is what differs: an object of the library, or one and an address. */
  private static final String DIFFERENT_ON_PURPOSE =
      "component (ClusterAccess.Access|InClusterOrKubeconfig.Connection).(client|http|server)";

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
        var supported = supports.test(module, first.pattern());
        if (!supported && other != null) {
          problems.add(
              "%s: clients.yaml says that %s does not support %s. Delete one of the two."
                  .formatted(other.where(), module, first.pattern()));
        } else if (supported && other == null) {
          problems.add(
              "%s: modules/%s has no such file. Write it there too."
                  .formatted(first.where(), module));
        } else if (supported) {
          problems.addAll(difference(first, other));
        }
      }
    }
    return problems;
  }

  /** The first member that differs; those after it only follow from it. */
  private static List<String> difference(PatternFile one, PatternFile other) throws IOException {
    var there = members(one);
    var here = members(other);
    var first = Arrays.mismatch(there.toArray(), here.toArray());
    return first < 0
        ? List.of()
        : List.of(
            "%s: %s stands where %s has %s. Give both the same public members in one order."
                .formatted(other.where(), here.get(first), one.where(), there.get(first)));
  }

  private static List<String> members(PatternFile file) throws IOException {
    var members = new ArrayList<>(PublicMembers.of(file));
    members.removeIf(member -> member.matches(DIFFERENT_ON_PURPOSE));
    members.add("nothing more");
    return members;
  }
}

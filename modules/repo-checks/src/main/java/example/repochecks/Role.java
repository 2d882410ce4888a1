package example.repochecks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;

/** What the Role of a pattern grants, in the words of a header: {@code get, list pods}. */
public final class Role {

  private static final List<String> VERBS =
      List.of(
          "get", "list", "watch", "create", "update", "patch", "delete", "deletecollection", "*");

  private Role() {}

  public static String where(String pattern) {
    return "manifests/rbac/%s/role.yaml".formatted(pattern);
  }

  /** Each rule as verbs and resources, joined by semicolons; {@code none} without a Role. */
  public static String grants(Path repository, String pattern) throws IOException {
    var file = repository.resolve(where(pattern));
    if (!Files.exists(file)) {
      return "none";
    }
    return Manifest.parse(where(pattern), Files.readString(file)).stream()
        .flatMap(role -> StreamSupport.stream(role.node().path("rules").spliterator(), false))
        .map(rule -> words(rule.path("verbs")) + " " + words(rule.path("resources")))
        .collect(Collectors.joining("; "));
  }

  private static String words(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false)
        .map(JsonNode::asString)
        .collect(Collectors.joining(", "));
  }

  /** Whether two permissions allow the same, whatever their order. */
  static boolean same(String one, String other) {
    return pairs(one).equals(pairs(other));
  }

  private static TreeSet<String> pairs(String permission) {
    var pairs = new TreeSet<String>();
    for (var rule : permission.split(";")) {
      var words = List.of(rule.strip().split("[,\\s]+"));
      for (var verb : words.stream().filter(VERBS::contains).toList()) {
        words.stream()
            .filter(word -> !VERBS.contains(word))
            .forEach(resource -> pairs.add(verb + " " + resource));
      }
    }
    return pairs;
  }
}

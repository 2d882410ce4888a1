package example.repochecks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** What the Role of a pattern grants, in the words of a header: {@code get, list pods}. */
public final class Role {

  /** The words for a pattern without a Role. */
  public static final String NONE = "none";

  private Role() {}

  public static String where(String pattern) {
    return "manifests/rbac/%s/role.yaml".formatted(pattern);
  }

  /** Each rule as verbs and resources, joined by semicolons. */
  public static String grants(Path repository, String pattern) throws IOException {
    var file = repository.resolve(where(pattern));
    if (!Files.exists(file)) {
      return NONE;
    }
    return Manifest.parse(where(pattern), Files.readString(file)).stream()
        .flatMap(manifest -> manifest.node().path("rules").valueStream())
        .map(rule -> words(rule.path("verbs")) + " " + words(rule.path("resources")))
        .collect(Collectors.joining("; "));
  }

  private static String words(JsonNode list) {
    return list.valueStream().map(JsonNode::asString).collect(Collectors.joining(", "));
  }
}

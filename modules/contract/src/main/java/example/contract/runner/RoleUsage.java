package example.contract.runner;

import example.contract.AdminClient;
import example.contract.CaseContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

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
        .map(pair -> superfluous(pattern, pair))
        .toList();
  }

  /**
   * @param pair a verb and a resource
   */
  static String superfluous(String pattern, String pair) {
    var words = pair.split(" ", 2);
    return "%s/%s/role.yaml: no case used verb \"%s\" on \"%s\". Remove it, or write the case that needs it."
        .formatted(RBAC, pattern, words[0], words[1]);
  }

  /**
   * Writes the Role of a pattern once for each verb of each rule, without that verb.
   *
   * @return by verb and resources, a folder like {@link #rbac}
   */
  Map<String, Path> lessOneVerb(String pattern, Path folder) throws IOException {
    var role = rbac.resolve(pattern).resolve("role.yaml");
    var rules = documents(role).get(0).path("rules"); // the Role comes first
    var less = new LinkedHashMap<String, Path>();
    for (var i = 0; i < rules.size(); i++) {
      var resources = rules.get(i).path("resources").valueStream().map(JsonNode::asString);
      var on = " " + resources.collect(Collectors.joining(", "));
      for (var verb : rules.get(i).path("verbs")) {
        var changed = documents(role);
        var left = (ArrayNode) changed.get(0).path("rules");
        ((ArrayNode) left.get(i).path("verbs")).removeIf(verb::equals);
        left.removeIf(rule -> rule.path("verbs").isEmpty()); // no server takes such a rule
        var written = folder.resolve(String.valueOf(less.size()));
        var yaml = changed.stream().map(AdminClient.YAML::writeValueAsString);
        CaseContext.write(
            written.resolve(pattern).resolve("role.yaml"), yaml.collect(Collectors.joining()));
        less.put(verb.asString() + on, written);
      }
    }
    return less;
  }

  private static List<JsonNode> documents(Path file) throws IOException {
    try (var documents =
        AdminClient.YAML.readerFor(JsonNode.class).<JsonNode>readValues(file.toFile())) {
      return documents.readAll();
    }
  }
}

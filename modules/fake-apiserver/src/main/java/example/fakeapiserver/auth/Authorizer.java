package example.fakeapiserver.auth;

import example.fakeapiserver.storage.Json;
import example.fakeapiserver.storage.ObjectPath;
import example.fakeapiserver.storage.ResourceType;
import example.fakeapiserver.storage.Store;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Decides who may do what: RBAC from the Roles and RoleBindings in the store, and from what every
 * cluster grants. Remembers what requests have used of the Roles of each namespace.
 */
public final class Authorizer {

  /** The rules that a real server keeps in ClusterRoles, by the group that has them. */
  private static final ObjectNode BUILT_IN = Json.resource("/built-in-rules.json");

  /** A rule, and the namespace of the Role that it comes from; empty if from none. */
  private record Granted(String namespace, JsonNode rule) {}

  private final Store store;
  private final Map<String, Set<String>> used = new HashMap<>(); // by the namespace of the Role

  public Authorizer(Store store) {
    this.store = store;
  }

  /**
   * Whether the user may; if so, every rule that says so counts as used.
   *
   * @param path of the object or collection; null if the URL names neither
   */
  public boolean allow(User user, String verb, ObjectPath path, String url) {
    var allowed = false;
    for (var granted : granted(user, path == null ? "" : path.namespace())) {
      var rule = granted.rule;
      if (holds(rule, "verbs", verb) && (path == null ? covers(rule, url) : covers(rule, path))) {
        allowed = true;
        if (!granted.namespace.isEmpty()) {
          markUsed(verb, path);
        }
      }
    }
    return allowed;
  }

  /** Every rule that the user has in a namespace, for SelfSubjectRulesReview. */
  List<JsonNode> rules(User user, String namespace) {
    return granted(user, namespace).stream().map(Granted::rule).toList();
  }

  private List<Granted> granted(User user, String namespace) {
    var granted = new ArrayList<Granted>();
    for (var group : user.groups()) {
      BUILT_IN.path(group).forEach(rule -> granted.add(new Granted("", rule)));
    }
    for (var binding : inNamespace(ResourceType.ROLE_BINDINGS, namespace)) {
      var key = Store.key(namespace, Json.text(binding, "/roleRef/name"));
      var role = store.get(ResourceType.ROLES, key);
      var subjects = binding.path("subjects").valueStream();
      if (role != null && subjects.anyMatch(subject -> isMeant(user, subject))) {
        role.path("rules").forEach(rule -> granted.add(new Granted(namespace, rule)));
      }
    }
    return granted;
  }

  private List<ObjectNode> inNamespace(ResourceType type, String namespace) {
    var there = store.now(type).subMap(namespace + "/", namespace + "0"); // '0' follows '/'
    return List.copyOf(there.values());
  }

  private static boolean isMeant(User user, JsonNode subject) {
    var name = Json.text(subject, "/name");
    return switch (Json.text(subject, "/kind")) {
      case "User" -> user.name().equals(name);
      case "Group" -> user.groups().contains(name);
      default -> user.name().equals(User.account(Json.text(subject, "/namespace"), name));
    };
  }

  private static boolean covers(JsonNode rule, String url) {
    return values(rule, "nonResourceURLs").stream()
        .anyMatch(
            known ->
                known.endsWith("*")
                    ? url.startsWith(known.substring(0, known.length() - 1))
                    : url.equals(known));
  }

  private static boolean covers(JsonNode rule, ObjectPath path) {
    var names = values(rule, "resourceNames");
    return holds(rule, "apiGroups", path.group())
        && holds(rule, "resources", path.withSubresource())
        && (names.isEmpty() || names.contains(path.name()));
  }

  private static boolean holds(JsonNode rule, String field, String value) {
    var values = values(rule, field);
    return values.contains("*") || values.contains(value);
  }

  private static List<String> values(JsonNode rule, String field) {
    return rule.path(field).valueStream().map(each -> each.asString("")).toList();
  }

  // ---- which rules are used ----

  private synchronized void markUsed(String verb, ObjectPath path) {
    used.computeIfAbsent(path.namespace(), none -> new HashSet<>())
        .add(verb + " " + ResourceType.qualified(path.withSubresource(), path.group()));
  }

  /** What requests have used of the Roles of a namespace. A rule with "*" counts as unused. */
  public synchronized Set<String> used(String namespace) {
    return Set.copyOf(used.getOrDefault(namespace, Set.of()));
  }

  /** What the Roles of a namespace allow and no request has used: {@code list pods}, sorted. */
  public List<String> unused(String namespace) {
    var unused = new TreeSet<String>();
    for (var role : inNamespace(ResourceType.ROLES, namespace)) {
      for (var rule : role.path("rules")) {
        for (var verb : values(rule, "verbs")) {
          for (var group : values(rule, "apiGroups")) {
            for (var resource : values(rule, "resources")) {
              unused.add(verb + " " + ResourceType.qualified(resource, group));
            }
          }
        }
      }
    }
    unused.removeAll(used(namespace));
    return List.copyOf(unused);
  }
}

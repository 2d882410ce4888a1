package example.fakeapiserver.auth;

import example.fakeapiserver.storage.Json;
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

  /**
   * What a request wants to do.
   *
   * @param namespace empty for the cluster scope
   * @param resource with its subresource: {@code pods/status}
   * @param name empty if any
   * @param url of something that is no resource; else empty
   */
  public record Attributes(
      String verb, String namespace, String group, String resource, String name, String url) {}

  /** A rule, and the namespace of the Role that it comes from; empty if from none. */
  private record Granted(String namespace, JsonNode rule) {}

  private final Store store;
  private final Map<String, Set<String>> used = new HashMap<>(); // by the namespace of the Role

  public Authorizer(Store store) {
    this.store = store;
  }

  /** Whether the user may; if so, every rule that says so counts as used. */
  public boolean allow(User user, Attributes wanted) {
    var allowed = false;
    for (var granted : granted(user, wanted.namespace)) {
      if (matches(granted.rule, wanted)) {
        markUsed(granted.namespace, wanted);
        allowed = true;
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
      if (role != null && isBound(user, binding)) {
        role.path("rules").forEach(rule -> granted.add(new Granted(namespace, rule)));
      }
    }
    return granted;
  }

  private List<ObjectNode> inNamespace(ResourceType type, String namespace) {
    var there = store.now(type).subMap(namespace + "/", namespace + "0"); // '0' follows '/'
    return List.copyOf(there.values());
  }

  private static boolean isBound(User user, ObjectNode binding) {
    return binding
        .path("subjects")
        .valueStream()
        .anyMatch(
            subject -> {
              var name = Json.text(subject, "/name");
              return switch (Json.text(subject, "/kind")) {
                case "User" -> user.name().equals(name);
                case "Group" -> user.groups().contains(name);
                default -> user.isServiceAccount(Json.text(subject, "/namespace"), name);
              };
            });
  }

  private static boolean matches(JsonNode rule, Attributes wanted) {
    if (!holds(rule, "verbs", wanted.verb)) {
      return false;
    }
    if (!wanted.url.isEmpty()) {
      return values(rule, "nonResourceURLs").stream()
          .anyMatch(
              url ->
                  url.endsWith("*")
                      ? wanted.url.startsWith(url.substring(0, url.length() - 1))
                      : wanted.url.equals(url));
    }
    var names = values(rule, "resourceNames");
    return holds(rule, "apiGroups", wanted.group)
        && holds(rule, "resources", wanted.resource)
        && (names.isEmpty() || names.contains(wanted.name));
  }

  private static boolean holds(JsonNode rule, String field, String value) {
    var values = values(rule, field);
    return values.contains("*") || values.contains(value);
  }

  private static List<String> values(JsonNode rule, String field) {
    return rule.path(field).valueStream().map(each -> each.asString("")).toList();
  }

  // ---- which rules are used ----

  private synchronized void markUsed(String namespace, Attributes wanted) {
    used.computeIfAbsent(namespace, none -> new HashSet<>())
        .add(wanted.verb + " " + qualified(wanted.resource, wanted.group));
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
              unused.add(verb + " " + qualified(resource, group));
            }
          }
        }
      }
    }
    unused.removeAll(used(namespace));
    return List.copyOf(unused);
  }

  /** {@code deployments.apps/status}: a resource with its group, as kubectl writes it. */
  private static String qualified(String resource, String group) {
    var parts = resource.split("/", 2);
    return ResourceType.qualified(parts[0], group) + (parts.length > 1 ? "/" + parts[1] : "");
  }
}

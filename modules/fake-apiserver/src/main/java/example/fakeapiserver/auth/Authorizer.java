package example.fakeapiserver.auth;

import example.fakeapiserver.storage.Json;
import example.fakeapiserver.storage.Registry;
import example.fakeapiserver.storage.ResourceType;
import example.fakeapiserver.storage.Store;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Who may do what: RBAC from the Roles, ClusterRoles and bindings in the store. Remembers which
 * rule of which Role a request has used. Aggregated ClusterRoles are not built.
 */
public final class Authorizer {

  /**
   * What somebody wants to do.
   *
   * @param namespace empty for the cluster scope
   * @param resource with its subresource: {@code pods/status}
   * @param name empty if any
   * @param url of something that is no resource; else empty
   */
  public record Attributes(
      String verb, String namespace, String group, String resource, String name, String url) {}

  /** A rule, and the Role or ClusterRole that it comes from. */
  private record Granted(ObjectNode role, JsonNode rule) {}

  private final Store store;
  private final Set<String> used = new HashSet<>();

  /** The same by the namespace of the Role, which may be deleted since. */
  private final Map<String, Set<String>> usedIn = new HashMap<>();

  public Authorizer(Store store) {
    this.store = store;
    for (var line : BUILT_IN) {
      builtIn(line[0], line[1], Json.parse(line[2]));
    }
  }

  private static final String[][] BUILT_IN = {
    {
      "cluster-admin",
      "system:masters",
      """
      {"rules": [{"verbs": ["*"], "apiGroups": ["*"], "resources": ["*"]},
        {"verbs": ["*"], "nonResourceURLs": ["*"]}]}"""
    },
    {
      "system:basic-user",
      "system:authenticated",
      """
      {"rules": [{"verbs": ["create"], "apiGroups": ["authorization.k8s.io"],
          "resources": ["selfsubjectaccessreviews", "selfsubjectrulesreviews"]},
        {"verbs": ["create"], "apiGroups": ["authentication.k8s.io"],
          "resources": ["selfsubjectreviews"]}]}"""
    },
    {
      "system:discovery",
      "system:authenticated",
      """
      {"rules": [{"verbs": ["get"], "nonResourceURLs": ["/api", "/api/*", "/apis", "/apis/*",
        "/healthz", "/livez", "/openapi", "/openapi/*", "/readyz", "/version", "/version/"]}]}"""
    },
    {
      "system:public-info-viewer",
      "system:unauthenticated",
      """
      {"rules": [{"verbs": ["get"],
        "nonResourceURLs": ["/healthz", "/livez", "/readyz", "/version", "/version/"]}]}"""
    }
  };

  private void builtIn(String name, String group, ObjectNode role) {
    put(ResourceType.CLUSTER_ROLES, name, role);
    var binding = Json.object();
    binding
        .putObject("roleRef")
        .put("apiGroup", ResourceType.CLUSTER_ROLES.group())
        .put("kind", "ClusterRole")
        .put("name", name);
    var subjects = binding.putArray("subjects");
    subjects.addObject().put("kind", "Group").put("name", group);
    if (group.equals("system:unauthenticated")) {
      subjects.addObject().put("kind", "Group").put("name", "system:authenticated");
    }
    put(ResourceType.CLUSTER_ROLE_BINDINGS, name, binding);
  }

  private void put(ResourceType type, String name, ObjectNode content) {
    var object = Json.typed(type.kind(), type.apiVersion());
    Registry.identify(object.putObject("metadata").put("name", name));
    object.setAll(content);
    store.write(type, Store.key("", name), none -> object);
  }

  /** Whether the user may; if so, the rules that say so count as used. */
  public boolean allow(Authenticator.User user, Attributes wanted) {
    return user.groups().contains("system:masters") || !matching(user, wanted, true).isEmpty();
  }

  /** As {@link #allow}, for those who only ask: nothing counts as used. */
  public boolean mayBeAllowed(Authenticator.User user, Attributes wanted) {
    return user.groups().contains("system:masters") || !matching(user, wanted, false).isEmpty();
  }

  private List<Granted> matching(Authenticator.User user, Attributes wanted, boolean use) {
    var matching = new ArrayList<Granted>();
    for (var granted : granted(user, wanted.namespace)) {
      if (matches(granted.rule, wanted)) {
        matching.add(granted);
        if (use) {
          markUsed(granted, wanted);
        }
      }
    }
    return matching;
  }

  /** Every rule that the user has in a namespace, for SelfSubjectRulesReview. */
  public List<JsonNode> rules(Authenticator.User user, String namespace) {
    return granted(user, namespace).stream().map(Granted::rule).toList();
  }

  private List<Granted> granted(Authenticator.User user, String namespace) {
    var granted = new ArrayList<Granted>();
    var everywhere = store.now(ResourceType.CLUSTER_ROLE_BINDINGS).values();
    var here = new ArrayList<>(everywhere);
    if (!namespace.isEmpty()) {
      var bindings = store.now(ResourceType.ROLE_BINDINGS);
      here.addAll(bindings.subMap(namespace + "/", namespace + "0").values()); // '0' follows '/'
    }
    for (var binding : here) {
      var role = isBound(user, binding) ? role(binding) : null;
      if (role != null) {
        role.path("rules").forEach(rule -> granted.add(new Granted(role, rule)));
      }
    }
    return granted;
  }

  private ObjectNode role(ObjectNode binding) {
    var name = Json.text(binding, "/roleRef/name");
    return Json.text(binding, "/roleRef/kind").equals("Role")
        ? store.get(ResourceType.ROLES, Store.key(Json.text(binding, "/metadata/namespace"), name))
        : store.get(ResourceType.CLUSTER_ROLES, Store.key("", name));
  }

  private static boolean isBound(Authenticator.User user, ObjectNode binding) {
    for (var subject : binding.path("subjects")) {
      var name = Json.text(subject, "/name");
      var bound =
          switch (Json.text(subject, "/kind")) {
            case "User" -> user.name().equals(name);
            case "Group" -> user.groups().contains(name);
            default ->
                user.name()
                    .equals(
                        "system:serviceaccount:"
                            + subject.path("namespace").asString("")
                            + ":"
                            + name);
          };
      if (bound) {
        return true;
      }
    }
    return false;
  }

  private static boolean matches(JsonNode rule, Attributes wanted) {
    if (!holds(rule, "verbs", wanted.verb)) {
      return false;
    }
    if (!wanted.url.isEmpty()) {
      return rule.path("nonResourceURLs")
          .valueStream()
          .map(url -> url.asString(""))
          .anyMatch(
              url ->
                  url.endsWith("*")
                      ? wanted.url.startsWith(url.substring(0, url.length() - 1))
                      : wanted.url.equals(url));
    }
    var names = rule.path("resourceNames");
    return holds(rule, "apiGroups", wanted.group)
        && (holds(rule, "resources", wanted.resource) || anySubresource(rule, wanted.resource))
        && (names.isEmpty() || !wanted.name.isEmpty() && holds(rule, "resourceNames", wanted.name));
  }

  private static boolean anySubresource(JsonNode rule, String resource) {
    var slash = resource.indexOf('/');
    return slash >= 0 && holds(rule, "resources", "*" + resource.substring(slash));
  }

  private static boolean holds(JsonNode rule, String field, String value) {
    return rule.path(field)
        .valueStream()
        .map(each -> each.asString(""))
        .anyMatch(each -> each.equals("*") && !field.equals("resourceNames") || each.equals(value));
  }

  // ---- which rules are used ----

  private synchronized void markUsed(Granted granted, Attributes wanted) {
    var namespace = Json.text(granted.role, "/metadata/namespace");
    var here = usedIn.computeIfAbsent(namespace, none -> new HashSet<>());
    for (var verb : List.of(wanted.verb, "*")) {
      for (var resource : List.of(wanted.resource, "*")) {
        for (var group : List.of(wanted.group, "*")) {
          var pair = verb + " " + qualified(resource, group);
          used.add(uid(granted.role) + " " + pair);
          here.add(pair);
        }
      }
    }
  }

  /** What requests have used of the Roles of a namespace, in every way a Role can say it. */
  public synchronized Set<String> used(String namespace) {
    return Set.copyOf(usedIn.getOrDefault(namespace, Set.of()));
  }

  /** What the Roles of a namespace allow and no request has used: {@code list pods}, sorted. */
  public synchronized List<String> unused(String namespace) {
    var unused = new ArrayList<String>();
    for (var role : store.now(ResourceType.ROLES).values()) {
      if (Json.text(role, "/metadata/namespace").equals(namespace)) {
        for (var pair : pairs(role)) {
          if (!used.contains(uid(role) + " " + pair)) {
            unused.add(pair);
          }
        }
      }
    }
    return unused.stream().sorted().distinct().toList();
  }

  private static List<String> pairs(ObjectNode role) {
    var pairs = new ArrayList<String>();
    for (var rule : role.path("rules")) {
      for (var verb : rule.path("verbs")) {
        for (var group : rule.path("apiGroups")) {
          for (var resource : rule.path("resources")) {
            pairs.add(
                verb.asString("") + " " + qualified(resource.asString(""), group.asString("")));
          }
        }
      }
    }
    return pairs;
  }

  /** {@code deployments.apps/status}: a resource with its group, as kubectl writes it. */
  private static String qualified(String resource, String group) {
    var parts = resource.split("/", 2);
    return ResourceType.qualified(parts[0], group) + (parts.length > 1 ? "/" + parts[1] : "");
  }

  private static String uid(ObjectNode role) {
    return Json.text(role, "/metadata/uid");
  }
}

package example.fakeapiserver.http;

import example.fakeapiserver.auth.Reviews;
import example.fakeapiserver.storage.Json;
import example.fakeapiserver.storage.ResourceType;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What the server has, in the plain form; clients that ask for the aggregated form accept it. */
final class Discovery {

  private static final List<String> VERBS =
      List.of("create", "delete", "get", "list", "patch", "update", "watch");

  private static final String VERSION =
      """
      {"major": "1", "minor": "36", "emulationMajor": "1", "emulationMinor": "36",
        "minCompatibilityMajor": "1", "minCompatibilityMinor": "35", "gitVersion": "v1.36.1",
        "gitCommit": "", "gitTreeState": "clean", "buildDate": "1970-01-01T00:00:00Z",
        "goVersion": "", "compiler": "", "platform": "java"}""";

  private Discovery() {}

  /** The document at a path, if there is one. */
  static Optional<ObjectNode> at(String path) {
    return switch (path.replaceAll("(?<=.)/$", "")) {
      case "/version" -> Optional.of(Json.parse(VERSION));
      case "/api" -> {
        var versions = Json.object().put("kind", "APIVersions");
        versions.putArray("versions").add("v1");
        yield Optional.of(versions);
      }
      case "/api/v1" -> Optional.of(resources(""));
      case "/apis" -> Optional.of(groupList());
      default ->
          groups().stream()
              .filter(group -> path.equals("/apis/" + group + "/v1"))
              .findFirst()
              .map(Discovery::resources);
    };
  }

  private static TreeSet<String> groups() {
    var groups = new TreeSet<>(Reviews.GROUPS.values());
    ResourceType.ALL.forEach(type -> groups.add(type.group()));
    groups.remove(""); // the core group has a path of its own
    return groups;
  }

  private static ObjectNode groupList() {
    var list = Json.typed("APIGroupList", "v1");
    var groups = list.putArray("groups");
    for (var group : groups()) {
      var version = Map.of("groupVersion", group + "/v1", "version", "v1");
      var entry = groups.addObject().put("name", group);
      entry.putArray("versions").addPOJO(version);
      entry.putPOJO("preferredVersion", version);
    }
    return list;
  }

  private static ObjectNode resources(String group) {
    var list = Json.typed("APIResourceList", "v1");
    list.put("groupVersion", group.isEmpty() ? "v1" : group + "/v1");
    var resources = list.putArray("resources");
    for (var type : ResourceType.ALL) {
      if (type.group().equals(group)) {
        add(resources, type);
      }
    }
    for (var review : new TreeSet<>(Reviews.GROUPS.keySet())) {
      if (Reviews.GROUPS.get(review).equals(group)) {
        resource(resources, review, Reviews.kind(review), false, List.of("create"));
      }
    }
    return list;
  }

  private static void add(ArrayNode resources, ResourceType type) {
    var plural = type.plural();
    resource(resources, plural, type.kind(), type.namespaced(), VERBS);
    if (type.status()) {
      var verbs = List.of("get", "patch", "update");
      resource(resources, plural + "/status", type.kind(), type.namespaced(), verbs);
    }
    if (type == ResourceType.SERVICE_ACCOUNTS) {
      resource(resources, plural + "/token", "TokenRequest", true, List.of("create"))
          .put("group", "authentication.k8s.io")
          .put("version", "v1");
    }
  }

  private static ObjectNode resource(
      ArrayNode resources, String name, String kind, boolean namespaced, List<String> verbs) {
    var resource =
        resources
            .addObject()
            .put("name", name)
            .put("singularName", name.contains("/") ? "" : kind.toLowerCase(Locale.ROOT))
            .put("namespaced", namespaced)
            .put("kind", kind);
    resource.set("verbs", Json.array(verbs));
    return resource;
  }
}

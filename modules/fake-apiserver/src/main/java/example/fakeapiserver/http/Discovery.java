package example.fakeapiserver.http;

import example.fakeapiserver.storage.Json;
import example.fakeapiserver.storage.ResourceType;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import tools.jackson.databind.node.ObjectNode;

/** The types that the server keeps, for kubectl: it looks up the path of each kind here. */
final class Discovery {

  private static final List<String> VERBS =
      List.of("create", "delete", "get", "list", "patch", "update", "watch");

  private static final String VERSION =
      """
      {"major": "1", "minor": "36", "gitVersion": "v1.36.1", "gitCommit": "", "gitTreeState": "",
       "buildDate": "", "goVersion": "", "compiler": "javac", "platform": "java"}""";

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
    var groups = new TreeSet<String>();
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
        resources
            .addObject()
            .put("name", type.plural())
            .put("singularName", type.kind().toLowerCase(Locale.ROOT))
            .put("namespaced", type.namespaced())
            .put("kind", type.kind())
            .set("verbs", Json.array(VERBS));
      }
    }
    return list;
  }
}

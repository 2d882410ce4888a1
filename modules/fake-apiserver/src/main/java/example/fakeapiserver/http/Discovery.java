package example.fakeapiserver.http;

import example.fakeapiserver.auth.Reviews;
import example.fakeapiserver.storage.Json;
import example.fakeapiserver.storage.ResourceType;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What the server has, in the plain form; clients that ask for the aggregated form accept it. */
public final class Discovery {

  private static final List<String> VERBS =
      List.of("create", "delete", "deletecollection", "get", "list", "patch", "update", "watch");

  private static final String VERSION =
      """
      {"major": "1", "minor": "36", "emulationMajor": "1", "emulationMinor": "36",
        "minCompatibilityMajor": "1", "minCompatibilityMinor": "35", "gitVersion": "v1.36.1",
        "gitCommit": "", "gitTreeState": "clean", "buildDate": "1970-01-01T00:00:00Z",
        "goVersion": "", "compiler": "", "platform": "java"}""";

  private Discovery() {}

  /** The document at a path, if there is one. */
  public static Optional<ObjectNode> at(String path) {
    var parts = List.of(path.substring(1).replaceAll("/$", "").split("/"));
    if (parts.equals(List.of("version"))) {
      return Optional.of(Json.parse(VERSION));
    }
    if (parts.equals(List.of("api"))) {
      var versions = Json.object().put("kind", "APIVersions");
      versions.putArray("versions").add("v1");
      versions.putArray("serverAddressByClientCIDRs");
      return Optional.of(versions);
    }
    if (parts.equals(List.of("api", "v1"))) {
      return Optional.of(resources(""));
    }
    if (!parts.get(0).equals("apis")) {
      return Optional.empty();
    }
    if (parts.size() == 1) {
      var list = Json.typed("APIGroupList", "v1");
      var groups = list.putArray("groups");
      groups().forEach(group -> groups.add(group(Json.object(), group)));
      return Optional.of(list);
    }
    if (!groups().contains(parts.get(1))) {
      return Optional.empty();
    }
    if (parts.size() == 2) {
      return Optional.of(group(Json.typed("APIGroup", "v1"), parts.get(1)));
    }
    return parts.size() == 3 && parts.get(2).equals("v1")
        ? Optional.of(resources(parts.get(1)))
        : Optional.empty();
  }

  private static TreeSet<String> groups() {
    var groups = new TreeSet<String>();
    Stream.concat(
            ResourceType.ALL.stream().map(ResourceType::group),
            Reviews.ALL.stream().map(review -> review.get(0)))
        .filter(group -> !group.isEmpty())
        .forEach(groups::add);
    return groups;
  }

  private static ObjectNode group(ObjectNode into, String group) {
    into.put("name", group);
    var version = Map.of("groupVersion", group + "/v1", "version", "v1");
    into.putArray("versions").addPOJO(version);
    into.putPOJO("preferredVersion", version);
    return into;
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
    for (var review : Reviews.ALL) {
      if (review.get(0).equals(group)) {
        resource(resources, review.get(1), review.get(2), false, List.of("create"));
      }
    }
    return list;
  }

  private static void add(ArrayNode resources, ResourceType type) {
    var verbs =
        type == ResourceType.NAMESPACES
            ? VERBS.stream().filter(verb -> !verb.equals("deletecollection")).toList()
            : VERBS;
    var resource = resource(resources, type.plural(), type.kind(), type.namespaced(), verbs);
    if (!type.shortNames().isEmpty()) {
      resource.set("shortNames", Json.array(type.shortNames()));
    }
    if (type.status()) {
      var status = List.of("get", "patch", "update");
      resource(resources, type.plural() + "/status", type.kind(), type.namespaced(), status)
          .put("singularName", "");
    }
    if (type == ResourceType.SERVICE_ACCOUNTS) {
      resource(resources, "serviceaccounts/token", "TokenRequest", true, List.of("create"))
          .put("singularName", "")
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
            .put("singularName", kind.toLowerCase(Locale.ROOT))
            .put("namespaced", namespaced)
            .put("kind", kind);
    resource.set("verbs", Json.array(verbs));
    return resource;
  }
}

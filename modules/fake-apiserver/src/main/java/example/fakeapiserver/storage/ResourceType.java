package example.fakeapiserver.storage;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One type of object that the server keeps, in version v1 of its group.
 *
 * @param group empty for the core group
 * @param status whether {@code /status} is a subresource, which alone may write the status
 */
public record ResourceType(
    String group, String kind, String plural, boolean namespaced, boolean status) {

  /** What the server says of them, by the path: kubectl looks up each kind there. */
  private static final ObjectNode DISCOVERY = Json.resource("/discovery.json");

  /** All of them, from the documents that the server shows. */
  public static final List<ResourceType> ALL =
      DISCOVERY.valueStream().flatMap(ResourceType::of).toList();

  public static final ResourceType PODS = named("pods");
  public static final ResourceType CONFIG_MAPS = named("configmaps");
  public static final ResourceType NAMESPACES = named("namespaces");
  public static final ResourceType SERVICE_ACCOUNTS = named("serviceaccounts");
  public static final ResourceType ROLES = named("roles");
  public static final ResourceType ROLE_BINDINGS = named("rolebindings");

  /** The types of one group; those with a slash are subresources. */
  private static Stream<ResourceType> of(JsonNode document) {
    var resources = document.path("resources");
    var group = Json.text(document, "/groupVersion").replaceFirst("/?v1$", "");
    var names = resources.valueStream().map(each -> Json.text(each, "/name")).toList();
    return resources
        .valueStream()
        .filter(each -> !Json.text(each, "/name").contains("/"))
        .map(
            each -> {
              var plural = Json.text(each, "/name");
              var namespaced = each.get("namespaced").asBoolean();
              var status = names.contains(plural + "/status");
              return new ResourceType(group, Json.text(each, "/kind"), plural, namespaced, status);
            });
  }

  /** The document of discovery at a path, if there is one. */
  public static Optional<ObjectNode> discovery(String path) {
    return Optional.ofNullable((ObjectNode) DISCOVERY.get(path.replaceAll("(?<=.)/$", "")));
  }

  private static ResourceType named(String plural) {
    return ALL.stream().filter(type -> type.plural.equals(plural)).findFirst().orElseThrow();
  }

  public static Optional<ResourceType> find(String group, String version, String plural) {
    return ALL.stream()
        .filter(type -> type.group.equals(group) && type.plural.equals(plural))
        .filter(type -> version.equals("v1"))
        .findFirst();
  }

  public static Optional<ResourceType> ofKind(String apiVersion, String kind) {
    return ALL.stream()
        .filter(type -> type.apiVersion().equals(apiVersion) && type.kind.equals(kind))
        .findFirst();
  }

  public String apiVersion() {
    return group.isEmpty() ? "v1" : group + "/v1";
  }

  /** {@code deployments.apps}: how messages name it. */
  public String qualified() {
    return qualified(plural, group);
  }

  /** {@code deployments.apps/status}: with its group, as kubectl writes it. */
  public static String qualified(String resource, String group) {
    return group.isEmpty() ? resource : resource.replaceFirst("(?=/|$)", "." + group);
  }

  /** Types whose DELETE answers with the object instead of a Status. */
  public boolean answersDeleted() {
    return List.of("pods", "serviceaccounts", "namespaces", "services").contains(plural);
  }
}

package example.fakeapiserver.http;

import example.fakeapiserver.storage.Json;
import example.fakeapiserver.storage.ResourceType;
import example.fakeapiserver.storage.StatusException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Other ways to show objects: kubectl's tables, metadata alone, and with fields of the future. */
public enum Views {
  PLAIN,
  TABLE,
  METADATA;

  private static final String META = "meta.k8s.io/v1";

  /** The first view of an Accept header that this server has. */
  public static Views of(String accept) {
    if (accept == null || accept.isBlank()) {
      return PLAIN;
    }
    for (var each : accept.split(",")) {
      var parts = List.of(each.replace(" ", "").split(";"));
      if (!parts.get(0).matches("application/json|application/\\*|\\*/\\*")) {
        continue;
      }
      if (parts.contains("as=Table") && parts.contains("v=v1")) {
        return TABLE;
      }
      if (parts.stream().anyMatch(part -> part.startsWith("as=PartialObjectMetadata"))) {
        return METADATA;
      }
      if (parts.stream().noneMatch(part -> part.startsWith("as="))) {
        return PLAIN;
      }
    }
    throw StatusException.of(
        406, "NotAcceptable", "406: Not Acceptable\n\nAvailable representations: application/json");
  }

  /** Shows an object or a list of a type. */
  public ObjectNode show(ResourceType type, ObjectNode shown) {
    var isList = shown.path("items").isArray();
    return switch (this) {
      case PLAIN -> shown;
      case TABLE -> table(type, shown, isList);
      case METADATA -> isList ? metadataList(shown) : metadata(shown);
    };
  }

  private static ObjectNode metadata(JsonNode object) {
    var partial = Json.typed("PartialObjectMetadata", META);
    partial.set("metadata", object.path("metadata"));
    return partial;
  }

  private static ObjectNode metadataList(ObjectNode list) {
    var partial = Json.typed("PartialObjectMetadataList", META);
    partial.set("metadata", list.get("metadata"));
    var items = partial.putArray("items");
    list.get("items").forEach(item -> items.add(metadata(item)));
    return partial;
  }

  private static ObjectNode table(ResourceType type, ObjectNode shown, boolean isList) {
    var table = Json.typed("Table", META);
    var metadata = table.putObject("metadata");
    for (var name : List.of("resourceVersion", "continue", "remainingItemCount")) {
      if (isList && shown.path("metadata").has(name)) {
        metadata.set(name, shown.path("metadata").get(name));
      }
    }
    var columns = table.putArray("columnDefinitions");
    column(columns.addObject(), "Name", "name");
    var hasPhase = type == ResourceType.PODS || type == ResourceType.NAMESPACES;
    if (hasPhase) {
      column(columns.addObject(), "Status", "");
    }
    column(columns.addObject(), "Age", "");
    var rows = table.putArray("rows");
    for (var item : isList ? shown.get("items") : Json.JSON.createArrayNode().add(shown)) {
      var row = rows.addObject();
      var cells = row.putArray("cells").add(Json.text(item, "/metadata/name"));
      if (hasPhase) {
        cells.add(Json.text(item, "/status/phase"));
      }
      cells.add(age(Json.text(item, "/metadata/creationTimestamp")));
      row.set("object", metadata(item));
    }
    return table;
  }

  private static void column(ObjectNode column, String name, String format) {
    column.put("name", name).put("type", "string").put("format", format);
    column.put("description", "").put("priority", 0);
  }

  private static String age(String created) {
    if (created.isEmpty()) {
      return "<unknown>";
    }
    var age = Duration.between(Instant.parse(created), Instant.now());
    if (age.toHours() >= 48) {
      return age.toDays() + "d";
    }
    if (age.toMinutes() >= 120) {
      return age.toHours() + "h";
    }
    return age.toSeconds() >= 120 ? age.toMinutes() + "m" : age.toSeconds() + "s";
  }

  // ---- the future ----

  private static final String UNKNOWN = "fieldFromTheFuture";

  /** A copy of an object or list with a field that no client of today knows in every place. */
  public static ObjectNode fromTheFuture(ObjectNode shown) {
    var copy = shown.deepCopy();
    if (copy.path("items").isArray()) {
      copy.path("items").forEach(item -> extend((ObjectNode) item));
    }
    extend(copy);
    return copy;
  }

  private static void extend(ObjectNode object) {
    object.set(UNKNOWN, value());
    for (var part : List.of("spec", "status")) {
      if (object.get(part) instanceof ObjectNode inside) {
        inside.set(UNKNOWN, value());
      }
    }
    for (var container : object.path("spec").path("containers")) {
      ((ObjectNode) container).set(UNKNOWN, value());
    }
  }

  private static ObjectNode value() {
    var value = Json.object().put("enabled", true);
    value.putArray("levels").add(1).add("two");
    return value;
  }
}

package example.fakeapiserver.http;

import example.fakeapiserver.storage.Json;
import example.fakeapiserver.storage.ManagedFields;
import example.fakeapiserver.storage.ObjectPath;
import example.fakeapiserver.storage.Registry;
import example.fakeapiserver.storage.ResourceType;
import example.fakeapiserver.storage.StatusException;
import java.io.IOException;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** Server-side apply of the map fields of a ConfigMap. */
public final class Apply {

  private static final Set<String> FIELDS =
      Set.of("apiVersion", "kind", "metadata", "data", "binaryData");
  private static final Set<String> METADATA =
      Set.of("name", "namespace", "labels", "annotations", "creationTimestamp");

  private Apply() {}

  public static void run(Exchange exchange, Registry registry, ResourceType type, ObjectPath path)
      throws IOException {
    var query = exchange.query();
    var manager = query.get("fieldManager");
    if (manager.isEmpty()) {
      throw StatusException.invalidOptions(
          "PatchOptions",
          new StatusException.Cause(
              "FieldValueRequired", "Required value: is required for apply patch", "fieldManager"));
    }
    if (type != ResourceType.CONFIG_MAPS) {
      throw notImplemented("server-side apply of " + type.qualified());
    }
    if (!(exchange.patch() instanceof ObjectNode wanted)) {
      throw StatusException.badRequest("error decoding YAML: an apply patch must be an object");
    }
    checkFields(wanted);
    var intent = new Registry.Intent(manager, true, query.dryRun());
    var force = query.isTrue("force");
    try {
      var applied =
          registry.update(
              type,
              path,
              present -> {
                ManagedFields.apply(present, wanted, manager, force);
                return present;
              },
              intent);
      exchange.json(200, applied);
    } catch (StatusException refusal) {
      if (refusal.code() != 404) {
        throw refusal;
      }
      var fresh = Json.object();
      fresh.putObject("metadata").put("name", path.name());
      ManagedFields.apply(fresh, wanted, manager, force);
      exchange.json(201, registry.create(type, path.namespace(), fresh, intent));
    }
  }

  private static void checkFields(ObjectNode wanted) {
    for (var field : wanted.propertyNames()) {
      if (!FIELDS.contains(field)) {
        throw notImplemented("server-side apply of " + field);
      }
    }
    for (var field : wanted.path("metadata").properties()) {
      if (!METADATA.contains(field.getKey())) {
        throw notImplemented("server-side apply of metadata." + field.getKey());
      }
    }
  }

  private static StatusException notImplemented(String what) {
    return StatusException.of(
        501,
        "NotImplemented",
        "this API server is a fake without " + what + "; it applies the maps of a ConfigMap only");
  }
}

package example.fakeapiserver.storage;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Creates, changes and deletes objects by the rules that all types share. Nothing is validated, and
 * only what a client might look at is defaulted.
 */
public final class Registry {

  /** What clients may send and the server sets. */
  private static final Set<String> OWN =
      Set.of("uid", "resourceVersion", "creationTimestamp", "deletionTimestamp");

  private final Store store;
  private final String caPem;

  public Registry(Store store, String caPem) {
    this.store = store;
    this.caPem = caPem;
    for (var name : List.of("default", "kube-system", "kube-public", "kube-node-lease")) {
      create(ResourceType.NAMESPACES, "", Json.named(name));
    }
  }

  public static String now() {
    return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /**
   * @param namespace empty for an object of the cluster scope
   */
  public ObjectNode get(ResourceType type, String namespace, String name) {
    var found = store.get(type, Store.key(namespace, name));
    if (found == null) {
      throw StatusException.notFound(type, name);
    }
    return found;
  }

  // ---- create ----

  public ObjectNode create(ResourceType type, String namespace, ObjectNode body) {
    synchronized (store) {
      if (!namespace.isEmpty()) {
        get(ResourceType.NAMESPACES, "", namespace);
      }
      var name = Json.text(body, "/metadata/name");
      if (name.isEmpty()) {
        throw StatusException.notSupported(422, "Invalid", "names of its own: set metadata.name");
      }
      var key = Store.key(namespace, name);
      var present = store.get(type, key);
      if (present != null) {
        throw isBeingDeleted(present)
            ? StatusException.beingDeleted(type, name)
            : StatusException.alreadyExists(type, name);
      }
      var object = fresh(type, namespace, name, body);
      var created = store.write(type, key, none -> object);
      if (type == ResourceType.NAMESPACES) {
        furnish(name);
      }
      return created;
    }
  }

  private static ObjectNode fresh(
      ResourceType type, String namespace, String name, ObjectNode body) {
    var object = Json.typed(type.kind(), type.apiVersion());
    var metadata = object.putObject("metadata").put("name", name);
    if (!namespace.isEmpty()) {
      metadata.put("namespace", namespace);
    }
    metadata.put("uid", UUID.randomUUID().toString());
    metadata.put("resourceVersion", ""); // the store's to set; here for its place
    metadata.put("creationTimestamp", now());
    addAbsent(metadata, body.path("metadata"));
    if (type.status()) {
      object.putObject("status"); // only the subresource sets it
    }
    addAbsent(object, body);
    if (type == ResourceType.PODS) {
      object.withObject("/status").put("phase", "Pending");
    } else if (type == ResourceType.NAMESPACES) {
      object.withObject("/status").put("phase", "Active");
    }
    return object;
  }

  private static void addAbsent(ObjectNode object, JsonNode wanted) {
    for (var field : wanted.properties()) {
      if (!object.has(field.getKey()) && !field.getValue().isNull()) {
        object.set(field.getKey(), field.getValue());
      }
    }
  }

  /** What the controllers put into every namespace. */
  private void furnish(String namespace) {
    create(ResourceType.SERVICE_ACCOUNTS, namespace, Json.named("default"));
    var bundle = Json.named("kube-root-ca.crt");
    bundle.putObject("data").put("ca.crt", caPem);
    create(ResourceType.CONFIG_MAPS, namespace, bundle);
  }

  // ---- change ----

  /**
   * Changes an object, or its status alone.
   *
   * @param change gets a copy of the object and returns what the client wants it to be
   */
  public ObjectNode update(ResourceType type, ObjectPath path, UnaryOperator<ObjectNode> change) {
    var key = Store.key(path.namespaceOf(type), path.name());
    return store.write(
        type,
        key,
        before -> {
          if (before == null) {
            throw StatusException.notFound(type, path.name());
          }
          var wanted = change.apply(before.deepCopy());
          var version = Json.text(wanted, "/metadata/resourceVersion");
          if (!version.isEmpty()
              && !version.equals(Json.text(before, "/metadata/resourceVersion"))) {
            throw StatusException.modified(type, path.name());
          }
          var after = merged(type, path, before, wanted);
          if (isBeingDeleted(before) && !hasFinalizers(after)) {
            return null;
          }
          return after.equals(before) ? before : after;
        });
  }

  private static ObjectNode merged(
      ResourceType type, ObjectPath path, ObjectNode before, ObjectNode wanted) {
    if (path.subresource().equals("status")) {
      var after = before.deepCopy();
      after.set("status", wanted.path("status").isObject() ? wanted.get("status") : Json.object());
      return after;
    }
    var after = Json.typed(type.kind(), type.apiVersion());
    var metadata = after.putObject("metadata");
    for (var field : before.path("metadata").properties()) {
      if (field.getKey().matches("name|namespace") || OWN.contains(field.getKey())) {
        metadata.set(field.getKey(), field.getValue());
      }
    }
    addAbsent(metadata, wanted.path("metadata"));
    if (type.status()) {
      after.set("status", before.path("status"));
    }
    addAbsent(after, wanted);
    return after;
  }

  // ---- delete ----

  /**
   * Deletes an object without grace: at once, or when its last finalizer is removed. A namespace
   * goes with all that is in it.
   */
  public ObjectNode delete(ResourceType type, ObjectPath path) {
    synchronized (store) {
      var namespace = path.namespaceOf(type);
      get(type, namespace, path.name());
      if (type == ResourceType.NAMESPACES) {
        empty(path.name());
      }
      return store.write(
          type,
          Store.key(namespace, path.name()),
          before -> hasFinalizers(before) ? waiting(before) : null);
    }
  }

  /** Whether a deletion waits for the object's finalizers. */
  public static boolean isBeingDeleted(ObjectNode object) {
    return object.path("metadata").has("deletionTimestamp");
  }

  private static boolean hasFinalizers(ObjectNode object) {
    return !object.path("metadata").path("finalizers").isEmpty();
  }

  private static ObjectNode waiting(ObjectNode before) {
    if (isBeingDeleted(before)) {
      return before;
    }
    var after = before.deepCopy();
    after.withObject("/metadata").put("deletionTimestamp", now());
    return after;
  }

  private void empty(String namespace) {
    for (var type : ResourceType.ALL) {
      var keys = new ArrayList<>(store.now(type).keySet());
      keys.removeIf(key -> !key.startsWith(namespace + "/"));
      keys.forEach(key -> store.write(type, key, any -> null));
    }
  }
}

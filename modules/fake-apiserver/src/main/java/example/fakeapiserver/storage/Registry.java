package example.fakeapiserver.storage;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Creates, changes and deletes objects by the rules that all types share. Beyond metadata nothing
 * is validated, and only what a client might look at is defaulted.
 */
public final class Registry {

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final String ALPHABET = "bcdfghjklmnpqrstvwxz2456789"; // no vowels: no words
  private static final String DNS =
      "[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*";
  private static final Set<String> SERVERS_OWN =
      Set.of(
          "uid",
          "resourceVersion",
          "generation",
          "creationTimestamp",
          "deletionTimestamp",
          "managedFields");

  private final Store store;
  private final String caPem;

  /**
   * How a change is meant.
   *
   * @param manager who owns what it sets
   * @param apply whether by server-side apply
   * @param dryRun whether to answer only
   */
  public record Intent(String manager, boolean apply, boolean dryRun) {}

  public Registry(Store store, String caPem) {
    this.store = store;
    this.caPem = caPem;
    for (var name : List.of("default", "kube-system", "kube-public", "kube-node-lease")) {
      var namespace = Json.object();
      namespace.putObject("metadata").put("name", name);
      create(ResourceType.NAMESPACES, "", namespace, new Intent("kube-apiserver", false, false));
    }
  }

  public static String now() {
    return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /** Gives an object what makes it one of its own. */
  public static void identify(ObjectNode metadata) {
    metadata.put("uid", UUID.randomUUID().toString());
    metadata.put("resourceVersion", "");
    metadata.put("creationTimestamp", now());
  }

  public boolean has(ResourceType type, String namespace, String name) {
    return store.get(type, Store.key(namespace, name)) != null;
  }

  public ObjectNode get(ResourceType type, String namespace, String name) {
    var found = store.get(type, Store.key(namespace, name));
    if (found == null) {
      throw StatusException.notFound(type, name);
    }
    return found;
  }

  // ---- create ----

  public ObjectNode create(ResourceType type, String namespace, ObjectNode body, Intent intent) {
    synchronized (store) {
      checkKind(type, body);
      checkNamespace(namespace, body);
      if (!namespace.isEmpty()) {
        get(ResourceType.NAMESPACES, "", namespace);
      }
      var name = name(type, body);
      if (!Json.text(body, "/metadata/resourceVersion").isEmpty()) {
        throw StatusException.of(
            500, "", "resourceVersion should not be set on objects to be created");
      }
      if (store.get(type, Store.key(namespace, name)) != null) {
        throw StatusException.alreadyExists(type, name);
      }
      var object = fresh(type, namespace, name, body);
      own(type, null, object, body, intent);
      if (intent.dryRun) {
        return object;
      }
      var created = store.write(type, Store.key(namespace, name), none -> object);
      if (type == ResourceType.NAMESPACES) {
        furnish(name);
      }
      return created;
    }
  }

  private static void checkKind(ResourceType type, ObjectNode body) {
    var kind = body.path("kind").asString("");
    var version = body.path("apiVersion").asString("");
    if (!kind.isEmpty() && !kind.equals(type.kind())
        || !version.isEmpty() && !version.equals(type.apiVersion())) {
      throw StatusException.badRequest(
          "%s in version \"%s\" cannot be handled as a %s: unknown conversion"
              .formatted(kind, version, type.kind()));
    }
  }

  private static void checkNamespace(String namespace, ObjectNode body) {
    var own = Json.text(body, "/metadata/namespace");
    if (!own.isEmpty() && !own.equals(namespace)) {
      throw StatusException.badRequest(
          "the namespace of the provided object does not match the namespace sent on the request");
    }
  }

  private static String name(ResourceType type, ObjectNode body) {
    var name = Json.text(body, "/metadata/name");
    var prefix = Json.text(body, "/metadata/generateName");
    if (name.isEmpty() && prefix.isEmpty()) {
      throw StatusException.invalid(
          type,
          "",
          new StatusException.Cause(
              "FieldValueRequired",
              "Required value: name or generateName is required",
              "metadata.name"));
    }
    if (name.isEmpty()) {
      var suffix = RANDOM.ints(5, 0, ALPHABET.length()).mapToObj(ALPHABET::charAt);
      return suffix.map(String::valueOf).reduce(prefix, String::concat);
    }
    if (type.hasDnsName() && !name.matches(DNS)) {
      var message =
          "Invalid value: \"%s\": a lowercase RFC 1123 subdomain must consist of lower case"
                  .formatted(name)
              + " alphanumeric characters, '-' or '.', and must start and end with an alphanumeric"
              + " character (e.g. 'example.com', regex used for validation is '"
              + DNS
              + "')";
      throw StatusException.invalid(
          type, name, new StatusException.Cause("FieldValueInvalid", message, "metadata.name"));
    }
    return name;
  }

  private ObjectNode fresh(ResourceType type, String namespace, String name, ObjectNode body) {
    var object = Json.typed(type.kind(), type.apiVersion());
    var metadata = object.putObject("metadata").put("name", name);
    if (!namespace.isEmpty()) {
      metadata.put("namespace", namespace);
    }
    identify(metadata);
    if (type.hasGeneration()) {
      metadata.put("generation", 1);
    }
    for (var field : body.path("metadata").properties()) {
      if (!SERVERS_OWN.contains(field.getKey()) && !field.getValue().isNull()) {
        metadata.set(field.getKey(), field.getValue());
      }
    }
    for (var field : body.properties()) {
      if (!object.has(field.getKey()) && !field.getValue().isNull()) {
        object.set(field.getKey(), field.getValue());
      }
    }
    defaults(type, object);
    return object;
  }

  private static void defaults(ResourceType type, ObjectNode object) {
    if (type.status() && type != ResourceType.NODES) {
      object.putObject("status"); // only the subresource sets it
    }
    if (type == ResourceType.PODS) {
      object.withObject("/status").put("phase", "Pending").put("qosClass", "BestEffort");
    } else if (type == ResourceType.NAMESPACES) {
      var name = Json.text(object, "/metadata/name");
      object
          .withObject("/metadata")
          .withObjectProperty("labels")
          .put("kubernetes.io/metadata.name", name);
      object.putObject("spec").putArray("finalizers").add("kubernetes");
      object.withObject("/status").put("phase", "Active");
    } else if (type == ResourceType.SECRETS) {
      encodeStringData(object);
    }
  }

  private static void encodeStringData(ObjectNode secret) {
    if (secret.remove("stringData") instanceof ObjectNode texts) {
      for (var text : texts.properties()) {
        var bytes = text.getValue().asString("").getBytes(StandardCharsets.UTF_8);
        secret
            .withObjectProperty("data")
            .put(text.getKey(), Base64.getEncoder().encodeToString(bytes));
      }
    }
    if (!secret.has("type")) {
      secret.put("type", "Opaque");
    }
  }

  /** What the controllers put into every namespace. */
  private void furnish(String namespace) {
    var intent = new Intent("kube-controller-manager", false, false);
    var account = Json.object();
    account.putObject("metadata").put("name", "default");
    create(ResourceType.SERVICE_ACCOUNTS, namespace, account, intent);
    var bundle = Json.object();
    bundle.putObject("metadata").put("name", "kube-root-ca.crt");
    bundle.putObject("data").put("ca.crt", caPem);
    create(ResourceType.CONFIG_MAPS, namespace, bundle, intent);
  }

  // ---- change ----

  /**
   * Changes an object, or its status alone.
   *
   * @param change gets a copy of the object and returns what the client wants it to be
   */
  public ObjectNode update(
      ResourceType type, ObjectPath path, UnaryOperator<ObjectNode> change, Intent intent) {
    var answer = new AtomicReference<ObjectNode>();
    var written =
        store.write(
            type,
            Store.key(namespace(type, path), path.name()),
            before -> {
              if (before == null) {
                throw StatusException.notFound(type, path.name());
              }
              var wanted = change.apply(before.deepCopy());
              var after = merge(type, path, before, wanted, intent);
              answer.set(after);
              if (intent.dryRun || after.equals(before)) {
                return before;
              }
              return isReleased(after) ? null : after;
            });
    return intent.dryRun ? answer.get() : written;
  }

  /** Namespaces, being in no namespace, are kept under an empty one. */
  public static String namespace(ResourceType type, ObjectPath path) {
    return type.namespaced() ? path.namespace() : "";
  }

  private ObjectNode merge(
      ResourceType type, ObjectPath path, ObjectNode before, ObjectNode wanted, Intent intent) {
    checkKind(type, wanted);
    checkNamespace(namespace(type, path), wanted);
    checkIdentity(type, before, wanted);
    var after = Json.typed(type.kind(), type.apiVersion());
    after.putObject("metadata");
    if (path.subresource().equals("status")) {
      after = before.deepCopy();
      after.set("status", wanted.path("status").isObject() ? wanted.get("status") : Json.object());
    } else {
      mergeMetadata(
          after.withObject("/metadata"), before.path("metadata"), wanted.path("metadata"));
      for (var field : wanted.properties()) {
        if (!after.has(field.getKey()) && !field.getValue().isNull()) {
          after.set(field.getKey(), field.getValue());
        }
      }
      if (type.status()) {
        after.set("status", before.path("status"));
      }
      if (type == ResourceType.SECRETS) {
        encodeStringData(after);
      }
    }
    if (type.hasGeneration() && !after.path("spec").equals(before.path("spec"))) {
      var generation = before.path("metadata").path("generation").asLong(0) + 1;
      after.withObject("/metadata").put("generation", generation);
    }
    own(type, before, after, wanted, intent);
    return after;
  }

  /** Field owners: reckoned here after a plain write, and before it when it is an apply. */
  private static void own(
      ResourceType type, ObjectNode before, ObjectNode after, ObjectNode wanted, Intent intent) {
    if (intent.apply) {
      after.withObject("/metadata").set("managedFields", wanted.at("/metadata/managedFields"));
    } else {
      ManagedFields.record(type, before, after, intent);
    }
  }

  private static void mergeMetadata(ObjectNode after, JsonNode before, JsonNode wanted) {
    for (var field : before.properties()) {
      var mine = field.getKey().matches("name|namespace") || SERVERS_OWN.contains(field.getKey());
      if (mine) {
        after.set(field.getKey(), field.getValue());
      }
    }
    for (var field : wanted.properties()) {
      var mine = after.has(field.getKey()) || SERVERS_OWN.contains(field.getKey());
      if (!mine && !field.getValue().isNull()) {
        after.set(field.getKey(), field.getValue());
      }
    }
  }

  private static void checkIdentity(ResourceType type, ObjectNode before, ObjectNode wanted) {
    var name = Json.text(before, "/metadata/name");
    var wantedName = Json.text(wanted, "/metadata/name");
    if (!wantedName.isEmpty() && !wantedName.equals(name)) {
      throw StatusException.badRequest(
          "the name of the object (%s) does not match the name on the URL (%s)"
              .formatted(wantedName, name));
    }
    var uid = Json.text(before, "/metadata/uid");
    var wantedUid = Json.text(wanted, "/metadata/uid");
    if (!wantedUid.isEmpty() && !wantedUid.equals(uid)) {
      throw StatusException.conflict(
          type,
          name,
          "Precondition failed: UID in precondition: %s, UID in object meta: %s"
              .formatted(wantedUid, uid));
    }
    var version = Json.text(wanted, "/metadata/resourceVersion");
    if (version.isEmpty() && type == ResourceType.LEASES) {
      // a lock that anybody may overwrite unseen would be none
      throw StatusException.invalid(
          type.plural(),
          type.group(),
          name,
          new StatusException.Cause(
              "FieldValueInvalid",
              "Invalid value: 0: must be specified for an update",
              "metadata.resourceVersion"));
    }
    if (!version.isEmpty() && !version.equals(Json.text(before, "/metadata/resourceVersion"))) {
      throw StatusException.modified(type, name);
    }
  }

  private static boolean isReleased(ObjectNode object) {
    var metadata = object.path("metadata");
    return metadata.has("deletionTimestamp") && metadata.path("finalizers").isEmpty();
  }

  // ---- delete ----

  /**
   * Deletes an object at once, without grace; one with finalizers is only marked.
   *
   * @param options a DeleteOptions object, of which the preconditions are read; may be empty
   */
  public ObjectNode delete(ResourceType type, ObjectPath path, ObjectNode options, Intent intent) {
    synchronized (store) {
      var key = Store.key(namespace(type, path), path.name());
      var present = get(type, namespace(type, path), path.name());
      checkPreconditions(type, present, options.path("preconditions"));
      if (intent.dryRun) {
        return present;
      }
      if (type == ResourceType.NAMESPACES) {
        empty(path.name());
      }
      return store.write(type, key, before -> marked(before));
    }
  }

  private static ObjectNode marked(ObjectNode before) {
    if (before.path("metadata").path("finalizers").isEmpty()) {
      return null;
    }
    if (before.path("metadata").has("deletionTimestamp")) {
      return before;
    }
    var after = before.deepCopy();
    after.withObject("/metadata").put("deletionTimestamp", now());
    return after;
  }

  private static void checkPreconditions(
      ResourceType type, ObjectNode present, JsonNode preconditions) {
    var name = Json.text(present, "/metadata/name");
    var uid = preconditions.path("uid").asString("");
    var actual = Json.text(present, "/metadata/uid");
    if (!uid.isEmpty() && !uid.equals(actual)) {
      throw StatusException.precondition(
          type,
          name,
          "the UID in the precondition (%s) does not match the UID in record (%s). The object"
                  .formatted(uid, actual)
              + " might have been deleted and then recreated");
    }
    var version = preconditions.path("resourceVersion").asString("");
    var actualVersion = Json.text(present, "/metadata/resourceVersion");
    if (!version.isEmpty() && !version.equals(actualVersion)) {
      throw StatusException.precondition(
          type,
          name,
          "the ResourceVersion in the precondition (%s) does not match the ResourceVersion in"
                  .formatted(version)
              + " record (%s). The object might have been modified".formatted(actualVersion));
    }
  }

  private void empty(String namespace) {
    for (var type : ResourceType.ALL) {
      if (type.namespaced()) {
        var keys = new ArrayList<>(store.now(type).keySet());
        keys.removeIf(key -> !key.startsWith(namespace + "/"));
        keys.forEach(key -> store.write(type, key, any -> null));
      }
    }
  }
}

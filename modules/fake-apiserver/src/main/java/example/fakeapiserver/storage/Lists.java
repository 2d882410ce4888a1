package example.fakeapiserver.storage;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.NavigableMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/** Lists: consistent pages of one version, older versions, selectors. */
public final class Lists {

  private final Store store;

  public Lists(Store store) {
    this.store = store;
  }

  /** What to read: a version, and the key to begin at. */
  private record Position(long version, String start) {}

  /** The list that a request asks for. */
  public ObjectNode list(ResourceType type, String namespace, Query query) {
    checkOptions(query);
    synchronized (store) {
      var limit = query.get("resourceVersion").equals("0") ? 0 : query.number("limit");
      var position = position(query, limit);
      var objects = inNamespace(store.at(type, position.version), namespace);
      return page(type, objects, position.start, query, limit, position.version);
    }
  }

  private static NavigableMap<String, ObjectNode> inNamespace(
      NavigableMap<String, ObjectNode> objects, String namespace) {
    return namespace.isEmpty()
        ? objects
        : objects.tailMap(namespace + "/", true).headMap(namespace + "0", false); // '0' follows '/'
  }

  public static void checkOptions(Query query) {
    var match = query.get("resourceVersionMatch");
    if (query.has("sendInitialEvents")) {
      throw StatusException.invalidOptions(
          "ListOptions",
          new StatusException.Cause(
              "FieldValueForbidden",
              "Forbidden: sendInitialEvents is forbidden for list",
              "sendInitialEvents"));
    }
    if (!match.matches("Exact|NotOlderThan|")) {
      var message =
          "Unsupported value: \"%s\": supported values: \"Exact\", \"NotOlderThan\", \"\""
              .formatted(match);
      throw StatusException.invalidOptions(
          "ListOptions",
          new StatusException.Cause("FieldValueNotSupported", message, "resourceVersionMatch"));
    }
    if (!match.isEmpty() && query.get("resourceVersion").isEmpty()) {
      throw StatusException.invalidOptions(
          "ListOptions",
          new StatusException.Cause(
              "FieldValueForbidden",
              "Forbidden: resourceVersionMatch is forbidden unless resourceVersion is provided",
              "resourceVersionMatch"));
    }
  }

  private Position position(Query query, long limit) {
    if (!query.get("continue").isEmpty()) {
      return continued(query);
    }
    var asked = query.version();
    var now = store.version();
    if (asked > now) {
      throw StatusException.tooLarge(query.get("resourceVersion"), now);
    }
    var match = query.get("resourceVersionMatch");
    // a limit makes an old version exact, so that pages fit together
    var exact = match.equals("Exact") || match.isEmpty() && limit > 0;
    if (asked == 0 || !exact) {
      return new Position(now, "");
    }
    if (asked < store.oldest()) {
      throw StatusException.expired("The resourceVersion for the provided list is too old.");
    }
    return new Position(asked, "");
  }

  private Position continued(Query query) {
    if (!query.get("resourceVersion").matches("0?")) {
      throw StatusException.badRequest(
          "specifying resource version is not allowed when using continue");
    }
    var position = decode(query.get("continue"));
    if (position.version < 0) {
      return new Position(store.version(), position.start);
    }
    if (position.version < store.oldest()) {
      throw gone(query);
    }
    return position;
  }

  /** 410 for a list, with a token for going on inconsistently if it is a later page. */
  public static StatusException gone(Query query) {
    return query.get("continue").isEmpty()
        ? StatusException.expired("The resourceVersion for the provided list is too old.")
        : StatusException.expiredContinue(encode(-1, decode(query.get("continue")).start));
  }

  private ObjectNode page(
      ResourceType type,
      NavigableMap<String, ObjectNode> objects,
      String start,
      Query query,
      long limit,
      long version) {
    var labels = query.get("labelSelector");
    var fields = query.get("fieldSelector");
    var wanted = Selectors.of(type, labels, fields);
    var list = Json.typed(type.kind() + "List", type.apiVersion());
    var metadata = list.putObject("metadata").put("resourceVersion", String.valueOf(version));
    var items = list.putArray("items");
    var last = "";
    for (var entry : objects.entrySet()) {
      if (entry.getKey().compareTo(start) < 0 || !wanted.test(entry.getValue())) {
        continue;
      }
      if (limit > 0 && items.size() == limit) {
        metadata.put("continue", encode(version, last + "\0"));
        if (!Selectors.any(labels, fields)) {
          metadata.put("remainingItemCount", objects.tailMap(last, false).size());
        }
        break;
      }
      items.add(withoutType(entry.getValue()));
      last = entry.getKey();
    }
    return list;
  }

  /** Items of a list do not repeat their type; the list's kind names it. */
  private static ObjectNode withoutType(ObjectNode object) {
    var item = Json.object();
    for (var field : object.properties()) {
      if (!field.getKey().equals("kind") && !field.getKey().equals("apiVersion")) {
        item.set(field.getKey(), field.getValue());
      }
    }
    return item;
  }

  private static String encode(long version, String start) {
    var token = Json.object().put("v", "meta.k8s.io/v1").put("rv", version).put("start", start);
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(token.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static Position decode(String text) {
    try {
      var token = Json.JSON.readTree(Base64.getUrlDecoder().decode(text));
      return new Position(token.path("rv").asLong(), token.path("start").asString());
    } catch (IllegalArgumentException | JacksonException malformed) {
      throw StatusException.badRequest("invalid continue token: continue key is not valid");
    }
  }
}

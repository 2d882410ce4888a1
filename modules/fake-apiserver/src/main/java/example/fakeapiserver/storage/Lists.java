package example.fakeapiserver.storage;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.NavigableMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/** Lists: selectors, and pages that show one version of the objects. */
public final class Lists {

  /** The version in a continue token that reads the present state. */
  private static final long PRESENT = -1;

  private Lists() {}

  /** What to read: a version, and the key to begin at. */
  private record Position(long version, String start) {}

  /** The list that a request asks for. */
  public static ObjectNode list(Store store, ResourceType type, String namespace, Query query) {
    synchronized (store) {
      var position = position(store, query);
      var objects = store.at(type, position.version);
      if (!namespace.isEmpty()) {
        objects = objects.subMap(namespace + "/", true, namespace + "0", false); // '0' follows '/'
      }
      return page(type, objects, position, query);
    }
  }

  private static Position position(Store store, Query query) {
    if (query.get("continue").isEmpty()) {
      return new Position(store.version(), "");
    }
    var position = decode(query.get("continue"));
    if (position.version == PRESENT) {
      return new Position(store.version(), position.start);
    }
    if (position.version < store.oldest()) {
      throw gone(query);
    }
    return position;
  }

  /** 410 for a list; for a later page with a continue token that reads the present state. */
  public static StatusException gone(Query query) {
    return query.get("continue").isEmpty()
        ? StatusException.expired("The resourceVersion for the provided list is too old.")
        : StatusException.expiredContinue(encode(PRESENT, decode(query.get("continue")).start));
  }

  private static ObjectNode page(
      ResourceType type, NavigableMap<String, ObjectNode> objects, Position from, Query query) {
    var wanted = Selectors.of(type, query);
    var limit = query.number("limit");
    var list = Json.typed(type.kind() + "List", type.apiVersion());
    var metadata = list.putObject("metadata").put("resourceVersion", String.valueOf(from.version));
    var items = list.putArray("items");
    var last = "";
    for (var entry : objects.entrySet()) {
      if (entry.getKey().compareTo(from.start) < 0 || !wanted.test(entry.getValue())) {
        continue;
      }
      if (limit > 0 && items.size() == limit) {
        metadata.put("continue", encode(from.version, last + "\0"));
        break;
      }
      items.add(withoutType(entry.getValue()));
      last = entry.getKey();
    }
    return list;
  }

  /** Items of a list do not repeat their type; the list's kind names it. */
  private static ObjectNode withoutType(ObjectNode object) {
    return Json.object().setAll(object).without(List.of("kind", "apiVersion"));
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

package example.fakeapiserver.storage;

import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** JSON merge patch (RFC 7386) and JSON patch (RFC 6902, without move and copy). */
public final class Patches {

  private Patches() {}

  /** Merges a patch into an object, and returns the object. */
  public static ObjectNode merge(ObjectNode target, JsonNode patch) {
    if (!patch.isObject()) {
      throw StatusException.badRequest("error decoding patch: a merge patch must be an object");
    }
    for (var field : patch.properties()) {
      var name = field.getKey();
      var value = field.getValue();
      if (value.isNull()) {
        target.remove(name);
      } else if (value.isObject()) {
        var present = target.get(name) instanceof ObjectNode object ? object : Json.object();
        target.set(name, merge(present, value));
      } else {
        target.set(name, value);
      }
    }
    return target;
  }

  /**
   * Whether a strategic merge patch would do something else than a merge patch of the same text:
   * its strategies are for lists, and its directives begin with a dollar sign.
   */
  public static boolean isStrategic(JsonNode patch) {
    return patch.isArray()
        || patch
            .propertyStream()
            .anyMatch(field -> field.getKey().startsWith("$") || isStrategic(field.getValue()));
  }

  /** Applies the operations of a patch in order; a failed one gives 422 and changes nothing. */
  public static ObjectNode json(ObjectNode target, JsonNode patch) {
    if (!patch.isArray()) {
      throw StatusException.badRequest(
          "error decoding patch: json: cannot unmarshal object into Go value of type"
              + " []handlers.jsonPatchOp");
    }
    patch.forEach(operation -> apply(target, operation));
    return target;
  }

  private static StatusException failed() {
    return StatusException.of(
        422, "Invalid", "the server rejected our request due to an error in our request");
  }

  private static void apply(ObjectNode document, JsonNode operation) {
    var path = pointer(operation);
    var parent = document.at(path.head());
    switch (operation.path("op").asString("")) {
      case "add" -> add(parent, path, value(operation));
      case "remove" -> {
        present(document, path);
        remove(parent, path);
      }
      case "replace" -> {
        present(document, path);
        remove(parent, path);
        add(parent, path, value(operation));
      }
      case "test" -> {
        if (!document.at(path).equals(value(operation))) {
          throw failed();
        }
      }
      default -> throw failed();
    }
  }

  /** An operation on the whole document is refused: it would replace the object. */
  private static JsonPointer pointer(JsonNode operation) {
    var path = operation.path("path").asString("");
    if (!path.startsWith("/")) {
      throw failed();
    }
    return JsonPointer.compile(path);
  }

  private static JsonNode value(JsonNode operation) {
    if (!operation.has("value")) {
      throw failed();
    }
    return operation.get("value");
  }

  private static void present(JsonNode document, JsonPointer path) {
    if (document.at(path).isMissingNode()) {
      throw failed();
    }
  }

  private static void add(JsonNode parent, JsonPointer path, JsonNode value) {
    if (parent instanceof ArrayNode array) {
      array.insert(index(path, array), value);
    } else if (parent instanceof ObjectNode object) {
      object.set(path.last().getMatchingProperty(), value);
    } else {
      throw failed();
    }
  }

  private static void remove(JsonNode parent, JsonPointer path) {
    if (parent instanceof ArrayNode array) {
      array.remove(path.last().getMatchingIndex());
    } else if (parent instanceof ObjectNode object) {
      object.remove(path.last().getMatchingProperty());
    }
  }

  /** Where to insert: {@code -} is behind the last element. */
  private static int index(JsonPointer path, ArrayNode array) {
    var last = path.last().getMatchingProperty();
    var index = last.equals("-") ? array.size() : path.last().getMatchingIndex();
    if (index < 0 || index > array.size()) {
      throw failed();
    }
    return index;
  }
}

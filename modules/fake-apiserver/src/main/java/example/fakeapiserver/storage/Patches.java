package example.fakeapiserver.storage;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** JSON merge patch (RFC 7386) and JSON patch (RFC 6902). No strategic merge patch. */
public final class Patches {

  private Patches() {}

  /** Merges a patch into an object, in place. */
  public static void merge(ObjectNode target, JsonNode patch) {
    if (!patch.isObject()) {
      throw StatusException.badRequest("error decoding patch: a merge patch must be an object");
    }
    for (var field : patch.properties()) {
      var value = field.getValue();
      if (value.isNull()) {
        target.remove(field.getKey());
      } else if (value.isObject()) {
        var nested =
            target.get(field.getKey()) instanceof ObjectNode present ? present : Json.object();
        merge(nested, value);
        target.set(field.getKey(), nested);
      } else {
        target.set(field.getKey(), value);
      }
    }
  }

  /** Applies the operations of a patch in order; a failed one gives 422 and changes nothing. */
  public static ObjectNode json(ObjectNode target, JsonNode patch) {
    if (!patch.isArray()) {
      throw StatusException.badRequest(
          "error decoding patch: json: cannot unmarshal object into Go value of type"
              + " []handlers.jsonPatchOp");
    }
    JsonNode result = target;
    for (var operation : patch) {
      result = apply(result, operation);
    }
    if (result instanceof ObjectNode object) {
      return object;
    }
    throw failed();
  }

  private static StatusException failed() {
    return StatusException.of(
        422, "Invalid", "the server rejected our request due to an error in our request");
  }

  private static JsonNode apply(JsonNode document, JsonNode operation) {
    var path = pointer(operation, "path");
    return switch (operation.path("op").asString("")) {
      case "add" -> add(document, path, value(operation));
      case "remove" -> remove(document, path);
      case "replace" -> {
        present(document, path);
        yield path.matches() ? value(operation) : set(document, path, value(operation));
      }
      case "move" -> {
        var moved = present(document, pointer(operation, "from"));
        yield add(remove(document, pointer(operation, "from")), path, moved);
      }
      case "copy" -> add(document, path, present(document, pointer(operation, "from")).deepCopy());
      case "test" -> {
        if (!document.at(path).equals(value(operation))) {
          throw failed();
        }
        yield document;
      }
      default -> throw failed();
    };
  }

  private static JsonPointer pointer(JsonNode operation, String field) {
    try {
      return JsonPointer.compile(operation.path(field).asString(""));
    } catch (IllegalArgumentException | JacksonException malformed) {
      throw failed();
    }
  }

  private static JsonNode value(JsonNode operation) {
    if (!operation.has("value")) {
      throw failed();
    }
    return operation.get("value");
  }

  private static JsonNode present(JsonNode document, JsonPointer path) {
    var node = document.at(path);
    if (node.isMissingNode()) {
      throw failed();
    }
    return node;
  }

  private static JsonNode add(JsonNode document, JsonPointer path, JsonNode value) {
    if (path.matches()) {
      return value;
    }
    if (document.at(path.head()) instanceof ArrayNode array) {
      array.insert(index(path, array, array.size()), value);
      return document;
    }
    return set(document, path, value);
  }

  private static JsonNode set(JsonNode document, JsonPointer path, JsonNode value) {
    var parent = document.at(path.head());
    if (parent instanceof ArrayNode array) {
      array.set(index(path, array, array.size() - 1), value);
    } else if (parent instanceof ObjectNode object) {
      object.set(path.last().getMatchingProperty(), value);
    } else {
      throw failed();
    }
    return document;
  }

  private static JsonNode remove(JsonNode document, JsonPointer path) {
    present(document, path);
    var parent = document.at(path.head());
    if (parent instanceof ArrayNode array) {
      array.remove(index(path, array, array.size() - 1));
    } else if (parent instanceof ObjectNode object) {
      object.remove(path.last().getMatchingProperty());
    } else {
      throw failed();
    }
    return document;
  }

  private static int index(JsonPointer path, ArrayNode array, int highest) {
    var last = path.last().getMatchingProperty();
    var index = last.equals("-") ? array.size() : path.last().getMatchingIndex();
    if (index < 0 || index > highest) {
      throw failed();
    }
    return index;
  }
}

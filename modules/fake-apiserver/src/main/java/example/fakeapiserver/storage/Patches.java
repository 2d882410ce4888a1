package example.fakeapiserver.storage;

import io.fabric8.zjsonpatch.JsonPatch;
import io.fabric8.zjsonpatch.JsonPatchException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** JSON merge patch (RFC 7386) and JSON patch (RFC 6902). */
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

  /** Merges a strategic merge patch, if a merge patch of the same text would do the same. */
  public static ObjectNode strategic(ObjectNode target, JsonNode patch) {
    if (isStrategic(patch)) {
      throw StatusException.notSupported(
          415, "UnsupportedMediaType", "strategic merge of lists; use a merge or a JSON patch");
    }
    return merge(target, patch);
  }

  /** Strategies are for lists, and directives begin with a dollar sign. */
  private static boolean isStrategic(JsonNode patch) {
    return patch.isArray()
        || patch
            .propertyStream()
            .anyMatch(field -> field.getKey().startsWith("$") || isStrategic(field.getValue()));
  }

  /** Applies a JSON patch to a copy; an operation that fails gives 422. */
  public static ObjectNode json(ObjectNode target, JsonNode patch) {
    if (!patch.isArray()) {
      throw StatusException.badRequest(
          "error decoding patch: json: cannot unmarshal object into Go value of type"
              + " []handlers.jsonPatchOp");
    }
    JsonNode result = target;
    for (var operation : patch) {
      // The library lets a field be removed that is not there; the real server does not.
      if (operation.path("op").asString("").equals("remove")
          && result.at(operation.path("path").asString("")).isMissingNode()) {
        throw failed();
      }
      try {
        result = JsonPatch.apply(Json.JSON.createArrayNode().add(operation), result);
      } catch (JsonPatchException wrong) {
        throw failed();
      }
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
}

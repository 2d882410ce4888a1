package example.fakeapiserver.storage;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Helpers for trees of JSON. */
public final class Json {

  public static final ObjectMapper JSON = new ObjectMapper();

  private Json() {}

  public static ObjectNode object() {
    return JSON.createObjectNode();
  }

  public static ArrayNode array(Iterable<String> texts) {
    var array = JSON.createArrayNode();
    texts.forEach(array::add);
    return array;
  }

  /** The string at a JSON pointer, empty if there is none. */
  public static String text(JsonNode node, String pointer) {
    return node == null ? "" : node.at(pointer).asString("");
  }

  public static ObjectNode parse(String json) {
    return (ObjectNode) JSON.readTree(json);
  }

  /** A file of this module. */
  public static ObjectNode resource(String name) {
    return (ObjectNode) JSON.readTree(Json.class.getResourceAsStream(name)); // which it closes
  }

  /** An object of an API type, kind and apiVersion first, as servers write it. */
  public static ObjectNode typed(String kind, String apiVersion) {
    return object().put("kind", kind).put("apiVersion", apiVersion);
  }

  /** An object with nothing but a name. */
  public static ObjectNode named(String name) {
    var object = object();
    object.putObject("metadata").put("name", name);
    return object;
  }
}

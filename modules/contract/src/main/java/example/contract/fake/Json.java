package example.contract.fake;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Small helps for trees of JSON. */
final class Json {

  static final ObjectMapper JSON = new ObjectMapper();
  static final ObjectMapper YAML = new YAMLMapper();

  private Json() {}

  static ObjectNode object() {
    return JSON.createObjectNode();
  }

  static ArrayNode array(Iterable<String> texts) {
    var array = JSON.createArrayNode();
    texts.forEach(array::add);
    return array;
  }

  /** The text at a JSON pointer, empty if there is none. */
  static String text(JsonNode node, String pointer) {
    return node == null ? "" : node.at(pointer).asString("");
  }

  static ObjectNode parse(String json) {
    return (ObjectNode) JSON.readTree(json);
  }

  /** An object of an API type, kind and apiVersion first, as servers write it. */
  static ObjectNode typed(String kind, String apiVersion) {
    return object().put("kind", kind).put("apiVersion", apiVersion);
  }
}

package example.fakeapiserver.http;

import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Puts a field that no client of today knows into every place of an object where one may come. */
final class FutureFields {

  private static final String NAME = "fieldFromTheFuture";

  private FutureFields() {}

  /** A copy of an object, or of a list and its items, with the field. */
  static ObjectNode in(ObjectNode object) {
    var copy = object.deepCopy();
    copy.path("items").forEach(FutureFields::add);
    add(copy);
    return copy;
  }

  private static void add(JsonNode object) {
    set(object);
    List.of("spec", "status").forEach(part -> set(object.path(part)));
    object.path("spec").path("containers").forEach(FutureFields::set);
  }

  private static void set(JsonNode node) {
    if (node instanceof ObjectNode object) {
      object.putObject(NAME).put("enabled", true).putArray("levels").add(1).add("two");
    }
  }
}

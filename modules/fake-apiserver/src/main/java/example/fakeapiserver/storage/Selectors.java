package example.fakeapiserver.storage;

import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** Label selectors (equality and sets) and the field selectors that the real server knows. */
public final class Selectors {

  private static final Pattern COMMA = Pattern.compile(",(?![^(]*\\))"); // outside parentheses
  private static final String KEY = "(?<key>[\\w./-]+)";
  private static final Pattern EXISTS = Pattern.compile("(?<not>!?)\\s*" + KEY);
  private static final Pattern EQUALS =
      Pattern.compile(KEY + "\\s*((?<not>!)=|==?)\\s*(?<values>[\\w./-]*)");
  private static final Pattern IN =
      Pattern.compile(KEY + "\\s+(?<not>not)?in\\s*\\((?<values>.*)\\)");
  private static final Set<String> FIELDS = Set.of("metadata.name", "metadata.namespace");
  private static final Set<String> FIELDS_OF_PODS = Set.of("spec.nodeName", "status.phase");

  private Selectors() {}

  /** Whether an object has what the parameters of a request ask for. */
  public static Predicate<JsonNode> of(ResourceType type, Query query) {
    Predicate<JsonNode> all = any -> true;
    for (var term : terms(query.get("labelSelector"))) {
      all = all.and(label(term));
    }
    for (var term : terms(query.get("fieldSelector"))) {
      all = all.and(field(type, term));
    }
    return all;
  }

  private static List<String> terms(String selector) {
    return selector.isBlank()
        ? List.of()
        : COMMA.splitAsStream(selector).map(String::strip).toList();
  }

  private static Predicate<JsonNode> label(String term) {
    var exists = EXISTS.matcher(term);
    if (exists.matches()) {
      var absent = !exists.group("not").isEmpty();
      return object -> (value(object, exists.group("key")) == null) == absent;
    }
    for (var form : List.of(EQUALS, IN)) {
      var parts = form.matcher(term);
      if (parts.matches()) {
        var values = List.of(parts.group("values").strip().split("\\s*,\\s*"));
        var negated = parts.group("not") != null;
        // an object without the label is also one whose label has none of the values
        return object -> {
          var value = value(object, parts.group("key"));
          return (value != null && values.contains(value)) != negated;
        };
      }
    }
    var equals = EQUALS.matcher(term);
    var end = equals.lookingAt() ? equals.end() : 0;
    throw StatusException.badRequest(
        "found '%c', expected: ',' or 'end of string'".formatted(term.charAt(end)));
  }

  private static String value(JsonNode object, String key) {
    var value = object.path("metadata").path("labels").get(key);
    return value == null ? null : value.asString("");
  }

  private static Predicate<JsonNode> field(ResourceType type, String term) {
    var parts = term.split("==|!=|=", 2);
    if (parts.length < 2) {
      throw StatusException.badRequest(
          "invalid selector: '%s'; can't understand '%s'".formatted(term, term));
    }
    var ofPods = type == ResourceType.PODS && FIELDS_OF_PODS.contains(parts[0]);
    if (!ofPods && !FIELDS.contains(parts[0])) {
      throw StatusException.badRequest("field label not supported: " + parts[0]);
    }
    var pointer = "/" + parts[0].replace('.', '/');
    var negated = term.contains("!=");
    return object -> Json.text(object, pointer).equals(parts[1]) != negated;
  }
}

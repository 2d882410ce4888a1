package example.fakeapiserver.storage;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** Label selectors (equality and sets) and the field selectors that the real server knows. */
public final class Selectors {

  private static final Pattern COMMA = Pattern.compile(",(?![^(]*\\))"); // outside parentheses
  private static final Pattern REQUIREMENT =
      Pattern.compile(
          "(?<not>!?)\\s*(?<key>[\\w./-]+)\\s*"
              + "((?<operator>==?|!=|in\\b|notin\\b)\\s*(?<values>\\(.*\\)|[\\w./-]*))?"
              + "\\s*(?<rest>.*)");
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
    var parts = REQUIREMENT.matcher(term);
    if (!parts.matches()) {
      throw unparsable(term);
    }
    var key = parts.group("key");
    var operator = parts.group("operator");
    var rest = parts.group("rest");
    if (operator == null) {
      if (!rest.isEmpty()) {
        throw unparsable(rest);
      }
      var absent = !parts.group("not").isEmpty();
      return object -> (value(object, key) == null) == absent;
    }
    if (!rest.isEmpty()) {
      // After a complete requirement the real server's message begins in another way.
      throw StatusException.badRequest(
          "found '%s', expected: ',' or 'end of string'".formatted(firstWord(rest)));
    }
    var values = values(parts.group("values"));
    var negated = operator.equals("!=") || operator.equals("notin");
    // an object without the label is also one whose label has none of the values
    return object -> {
      var value = value(object, key);
      return (value != null && values.contains(value)) != negated;
    };
  }

  private static List<String> values(String text) {
    var values = new ArrayList<String>();
    for (var value : text.replaceAll("[()]", "").split(",")) {
      values.add(value.strip());
    }
    return values;
  }

  private static StatusException unparsable(String rest) {
    return StatusException.badRequest(
        "unable to parse requirement: found '%s', expected: in, notin, =, ==, !=, gt, lt"
            .formatted(firstWord(rest)));
  }

  private static String firstWord(String text) {
    return text.replaceAll("^(==|!=|[=!()]|[^\\s=!()]+).*", "$1");
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

package example.fakeapiserver.storage;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** Label selectors (equality and sets) and the field selectors that the real server knows. */
public final class Selectors {

  private static final Pattern TOKEN =
      Pattern.compile("\\s*([A-Za-z0-9_./-]+|==|!=|[=!(),]|\\S)\\s*");
  private static final Set<String> OPERATORS = Set.of("in", "notin", "=", "==", "!=");

  private Selectors() {}

  /** Whether the query asks for less than everything. */
  public static boolean any(String labels, String fields) {
    return !labels.isBlank() || !fields.isBlank();
  }

  public static Predicate<JsonNode> of(ResourceType type, String labels, String fields) {
    return labels(labels).and(fields(type, fields));
  }

  private static Predicate<JsonNode> labels(String selector) {
    var tokens = new ArrayList<String>();
    var matcher = TOKEN.matcher(selector);
    while (matcher.lookingAt()) {
      tokens.add(matcher.group(1));
      matcher.region(matcher.end(), selector.length());
    }
    Predicate<JsonNode> all = any -> true;
    var at = 0;
    while (at < tokens.size()) {
      var end = requirementEnd(tokens, at);
      all = all.and(requirement(tokens.subList(at, end)));
      at = end + 1;
    }
    return all;
  }

  /** The index of the comma after a requirement, or of the end. */
  private static int requirementEnd(List<String> tokens, int from) {
    var open = false;
    for (int i = from; i < tokens.size(); i++) {
      open = tokens.get(i).equals("(") || open && !tokens.get(i).equals(")");
      if (tokens.get(i).equals(",") && !open) {
        return i;
      }
    }
    if (open) {
      throw unparsable("found '', expected: ',' or ')'");
    }
    return tokens.size();
  }

  private static Predicate<JsonNode> requirement(List<String> tokens) {
    if (tokens.isEmpty()) {
      throw unparsable("found '', expected: !, identifier, or 'end of string'");
    }
    if (tokens.get(0).equals("!") && tokens.size() == 2) {
      var key = tokens.get(1);
      return object -> label(object, key) == null;
    }
    var key = tokens.get(0);
    if (tokens.size() == 1) {
      return object -> label(object, key) != null;
    }
    var operator = tokens.get(1);
    if (!OPERATORS.contains(operator)) {
      throw unparsable("found '%s', expected: in, notin, =, ==, !=, gt, lt".formatted(operator));
    }
    var values = values(operator, tokens.subList(2, tokens.size()));
    var negated = operator.equals("!=") || operator.equals("notin");
    return object -> {
      var value = label(object, key);
      // an object without the label is also one whose label has none of the values
      return negated
          ? value == null || !values.contains(value)
          : value != null && values.contains(value);
    };
  }

  private static Set<String> values(String operator, List<String> tokens) {
    if (!operator.endsWith("in")) {
      if (tokens.size() > 1) {
        // Behind a requirement that is whole the real server says it without the usual start.
        throw StatusException.badRequest(
            "found '%s', expected: ',' or 'end of string'".formatted(tokens.get(1)));
      }
      return Set.of(tokens.isEmpty() ? "" : tokens.get(0));
    }
    if (tokens.isEmpty() || !tokens.get(0).equals("(")) {
      throw unparsable(
          "found '%s', expected: '('".formatted(tokens.isEmpty() ? "" : tokens.get(0)));
    }
    return tokens.stream()
        .filter(token -> !token.matches("[(),]"))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static StatusException unparsable(String why) {
    return StatusException.badRequest("unable to parse requirement: " + why);
  }

  private static String label(JsonNode object, String key) {
    var value = object.path("metadata").path("labels").get(key);
    return value == null ? null : value.asString("");
  }

  private static Predicate<JsonNode> fields(ResourceType type, String selector) {
    Predicate<JsonNode> all = any -> true;
    for (var term : selector.split(",")) {
      if (!term.isBlank()) {
        all = all.and(field(type, term));
      }
    }
    return all;
  }

  private static Predicate<JsonNode> field(ResourceType type, String term) {
    var parts = term.split("==|!=|=", 2);
    if (parts.length < 2) {
      throw StatusException.badRequest(
          "invalid selector: '%s'; can't understand '%s'".formatted(term, term));
    }
    var pointer = "/" + known(type, parts[0]).replace('.', '/');
    var negated = term.contains("!=");
    return object -> Json.text(object, pointer).equals(parts[1]) != negated;
  }

  private static String known(ResourceType type, String field) {
    var known = new TreeSet<>(Set.of("metadata.name", "metadata.namespace"));
    if (type == ResourceType.PODS) {
      known.addAll(Set.of("status.phase", "spec.nodeName"));
    } else if (type == ResourceType.NAMESPACES) {
      known.add("status.phase");
    }
    if (known.contains(field)) {
      return field;
    }
    throw StatusException.badRequest(
        type == ResourceType.PODS
            ? "field label not supported: " + field
            : "\"%s\" is not a known field selector: only \"metadata.name\", \"metadata.namespace\""
                .formatted(field));
  }

  /** The name that a field selector pins, empty if none: authorization then asks for that name. */
  public static String pinnedName(String fields) {
    for (var term : fields.split(",")) {
      var parts = term.split("==?", 2);
      if (parts.length == 2 && parts[0].equals("metadata.name")) {
        return parts[1];
      }
    }
    return "";
  }
}

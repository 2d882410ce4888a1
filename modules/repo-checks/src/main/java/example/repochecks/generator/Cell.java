package example.repochecks.generator;

import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** What a case or a study found, as it stands in a cell of a table. */
final class Cell {

  private Cell() {}

  /** These fields of an answer, without those that it does not have. */
  static String answer(JsonNode answer, String... fields) {
    return Stream.of(fields)
        .filter(answer::has)
        .map(field -> part(field, answer.get(field)))
        .collect(Collectors.joining(", "));
  }

  private static String part(String field, JsonNode value) {
    return switch (field) {
      case "mode", "identity", "source" -> plain(value.asString());
      case "server" -> code(plain(value.asString()));
      case "insecure" -> "**TLS not verified**";
      case "ca" -> value.isEmpty() ? "trusts the JVM's CAs" : "trusts " + list(value);
      default -> field + " " + value.asString();
    };
  }

  /** The strings of a list. */
  private static String list(JsonNode list) {
    return list.valueStream().map(JsonNode::asString).collect(Collectors.joining(", "));
  }

  /** With paths as a reader has them, and not as the test made them. */
  static String plain(String text) {
    return text.replace("${dir}/root", "").replace("${dir}/home", "~").replace("${dir}/", "");
  }

  static String code(String text) {
    return "`" + text + "`";
  }
}

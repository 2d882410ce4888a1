package example.repochecks.generator;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * Quotes a file, one region of a Java file, or the lines of one node of a manifest, as they are
 * written. What cannot be quoted is an {@link IllegalStateException} without a full stop.
 */
final class FileExcerpt {

  private static final YAMLMapper YAML = new YAMLMapper();

  /** The line that begins a region, with its name, or that ends one. */
  private static final Pattern MARK =
      Pattern.compile("(?m)^[ \t]*// @(?:start region=\"([^\"]+)\"|end)[ \t]*$");

  private FileExcerpt() {}

  static String file(Path repository, String path) throws IOException {
    return fenced(path.substring(path.lastIndexOf('.') + 1), text(repository, path));
  }

  /**
   * @param address {@code PATH#REGION}
   */
  static String region(Path repository, String address) throws IOException {
    var parts = address.split("#", 2);
    if (parts.length < 2) {
      throw new IllegalStateException("it names no region. Write PATH#REGION");
    }
    var regions = regions(text(repository, parts[0]), parts[0]);
    if (!regions.containsKey(parts[1])) {
      throw new IllegalStateException(
          "%s has no region \"%s\"; it has %s"
              .formatted(parts[0], parts[1], String.join(", ", regions.keySet())));
    }
    return fenced("java", regions.get(parts[1]));
  }

  /**
   * @param address {@code PATH}, or {@code PATH#POINTER}: a JSON pointer to the node
   */
  static String manifest(Path repository, String address) throws IOException {
    var parts = address.split("#", 2);
    var text = text(repository, parts[0]);
    return fenced("yaml", parts.length == 1 ? text : node(text + "\n", parts[0], parts[1]));
  }

  /** By name, from {@code // @start region="NAME"} to {@code // @end}, without the indentation. */
  static Map<String, String> regions(String text, String path) {
    var regions = new LinkedHashMap<String, String>();
    var marks = MARK.matcher(text).results().toList();
    for (var i = 0; i < marks.size(); i += 2) {
      var name = marks.get(i).group(1);
      if (name == null) {
        throw new IllegalStateException("%s has an @end without a region".formatted(path));
      }
      if (i + 1 == marks.size() || marks.get(i + 1).group(1) != null) {
        throw new IllegalStateException("region \"%s\" of %s has no @end".formatted(name, path));
      }
      var lines = text.substring(marks.get(i).end(), marks.get(i + 1).start());
      // A blank last line would count as an indentation of nothing.
      var region = lines.stripTrailing().stripIndent().strip();
      if (region.isEmpty() || regions.put(name, region) != null) {
        throw new IllegalStateException(
            "region \"%s\" of %s is %s"
                .formatted(name, path, region.isEmpty() ? "empty" : "there twice"));
      }
    }
    return regions;
  }

  /** The lines from a node's key, or its dash, to where the next node begins. */
  private static String node(String text, String path, String pointer) {
    try (var tokens = YAML.createParser(text)) {
      while (tokens.nextToken() != null) {
        if (tokens.streamReadContext().pathAsPointer().toString().equals(pointer)) {
          var first = tokens.currentTokenLocation().getLineNr() - 1;
          if (tokens.currentToken() == JsonToken.PROPERTY_NAME) {
            tokens.nextToken();
          }
          tokens.skipChildren();
          var lines = String.join("\n", text.lines().limit(end(tokens)).skip(first).toList());
          // What is between this node and the next speaks of the next.
          return lines.replaceFirst("(\n\\s*(#.*)?)*$", "").stripIndent();
        }
      }
    }
    throw new IllegalStateException("%s has no %s".formatted(path, pointer));
  }

  /** The number of lines up to the end of a node. A block ends where the next token begins. */
  private static int end(JsonParser tokens) {
    var end = tokens.currentLocation();
    var block = end.equals(tokens.currentTokenLocation());
    return block || end.getColumnNr() == 1 ? end.getLineNr() - 1 : end.getLineNr();
  }

  private static String text(Path repository, String path) throws IOException {
    var file = repository.resolve(path).normalize();
    if (!file.startsWith(repository) || !Files.isRegularFile(file)) {
      throw new IllegalStateException("there is no " + path);
    }
    return Files.readString(file).strip();
  }

  private static String fenced(String language, String text) {
    return "```%s\n%s\n```\n".formatted(language, text);
  }
}

package example.repochecks.generator;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * A file, one region of a Java file, or the lines of one node of a manifest, as they are written.
 * What cannot be quoted is an {@link IllegalStateException} without a full stop.
 *
 * @param language of the fence
 */
record FileExcerpt(String language, List<String> lines) {

  private static final YAMLMapper YAML = new YAMLMapper();
  private static final Pattern START = Pattern.compile("\\s*// @start region=\"([^\"]+)\"\\s*");
  private static final Pattern END = Pattern.compile("\\s*// @end\\s*");

  static FileExcerpt file(Path repository, String path) throws IOException {
    var root = repository.toAbsolutePath().normalize();
    var file = root.resolve(path).normalize();
    if (!file.startsWith(root) || !Files.isRegularFile(file)) {
      throw new IllegalStateException("there is no " + path);
    }
    var ending = path.substring(path.lastIndexOf('.') + 1);
    return new FileExcerpt(ending, Files.readString(file).strip().lines().toList());
  }

  /**
   * @param address {@code PATH#REGION}
   */
  static FileExcerpt region(Path repository, String address) throws IOException {
    var parts = address.split("#", 2);
    if (parts.length < 2) {
      throw new IllegalStateException("it names no region. Write PATH#REGION");
    }
    var regions = regions(file(repository, parts[0]).lines, parts[0]);
    if (!regions.containsKey(parts[1])) {
      throw new IllegalStateException(
          "%s has no region \"%s\"; it has %s"
              .formatted(parts[0], parts[1], String.join(", ", regions.keySet())));
    }
    return regions.get(parts[1]);
  }

  /** By name, from {@code // @start region="NAME"} to {@code // @end}, without the indentation. */
  static Map<String, FileExcerpt> regions(List<String> lines, String path) {
    var regions = new LinkedHashMap<String, FileExcerpt>();
    var region = new ArrayList<String>();
    String open = null;
    for (var line : lines) {
      var start = START.matcher(line);
      if (start.matches() && open == null) {
        open = start.group(1);
        region.clear();
      } else if (start.matches()) {
        break; // the region before has no end
      } else if (END.matcher(line).matches()) {
        if (open == null) {
          throw new IllegalStateException("%s has an @end without a region".formatted(path));
        }
        // A blank last line would count as an indentation of nothing.
        var text = String.join("\n", region).stripTrailing().stripIndent().strip();
        var other = regions.put(open, new FileExcerpt("java", text.lines().toList()));
        if (text.isEmpty() || other != null) {
          throw new IllegalStateException(
              "region \"%s\" of %s is %s"
                  .formatted(open, path, text.isEmpty() ? "empty" : "there twice"));
        }
        open = null;
      } else {
        region.add(line);
      }
    }
    if (open != null) {
      throw new IllegalStateException("region \"%s\" of %s has no @end".formatted(open, path));
    }
    return regions;
  }

  /**
   * @param address {@code PATH}, or {@code PATH#POINTER}: a JSON pointer to the node
   */
  static FileExcerpt manifest(Path repository, String address) throws IOException {
    var parts = address.split("#", 2);
    if (!parts[0].startsWith("manifests/")) {
      throw new IllegalStateException(parts[0] + " is not below manifests");
    }
    var whole = file(repository, parts[0]);
    return parts.length == 1
        ? whole
        : new FileExcerpt("yaml", node(String.join("\n", whole.lines) + "\n", parts[0], parts[1]));
  }

  /** The lines from a node's key, or its dash, to where the next node begins. */
  private static List<String> node(String text, String path, String pointer) {
    try (var tokens = YAML.createParser(text)) {
      while (tokens.nextToken() != null) {
        if (tokens.streamReadContext().pathAsPointer().toString().equals(pointer)) {
          var first = tokens.currentTokenLocation().getLineNr() - 1;
          if (tokens.currentToken() == JsonToken.PROPERTY_NAME) {
            tokens.nextToken();
          }
          tokens.skipChildren();
          var lines = text.lines().limit(end(tokens)).skip(first).toList();
          // What is between this node and the next speaks of the next.
          var own = String.join("\n", lines).replaceFirst("(\n\\s*(#.*)?)*$", "");
          return own.stripIndent().lines().toList();
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

  String fenced() {
    return "```%s\n%s\n```\n".formatted(language, String.join("\n", lines));
  }
}

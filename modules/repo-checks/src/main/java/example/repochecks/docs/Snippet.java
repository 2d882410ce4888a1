package example.repochecks.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A region of a Java file, from {@code // @start region="NAME"} to {@code // @end}. */
record Snippet(List<String> lines) {

  private static final Pattern START = Pattern.compile("\\s*// @start region=\"([^\"]+)\"\\s*");
  private static final Pattern END = Pattern.compile("\\s*// @end\\s*");

  /**
   * @param address {@code PATH#REGION}, the path from the root of the repository
   * @throws IllegalStateException with what is wrong, without a full stop
   */
  static Snippet of(Path repository, String address) throws IOException {
    var parts = address.split("#", 2);
    if (parts.length < 2) {
      throw new IllegalStateException("it names no region. Write PATH#REGION");
    }
    var root = repository.toAbsolutePath().normalize();
    var file = root.resolve(parts[0]).normalize();
    if (!file.startsWith(root) || !Files.isRegularFile(file)) {
      throw new IllegalStateException("there is no " + parts[0]);
    }
    var regions = regions(Files.readAllLines(file), parts[0]);
    if (!regions.containsKey(parts[1])) {
      var known =
          regions.keySet().stream().map(name -> '"' + name + '"').collect(Collectors.joining(", "));
      throw new IllegalStateException(
          "%s has no region \"%s\"; it has %s"
              .formatted(parts[0], parts[1], known.isEmpty() ? "none" : known));
    }
    return regions.get(parts[1]);
  }

  static Map<String, Snippet> regions(List<String> lines, String path) {
    var regions = new LinkedHashMap<String, Snippet>();
    String open = null;
    var region = new ArrayList<String>();
    for (var line : lines) {
      var start = START.matcher(line);
      if (start.matches() || END.matcher(line).matches()) {
        if (start.matches() == (open != null)) {
          throw new IllegalStateException(
              open == null
                  ? "%s has an @end without a region".formatted(path)
                  : "region \"%s\" of %s has no @end".formatted(open, path));
        }
        if (open != null && regions.put(open, new Snippet(trimmed(region))) != null) {
          throw new IllegalStateException("%s has two regions \"%s\"".formatted(path, open));
        }
        open = start.matches() ? start.group(1) : null;
        region.clear();
      } else if (open != null) {
        region.add(line);
      }
    }
    if (open != null) {
      throw new IllegalStateException("region \"%s\" of %s has no @end".formatted(open, path));
    }
    return regions;
  }

  private static List<String> trimmed(List<String> region) {
    // A blank last line would count as an indent of nothing.
    var text = String.join("\n", region).stripTrailing().stripIndent().strip();
    if (text.isEmpty()) {
      throw new IllegalStateException("a region is empty");
    }
    return text.lines().toList();
  }

  String fenced() {
    return "```java\n" + String.join("\n", lines) + "\n```\n";
  }
}

package example.repochecks;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The comment lines before a pattern's package: what a copy needs, and what proves it.
 *
 * @param lines all of them, the licence first
 */
public record Header(List<String> lines) {

  public static Header of(String text) {
    return new Header(text.lines().takeWhile(line -> line.startsWith("//")).toList());
  }

  /** What stands at a label, a value for each of its lines. */
  public List<String> values(String label) {
    var line = Pattern.compile("// ?%s:? +(.*)".formatted(label));
    return lines.stream()
        .map(line::matcher)
        .filter(Matcher::matches)
        .map(found -> found.group(1))
        .toList();
  }

  /** What stands at a label that has one line; empty if it has none. */
  public String value(String label) {
    return String.join(" ", values(label));
  }

  /** The Maven coordinates a copy needs; none if the JDK is enough. */
  public List<String> needs() {
    return values("DEPS");
  }

  /** The names of the files that must come along. */
  public List<String> copyWith() {
    var names = value("SOURCES");
    return names.isEmpty() ? List.of() : List.of(names.split(" "));
  }
}

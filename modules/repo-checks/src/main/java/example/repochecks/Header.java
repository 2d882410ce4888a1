package example.repochecks;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The comment lines before a pattern's package: what a copy needs, and what proves it.
 *
 * @param lines all of them, the licence first
 */
public record Header(List<String> lines) {

  /** In the order of the lines; the first three are read by JBang, as it spells them. */
  static final List<String> LABELS =
      List.of("JAVA", "DEPS", "SOURCES", "Also with", "Permission", "Cases", "Page");

  public static Header of(String text) {
    return new Header(text.lines().takeWhile(line -> line.startsWith("//")).toList());
  }

  /** What follows a file's header. */
  static String without(String text) {
    return text.lines().dropWhile(line -> line.startsWith("//")).collect(Collectors.joining("\n"));
  }

  /** What stands at a label, a value for each of its lines. */
  public List<String> values(String label) {
    var line = Pattern.compile("// ?%s:? +(.*)".formatted(label));
    return lines.stream()
        .flatMap(each -> line.matcher(each).results())
        .map((MatchResult found) -> found.group(1))
        .toList();
  }

  /** The Maven coordinates a copy needs; none if the JDK is enough. */
  public List<String> needs() {
    return values("DEPS");
  }

  /** The older coordinates that a copy also compiles with. */
  public List<String> alsoWith() {
    return values("Also with").stream().map(String::strip).toList();
  }

  /** The names of the files that must come along. */
  public List<String> copyWith() {
    return values("SOURCES").stream()
        .flatMap(names -> List.of(names.split("[,\\s]+")).stream())
        .toList();
  }
}

package example.repochecks;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The plain comment lines before a pattern's package: what a copy needs, and what proves it. */
public final class Header {

  static final String LICENSE = "// SPDX-License-Identifier: MIT-0";

  /** In the order of the lines; the first three are read by JBang, as it spells them. */
  static final List<String> LABELS =
      List.of("JAVA", "DEPS", "SOURCES", "Also with", "Permission", "Cases", "Page");

  private static final Pattern LINE =
      Pattern.compile("//(?:(JAVA|DEPS|SOURCES) +|(?: ([A-Z][a-z ]+):\\s*))(.*)");

  private final List<String> lines;
  private final List<String> labels = new ArrayList<>();
  private final Map<String, List<String>> values = new TreeMap<>();

  private Header(List<String> lines) {
    this.lines = lines;
    for (var line : lines.subList(Math.min(1, lines.size()), lines.size())) {
      var matcher = LINE.matcher(line);
      var label = matcher.matches() ? first(matcher.group(1), matcher.group(2)) : line;
      labels.add(label);
      values
          .computeIfAbsent(label, none -> new ArrayList<>())
          .add(matcher.matches() ? matcher.group(3) : "");
    }
  }

  private static String first(String one, String other) {
    return one == null ? other : one;
  }

  public static Header of(String text) {
    return new Header(text.lines().takeWhile(line -> line.startsWith("//")).toList());
  }

  /** What follows a file's header. */
  static String without(String text) {
    return text.lines().dropWhile(line -> line.startsWith("//")).collect(Collectors.joining("\n"));
  }

  /** All of it, the licence first. */
  List<String> lines() {
    return lines;
  }

  /** The labels after the licence, in their order. */
  List<String> labels() {
    return labels;
  }

  /** What stands at a label, a value for each of its lines. */
  public List<String> values(String label) {
    return values.getOrDefault(label, List.of());
  }

  /** The Maven coordinates a copy needs; none if the JDK is enough. */
  public List<String> needs() {
    return values("DEPS");
  }

  /** The names of the files that must come along. */
  public List<String> copyWith() {
    return values("SOURCES").stream()
        .flatMap(names -> Pattern.compile("[,\\s]+").splitAsStream(names))
        .toList();
  }
}

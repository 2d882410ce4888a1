package example.repochecks;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The plain comment lines before a pattern's package: what a copy needs, and what proves it. */
public final class Header {

  static final String LICENSE = "// SPDX-License-Identifier: MIT-0";

  /** In the order of the lines; Needs may stand more than once, and Copy with not at all. */
  static final List<String> LABELS = List.of("Needs", "Permission", "Copy with", "Cases", "Page");

  private static final Pattern LINE = Pattern.compile("// ([A-Z][a-z ]+):\\s*(.*)");

  private final List<String> lines;
  private final List<String> labels = new ArrayList<>();
  private final Map<String, List<String>> values = new TreeMap<>();

  private Header(List<String> lines) {
    this.lines = lines;
    for (var line : lines.subList(Math.min(1, lines.size()), lines.size())) {
      var matcher = LINE.matcher(line);
      var label = matcher.matches() ? matcher.group(1) : line;
      labels.add(label);
      values
          .computeIfAbsent(label, none -> new ArrayList<>())
          .add(matcher.matches() ? matcher.group(2) : "");
    }
  }

  public static Header of(String text) {
    return new Header(text.lines().takeWhile(line -> line.startsWith("//")).toList());
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
    return values("Needs").stream().filter(need -> !need.equals("none")).toList();
  }

  /** The names of the files that must come along. */
  public List<String> copyWith() {
    return values("Copy with").stream()
        .flatMap(names -> Pattern.compile("[,\\s]+").splitAsStream(names))
        .toList();
  }
}

package example.repochecks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** The header of each pattern is true, because readers add dependencies and Roles by it. */
final class Headers implements Check {

  @Override
  public List<String> problems(Path repository) throws Exception {
    var problems = new ArrayList<String>();
    var patterns = PatternFile.all(repository);
    if (patterns.isEmpty()) {
      return List.of("modules: there is no pattern to read.");
    }
    var versions = ManagedVersions.of(repository, "version");
    var older = ManagedVersions.of(repository, "older.version");
    for (var pattern : patterns) {
      var role = Role.grants(repository, pattern.pattern());
      var expected = expected(pattern, versions, older, role);
      sentences(pattern, expected, repository)
          .forEach(sentence -> problems.add(pattern.where() + ": " + sentence));
    }
    for (var role : Repository.folders(repository.resolve("manifests/rbac"))) {
      if (patterns.stream().noneMatch(each -> each.pattern().equals(role))) {
        problems.add(
            "manifests/rbac/%s: no pattern has this name. Delete or rename it.".formatted(role));
      }
    }
    return problems;
  }

  /** The lines of a header, with the versions of pom.xml and what the Role grants. */
  private static List<String> expected(
      PatternFile pattern, Map<String, String> versions, Map<String, String> older, String role) {
    var header = pattern.header();
    var lines = new ArrayList<>(List.of("// SPDX-License-Identifier: MIT-0", "//JAVA 17+"));
    var artifacts = header.needs().stream().map(need -> need.replaceFirst(":[^:]*$", "")).toList();
    for (var artifact : artifacts) {
      var version = versions.getOrDefault(artifact, "(a version that pom.xml manages)");
      lines.add("//DEPS %s:%s".formatted(artifact, version));
    }
    if (!header.copyWith().isEmpty()) {
      lines.add("//SOURCES " + String.join(" ", header.copyWith()));
    }
    for (var artifact : artifacts) {
      if (older.containsKey(artifact) && !pattern.isOfClusterAccess()) {
        lines.add("// Also with:  %s:%s".formatted(artifact, older.get(artifact)));
      }
    }
    lines.add("// Permission: " + role);
    lines.add("// Cases:      %s.*".formatted(pattern.pattern()));
    lines.add("// Page:       " + header.value("Page"));
    return lines;
  }

  private static List<String> sentences(
      PatternFile pattern, List<String> expected, Path repository) {
    var sentences = new ArrayList<String>();
    var header = pattern.header();
    var wrong = Arrays.mismatch(header.lines().toArray(), expected.toArray());
    if (wrong >= 0) {
      var line = wrong < expected.size() ? expected.get(wrong) : "the package";
      sentences.add(
          "by pom.xml and manifests/rbac, line %d must be %s.".formatted(wrong + 1, line));
    }
    for (var name : header.copyWith()) {
      if (!pattern.mayHaveSiblings() || !Files.isRegularFile(pattern.path().resolveSibling(name))) {
        sentences.add(
            "SOURCES names %s. Only cluster access has siblings, and they lie beside it."
                .formatted(name));
      }
    }
    var page = header.value("Page");
    if (!page.endsWith(".md") || !Files.isRegularFile(repository.resolve(page))) {
      sentences.add("there is no page %s. Write it.".formatted(page));
    }
    return sentences;
  }
}

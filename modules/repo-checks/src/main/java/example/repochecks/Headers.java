package example.repochecks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The header of each pattern is true, because readers add dependencies and Roles by it. */
final class Headers implements Check {

  /** With the values in one column. */
  private static final Pattern SHAPE =
      Pattern.compile(
          """
          // SPDX-License-Identifier: MIT-0
          //JAVA 17\\+
          (//DEPS \\S+
          )*(//SOURCES .+
          )?(// Also with:  .+
          )*// Permission: .+
          // Cases:      .+
          // Page:       docs/[a-z0-9/-]+\\.md""");

  @Override
  public List<String> problems(Path repository) throws IOException {
    var problems = new ArrayList<String>();
    var patterns = PatternFile.all(repository);
    if (patterns.isEmpty()) {
      return List.of("modules: there is no pattern to read.");
    }
    var versions = ManagedVersions.of(repository);
    var older = ManagedVersions.older(repository);
    for (var pattern : patterns) {
      sentences(pattern, versions, older, repository)
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

  private static List<String> sentences(
      PatternFile pattern, Map<String, String> versions, Map<String, String> older, Path repository)
      throws IOException {
    var sentences = new ArrayList<String>();
    var header = pattern.header();
    if (!SHAPE.matcher(String.join("\n", header.lines())).matches()) {
      return List.of(
          "its header must be the licence, then %s, in this order and aligned; %s may be missing."
              .formatted(String.join(", ", Header.LABELS), "DEPS, SOURCES and Also with"));
    }
    for (var need : header.needs()) {
      var artifact = need.substring(0, need.lastIndexOf(':'));
      if (!need.equals(artifact + ":" + versions.get(artifact))) {
        sentences.add(
            "DEPS names %s, but pom.xml manages %s. Name that."
                .formatted(need, versions.getOrDefault(artifact, "no version of it")));
      }
    }
    var alsoWith = pattern.isOfClusterAccess() ? List.<String>of() : older(header, older);
    if (!header.alsoWith().equals(alsoWith)) {
      sentences.add("Also with must be %s, as pom.xml says.".formatted(alsoWith));
    }
    for (var name : header.copyWith()) {
      if (!pattern.mayHaveSiblings() || !Files.isRegularFile(pattern.sibling(name))) {
        sentences.add(
            "SOURCES names %s. Only cluster access has siblings, and they lie beside it."
                .formatted(name));
      }
    }
    var permission = header.values("Permission").get(0);
    var granted = Role.grants(repository, pattern.pattern());
    if (!permission.equals(granted)) {
      sentences.add(
          "Permission is \"%s\", but %s grants \"%s\". Make them say the same."
              .formatted(permission, Role.where(pattern.pattern()), granted));
    }
    if (!header.values("Cases").equals(List.of(pattern.pattern() + ".*"))) {
      sentences.add("Cases must be %s.*.".formatted(pattern.pattern()));
    }
    var page = header.values("Page").get(0);
    if (!Files.isRegularFile(repository.resolve(page))) {
      sentences.add("there is no page %s. Write it.".formatted(page));
    }
    return sentences;
  }

  private static List<String> older(Header header, Map<String, String> older) {
    return header.needs().stream()
        .map(need -> need.substring(0, need.lastIndexOf(':')))
        .filter(older::containsKey)
        .map(artifact -> artifact + ":" + older.get(artifact))
        .toList();
  }
}

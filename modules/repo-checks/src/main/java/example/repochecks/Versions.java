package example.repochecks;

import example.repochecks.docs.Docs;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * After somebody has bumped a version in the root POM: writes what the headers need, then the pages
 * anew, and says where an old version is still named.
 */
public final class Versions {

  private static final Pattern NEEDS =
      Pattern.compile("(?m)^//DEPS +([^:\\s]+:[^:\\s]+):([^:\\s]+)$");

  private static final Pattern DEPENDENCY =
      Pattern.compile(
          "(<groupId>)([^<]+)(</groupId>\\s*<artifactId>)([^<]+)(</artifactId>\\s*<version>)([^<]+)</version>");

  /** What pins versions itself, what the tests made, what tests make up. */
  private static final Pattern MAY_HOLD_OLD =
      Pattern.compile(
          "pom\\.xml|docs/reference/last-full-run\\.yaml|\\.ci/.*/go\\.(mod|sum)|\\.ci/python/.*|modules/[^/]+/src/test/.*");

  /**
   * What no header names: the parser of arguments, of Main alone, which is no pattern; and what a
   * library that is named brings along.
   */
  private static final Set<String> WITHOUT_HEADER =
      Set.of("info.picocli:picocli", "tools.jackson.core:jackson-core");

  private final Path repository;
  private final Pages pages;
  private final PrintStream out;

  /** What was replaced: the artifact, and its versions before. */
  private final Map<String, TreeSet<String>> old = new TreeMap<>();

  /** Writes the pages. */
  interface Pages {

    /**
     * A line for each page it wrote; none if all were fresh.
     *
     * @throws IllegalStateException with a sentence if a page cannot be made
     */
    List<String> make(Path repository) throws IOException;
  }

  Versions(Path repository, Pages pages, PrintStream out) {
    this.repository = repository;
    this.pages = pages;
    this.out = out;
  }

  /** Exit codes: 0 all is as the POM has it; 1 a sentence says what is not. */
  public static void main(String[] arguments) throws IOException {
    var problems =
        new Versions(Repository.ROOT, repository -> new Docs(repository).write(), System.out)
            .write();
    problems.forEach(System.err::println);
    System.exit(problems.isEmpty() ? 0 : 1);
  }

  /** Writes and prints what it writes; a sentence for each thing that is left to do. */
  List<String> write() throws IOException {
    var pins = ManagedVersions.of(repository);
    var problems = new ArrayList<String>();
    var changed = false;
    for (var pattern : PatternFile.all(repository)) {
      changed |= header(pattern, pins, problems);
    }
    changed |= copiedPoms(pins);
    problems.addAll(withoutHeader());
    try {
      var written = pages.make(repository);
      written.forEach(out::println);
      changed |= !written.isEmpty();
    } catch (IllegalStateException unmakeable) {
      problems.add(unmakeable.getMessage());
    }
    bumped(pins);
    problems.addAll(stale());
    if (!changed && problems.isEmpty()) {
      out.println("nothing to do: headers and pages name what pom.xml pins.");
    }
    return problems;
  }

  private boolean header(PatternFile pattern, ManagedVersions pins, List<String> problems)
      throws IOException {
    var changes = new TreeSet<String>();
    var written =
        NEEDS
            .matcher(pattern.text())
            .replaceAll(
                need -> {
                  var pinned = pins.coordinate(need.group(1));
                  if (pinned == null) {
                    problems.add(
                        "%s: DEPS names %s, which pom.xml does not pin. Pin it there, or name another."
                            .formatted(pattern.where(), need.group(1)));
                    return Matcher.quoteReplacement(need.group());
                  }
                  var version = pinned.substring(need.group(1).length() + 1);
                  if (!version.equals(need.group(2))) {
                    changes.add("%s %s -> %s".formatted(need.group(1), need.group(2), version));
                    was(need.group(1), need.group(2));
                  }
                  var kept = need.group().length() - need.group(2).length();
                  return Matcher.quoteReplacement(need.group().substring(0, kept) + version);
                });
    for (var change : changes) {
      out.printf("%s: %s%n", pattern.where(), change);
    }
    if (!changes.isEmpty()) {
      Files.writeString(pattern.path(), written);
    }
    return !changes.isEmpty();
  }

  /** The POMs that the page about copying hands out. */
  private boolean copiedPoms(ManagedVersions pins) throws IOException {
    var changed = false;
    for (var pom : Repository.files(repository.resolve("docs/copying"), "pom.xml")) {
      var text = Files.readString(pom);
      var written =
          DEPENDENCY
              .matcher(text)
              .replaceAll(
                  found -> {
                    var name = found.group(2) + ":" + found.group(4);
                    var pinned = pins.coordinate(name);
                    if (pinned == null || pinned.equals(name + ":" + found.group(6))) {
                      return Matcher.quoteReplacement(found.group());
                    }
                    var version = pinned.substring(name.length() + 1);
                    out.printf(
                        "%s: %s %s -> %s%n",
                        repository.relativize(pom), name, found.group(6), version);
                    was(name, found.group(6));
                    var kept =
                        found.group().length() - found.group(6).length() - "</version>".length();
                    return Matcher.quoteReplacement(
                        found.group().substring(0, kept) + version + "</version>");
                  });
      if (!written.equals(text)) {
        Files.writeString(pom, written);
        changed = true;
      }
    }
    return changed;
  }

  private void was(String artifact, String version) {
    old.computeIfAbsent(artifact, none -> new TreeSet<>()).add(version);
  }

  /** The libraries that a client's module is built on and that none of its headers names. */
  private List<String> withoutHeader() throws IOException {
    var problems = new ArrayList<String>();
    for (var module : Repository.CLIENTS) {
      var named = new TreeSet<String>();
      for (var pattern : PatternFile.all(repository)) {
        if (pattern.module().equals(module)) {
          NEEDS.matcher(pattern.text()).results().forEach(need -> named.add(need.group(1)));
        }
      }
      var pom = "modules/%s/pom.xml".formatted(module);
      for (var artifact : ManagedVersions.compiledAgainst(repository.resolve(pom))) {
        if (!WITHOUT_HEADER.contains(artifact) && !named.contains(artifact)) {
          problems.add(
              "%s: builds on %s, which no header of its files names. Write a DEPS line, or drop it."
                  .formatted(pom, artifact));
        }
      }
    }
    return problems;
  }

  /** What the POM pinned at the last commit: the headers may have been written since then. */
  private void bumped(ManagedVersions pins) throws IOException {
    if (!Files.exists(repository.resolve(".git"))) {
      return;
    }
    var git =
        new ProcessBuilder("git", "show", "HEAD:pom.xml")
            .directory(repository.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    var pom = git.getInputStream().readAllBytes();
    if (pom.length > 0) {
      for (var before : ManagedVersions.read(pom).all().entrySet()) {
        var now = pins.coordinate(before.getKey());
        if (now != null && !now.equals(before.getKey() + ":" + before.getValue())) {
          was(before.getKey(), before.getValue());
        }
      }
    }
  }

  private List<String> stale() throws IOException {
    var problems = new ArrayList<String>();
    for (var file : old.isEmpty() ? List.<Path>of() : Repository.tracked(repository)) {
      var where = repository.relativize(file).toString();
      if (!MAY_HOLD_OLD.matcher(where).matches()) {
        var lines = Files.readString(file, StandardCharsets.ISO_8859_1).lines().toList();
        var made = false; // inside a block that is written by the build
        for (var i = 0; i < lines.size(); i++) {
          var marker = Page.MARKER.matcher(lines.get(i).strip());
          made = marker.matches() ? marker.group("end") == null : made;
          if (!made && !NEEDS.matcher(lines.get(i)).matches()) {
            problems.addAll(stale("%s:%d".formatted(where, i + 1), lines.get(i)));
          }
        }
      }
    }
    return problems;
  }

  private List<String> stale(String where, String line) {
    var problems = new ArrayList<String>();
    for (var artifact : old.entrySet()) {
      var name = artifact.getKey().substring(artifact.getKey().indexOf(':') + 1);
      for (var version : artifact.getValue()) {
        // 3.2 may be anything; 3.2.4 is this version
        var isOurs = version.split("\\.").length > 2 || line.contains(name);
        var exact = "(?<![\\w.])" + Pattern.quote(version) + "(?![\\w-]|\\.\\w)";
        if (isOurs && Pattern.compile(exact).matcher(line).find()) {
          problems.add(
              "%s: still names %s %s. Look whether it is true of the new one, and write that."
                  .formatted(where, name, version));
        }
      }
    }
    return problems;
  }
}

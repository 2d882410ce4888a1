package example.repochecks.generator;

import example.contract.Case;
import example.repochecks.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Which file each case is written in: a class of cases, or a YAML file of rows. */
final class CaseIndex {

  private static final String CONTRACT = "modules/contract/src/main/";
  private static final Pattern METHOD = Pattern.compile("\\bid = \"([a-z0-9.-]+)\"");
  private static final Pattern ROW = Pattern.compile("(?m)^\\s*- id: ([a-z0-9.-]+)");

  /** Read once: the rows alone stand for more than a thousand combinations, all of them checked. */
  private static final List<Case> CASES = Case.all();

  private final TreeMap<String, Case> cases = new TreeMap<>();
  private final Map<String, String> files = new HashMap<>();

  /** The cases of the contract. */
  CaseIndex(Path repository) throws IOException {
    this(repository, CASES);
  }

  CaseIndex(Path repository, Collection<Case> cases) throws IOException {
    cases.forEach(each -> this.cases.put(each.id(), each));
    for (var file : Repository.files(repository.resolve(CONTRACT), "access-cases.yaml")) {
      collect(repository, file, ROW, "cluster-access.");
    }
    for (var file : Repository.files(repository.resolve(CONTRACT), "request-cases.yaml")) {
      collect(repository, file, ROW, "");
    }
    for (var file : Repository.files(repository.resolve(CONTRACT), "Cases.java")) {
      collect(repository, file, METHOD, "");
    }
  }

  private void collect(Path repository, Path file, Pattern id, String prefix) throws IOException {
    var where = repository.relativize(file).toString();
    id.matcher(Files.readString(file))
        .results()
        .forEach(found -> files.put(prefix + found.group(1), where));
  }

  /** Every case by its id. */
  TreeMap<String, Case> cases() {
    return cases;
  }

  /** The ids that a regular expression matches, sorted. */
  List<String> matching(String regex) {
    var wanted = Pattern.compile(regex);
    return cases.keySet().stream().filter(id -> wanted.matcher(id).matches()).toList();
  }

  /**
   * The id, leading to the file that the case is written in. Not to its line: one line added to
   * that file would change every link below it.
   *
   * @throws IllegalStateException if it is written nowhere
   */
  String link(PageLocation here, String id) {
    var file = files.get(id);
    if (file == null) {
      throw new IllegalStateException(
          "%s is written in no case class and no row of a YAML file".formatted(id));
    }
    return here.link("`" + id + "`", file);
  }
}

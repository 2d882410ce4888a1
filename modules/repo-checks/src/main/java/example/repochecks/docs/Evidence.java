package example.repochecks.docs;

import example.contract.Case;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Where each case is written: the method of a case class, or the row of access-cases.yaml. */
final class Evidence {

  private static final String CONTRACT = "modules/contract/src/main/";
  private static final Pattern METHOD = Pattern.compile("\\s*id = \"([a-z0-9.-]+)\",?");
  private static final Pattern ROW = Pattern.compile("\\s*- id: ([a-z0-9-]+)");

  /** Read once: the rows alone stand for more than a thousand combinations, all of them checked. */
  private static final Map<String, Case> CASES =
      Case.all().stream()
          .collect(
              Collectors.toMap(Case::id, Function.identity(), (one, two) -> one, TreeMap::new));

  private final Map<String, String> addresses = new LinkedHashMap<>();

  Evidence(Path repository) throws IOException {
    var rows = CONTRACT + "resources/access-cases.yaml";
    collect(repository, rows, ROW, "cluster-access.");
    var folder = repository.resolve(CONTRACT + "java/example/contract/cases");
    if (Files.isDirectory(folder)) {
      try (var files = Files.list(folder)) {
        for (var file : files.sorted().toList()) {
          collect(repository, repository.relativize(file).toString(), METHOD, "");
        }
      }
    }
  }

  private void collect(Path repository, String where, Pattern begin, String prefix)
      throws IOException {
    if (!Files.isRegularFile(repository.resolve(where))) {
      return;
    }
    var number = 0;
    for (var line : Files.readAllLines(repository.resolve(where))) {
      number++;
      var found = begin.matcher(line);
      if (found.matches()) {
        addresses.put(prefix + found.group(1), "%s#L%d".formatted(where, number));
      }
    }
  }

  /** Every case by its id. */
  Map<String, Case> cases() {
    return Collections.unmodifiableMap(CASES);
  }

  /** The ids that a pattern matches, sorted. */
  List<String> matching(String regex) {
    var wanted = Pattern.compile(regex);
    return CASES.keySet().stream().filter(id -> wanted.matcher(id).matches()).toList();
  }

  /**
   * The id, leading to where the case is written.
   *
   * @throws IllegalStateException if it is written nowhere
   */
  String link(Here here, String id) {
    var address = addresses.get(id);
    if (address == null) {
      throw new IllegalStateException(
          "%s is written in no case class and no row of access-cases.yaml".formatted(id));
    }
    return here.link("`" + id + "`", address);
  }
}

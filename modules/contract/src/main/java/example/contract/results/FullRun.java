package example.contract.results;

import example.contract.AdminClient;
import example.contract.Case;
import example.contract.Client;
import example.contract.Contract.TestLevel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import tools.jackson.databind.JsonNode;

/**
 * Makes {@link LastFullRun} out of what the tests of all modules left in {@code target}. As a
 * program it comes last in a {@code make test} that skips nothing, and writes the file only if
 * nothing was left out: a page that is checked in the middle of a build would be stale after it.
 */
public final class FullRun {

  private static final String HEAD =
      "# What only a complete run knows. REQUIRE_CLUSTER=true make test writes this file at its end.\n"
          + "# passed: cases that passed on the node in each client, except where clients.yaml says otherwise.\n";

  private final Path repository;
  private final List<Case> cases;
  private final Collection<Client> clients;
  private final List<String> gaps = new ArrayList<>();

  FullRun(Path repository, Collection<Case> cases, Collection<Client> clients) {
    this.repository = repository;
    this.cases = cases.stream().sorted(Comparator.comparing(Case::id)).toList();
    this.clients = clients;
  }

  /** Exit codes: 0 written; 1 a sentence says what was not run, and nothing is written. */
  public static void main(String[] arguments) throws IOException {
    var repository = Path.of(System.getProperty("repository.root"));
    var gaps = new FullRun(repository, Case.all(), Client.all()).write();
    gaps.forEach(System.err::println);
    if (!gaps.isEmpty()) {
      System.err.printf("%s is as it was: the run is not complete.%n", LastFullRun.FILE);
      System.exit(1);
    }
    System.out.printf("Wrote %s. Run make docs.%n", LastFullRun.FILE);
  }

  /** Writes the file, unless a gap is found; a sentence for each. */
  List<String> write() throws IOException {
    var kubernetes = new TreeSet<String>();
    var entries = new LinkedHashMap<String, Object>();
    var facts = new TreeMap<String, Map<String, Map<String, Integer>>>();
    for (var client : clients) {
      var target = repository.resolve("modules").resolve(client.name()).resolve("target");
      var results = read(client, target.resolve("reports"));
      check(client, results);
      results.forEach(run -> kubernetes.add(run.path("kubernetes").asString("")));
      results.forEach(run -> facts(run, facts));
      var entry = new LinkedHashMap<String, Object>();
      entry.put("version", client.version());
      entry.put("java", releases(results, read(client, target.resolve("reports-25"))));
      packaged(client, target, entry);
      entries.put(client.name(), entry);
    }
    kubernetes.remove("");
    if (kubernetes.size() > 1) {
      gaps.add("The cases ran on several nodes: %s. Run them on one.".formatted(kubernetes));
    }
    if (gaps.isEmpty()) {
      var all = new LinkedHashMap<String, Object>();
      all.put("kubernetes", kubernetes.isEmpty() ? State.NOT_RUN.text : kubernetes.first());
      all.put("cases", counts());
      all.put("clients", entries);
      all.put("facts", facts);
      all.put("passed", passed());
      var file = repository.resolve(LastFullRun.FILE);
      Files.createDirectories(file.getParent());
      Files.writeString(file, HEAD + yaml(all));
    }
    return gaps;
  }

  /** The results of one client, a run for each level. */
  private static List<JsonNode> read(Client client, Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    var runs = new ArrayList<JsonNode>();
    try (var files = Files.list(folder)) {
      for (var file : files.filter(each -> each.toString().endsWith(".json")).sorted().toList()) {
        var run = AdminClient.JSON.readTree(Files.readString(file));
        if (run.path("version").asString("").equals(client.version())) {
          runs.add(run); // those of an older library are left from an earlier build
        }
      }
    }
    return runs;
  }

  private void check(Client client, List<JsonNode> runs) {
    for (var each : cases) {
      for (var level : each.on().stream().sorted().toList()) {
        var name = LastFullRun.name(level);
        var is =
            runs.stream()
                .filter(run -> run.path("level").asString("").equals(name))
                .map(run -> run.path("cases").path(each.id()).path("result").asString(""))
                .findFirst()
                .orElse("");
        var what = "%s: %s".formatted(client.name(), each.id());
        if (is.isEmpty()) {
          gaps.add("%s was not run at level %s.".formatted(what, name));
        } else if (!is.equals(expected(client, each))) {
          gaps.add(
              "%s at level %s: %s, and clients.yaml says %s."
                  .formatted(what, name, is, expected(client, each)));
        }
      }
    }
  }

  private static String expected(Client client, Case each) {
    if (each.whyNotSupported(client).isPresent()) {
      return State.NOT_SUPPORTED.text;
    }
    return client.knownFailures().containsKey(each.id()) ? Results.FAILED : Results.PASSED;
  }

  private static void facts(JsonNode run, Map<String, Map<String, Map<String, Integer>>> facts) {
    for (var each : run.path("cases").properties()) {
      for (var fact : each.getValue().path("facts").properties()) {
        facts
            .computeIfAbsent(each.getKey(), none -> new TreeMap<>())
            .computeIfAbsent(fact.getKey(), none -> new LinkedHashMap<>())
            .put(run.get("client").asString(), fact.getValue().asInt());
      }
    }
  }

  /** Both builds ran every case; what the second adds is the release it ran on. */
  private static List<Integer> releases(List<JsonNode> runs, List<JsonNode> again) {
    var releases = new TreeSet<Integer>();
    runs.forEach(run -> releases.add(run.path("java").asInt()));
    again.forEach(run -> releases.add(run.path("java").asInt()));
    return List.copyOf(releases);
  }

  /** The libraries beside the packaged program, and the tree in which Maven found them. */
  private void packaged(Client client, Path target, Map<String, Object> entry) throws IOException {
    var tree = target.resolve("dependency-tree.txt");
    var jars = jars(target.resolve("lib"));
    if (jars.isEmpty() || !Files.isRegularFile(tree)) {
      gaps.add("%s was not packaged: target/lib holds no library.".formatted(client.name()));
      return;
    }
    var bytes = 0L;
    for (var jar : jars) {
      bytes += Files.size(jar);
    }
    entry.put("libraries", jars.size());
    entry.put("bytesOfLibraries", bytes);
    entry.put("tree", Files.readString(tree).strip() + "\n");
  }

  private static List<Path> jars(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (var files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
    }
  }

  private Map<String, Object> counts() {
    var counts = new LinkedHashMap<String, Object>();
    for (var level : TestLevel.values()) {
      counts.put(LastFullRun.name(level), ids(level).size());
    }
    return counts;
  }

  private Map<String, Object> passed() {
    var passed = new LinkedHashMap<String, Object>();
    for (var level : TestLevel.values()) {
      if (States.onNode(level) && !ids(level).isEmpty()) {
        passed.put(LastFullRun.name(level), ids(level));
      }
    }
    return passed;
  }

  private List<String> ids(TestLevel level) {
    return cases.stream().filter(each -> each.on().contains(level)).map(Case::id).toList();
  }

  private static String yaml(Object all) {
    var settings =
        DumpSettings.builder()
            .setDefaultFlowStyle(FlowStyle.BLOCK)
            .setWidth(200) // no line of it is folded
            .build();
    return new Dump(settings).dumpToString(all);
  }
}

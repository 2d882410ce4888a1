package example.contract.results;

import example.contract.AdminClient;
import example.contract.Case;
import example.contract.Client;
import example.contract.Contract.TestLevel;
import example.contract.results.LastFullRun.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLWriteFeature;

/**
 * Makes {@link LastFullRun} out of what the tests of all modules left in {@code target}. As a
 * program it comes last in a {@code make test} that skips nothing, and writes the file only if
 * nothing was left out: a page that is checked in the middle of a build would be stale after it.
 */
public final class FullRun {

  private static final String HEAD =
      "# What only a complete run knows. REQUIRE_CLUSTER=true make test writes this file at its end.\n"
          + "# passed: cases that passed on the node in each client, except where clients.yaml says otherwise.\n";

  private static final YAMLMapper YAML =
      YAMLMapper.builder()
          .enable(YAMLWriteFeature.MINIMIZE_QUOTES, YAMLWriteFeature.LITERAL_BLOCK_STYLE)
          .enable(YAMLWriteFeature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
          .disable(YAMLWriteFeature.WRITE_DOC_START_MARKER, YAMLWriteFeature.SPLIT_LINES)
          .build();

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
    var programs = new LinkedHashMap<String, Program>();
    for (var client : clients) {
      var target = repository.resolve("modules").resolve(client.name()).resolve("target");
      var results = read(client, target.resolve("reports"));
      check(client, results);
      results.forEach(run -> kubernetes.add(run.kubernetes()));
      // Both builds ran every case; what the second adds is the release it ran on.
      var java = new TreeSet<Integer>();
      Stream.concat(results.stream(), read(client, target.resolve("reports-25")).stream())
          .forEach(run -> java.add(run.java()));
      program(client, target, List.copyOf(java)).ifPresent(it -> programs.put(client.name(), it));
    }
    kubernetes.remove("");
    if (kubernetes.size() > 1) {
      gaps.add("The cases ran on several nodes: %s. Run them on one.".formatted(kubernetes));
    }
    if (gaps.isEmpty()) {
      var node = kubernetes.isEmpty() ? State.NOT_RUN.text : kubernetes.first();
      var run = new LastFullRun(node, counts(), programs, passed());
      var file = repository.resolve(LastFullRun.FILE);
      Files.createDirectories(file.getParent());
      Files.writeString(file, HEAD + YAML.writeValueAsString(run));
    }
    return gaps;
  }

  /** The results of one client, one of each level. */
  private static List<Results> read(Client client, Path folder) throws IOException {
    var results = new ArrayList<Results>();
    for (var file : files(folder, ".json")) {
      var run = AdminClient.JSON.readValue(file.toFile(), Results.class);
      if (run.version().equals(client.version())) {
        results.add(run); // those of an older library are left from an earlier build
      }
    }
    return results;
  }

  private static List<Path> files(Path folder, String extension) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (var files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(extension)).sorted().toList();
    }
  }

  /** The build is red unless each case did what clients.yaml says; here, whether it was run. */
  private void check(Client client, List<Results> runs) {
    for (var each : cases) {
      for (var level : each.on().stream().sorted().map(LastFullRun::name).toList()) {
        if (client.whyNotSupported(each.id()).isEmpty()
            && runs.stream()
                .filter(run -> run.level().equals(level))
                .noneMatch(run -> run.cases().contains(each.id()))) {
          gaps.add("%s: %s was not run at level %s.".formatted(client.name(), each.id(), level));
        }
      }
    }
  }

  private Optional<Program> program(Client client, Path target, List<Integer> java)
      throws IOException {
    var jars = files(target.resolve("lib"), ".jar");
    if (jars.isEmpty()) {
      gaps.add("%s was not packaged: target/lib holds no library.".formatted(client.name()));
      return Optional.empty();
    }
    var bytes = 0L;
    for (var jar : jars) {
      bytes += Files.size(jar);
    }
    return Optional.of(new Program(client.version(), java, jars.size(), bytes));
  }

  private Map<String, Integer> counts() {
    var counts = new LinkedHashMap<String, Integer>();
    for (var level : TestLevel.values()) {
      counts.put(LastFullRun.name(level), ids(level).size());
    }
    return counts;
  }

  private Map<String, List<String>> passed() {
    var passed = new LinkedHashMap<String, List<String>>();
    for (var level : TestLevel.values()) {
      if (level.onNode() && !ids(level).isEmpty()) {
        passed.put(LastFullRun.name(level), ids(level));
      }
    }
    return passed;
  }

  private List<String> ids(TestLevel level) {
    return cases.stream().filter(each -> each.on().contains(level)).map(Case::id).toList();
  }
}

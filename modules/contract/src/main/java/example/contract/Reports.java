package example.contract;

import example.contract.Report.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The committed reports, {@code docs/reports/MODULE.json}, and what this run's tests left behind.
 * Run as a program it commits this run's, unless something was not run.
 */
public final class Reports {

  private final Path repository;

  public Reports(Path repository) {
    this.repository = repository;
  }

  /** Exit codes: 0 written; 1 there is nothing to write, or not everything was run. */
  public static void main(String[] arguments) throws IOException {
    var reports = new Reports(Path.of(System.getProperty("repository.root")));
    try {
      var problems = reports.write();
      problems.forEach(System.err::println);
      System.exit(problems.isEmpty() ? 0 : 1);
    } catch (IllegalStateException nothing) {
      System.err.println(nothing.getMessage());
      System.exit(1);
    }
  }

  private Path file(String module) {
    return repository.resolve("docs/reports").resolve(module + ".json");
  }

  /**
   * A module's committed report.
   *
   * @throws IllegalStateException if there is none
   */
  public JsonNode committed(String module) throws IOException {
    if (!Files.isRegularFile(file(module))) {
      throw new IllegalStateException(
          "docs/reports/%s.json: no such file. Run make test, then make docs.".formatted(module));
    }
    return Api.JSON.readTree(Files.readString(file(module)));
  }

  /**
   * Puts together what the tests of one module wrote, at whatever distances they ran.
   *
   * @throws IllegalStateException if they wrote nothing
   */
  public ObjectNode ofThisRun(String module) throws IOException {
    var folder = repository.resolve("modules").resolve(module).resolve("target/reports");
    if (!Files.isDirectory(folder)) {
      throw new IllegalStateException(folder + ": no reports. Run make test first.");
    }
    var report = Report.merge(parts(folder));
    var java = report.withArray("java");
    // Every case of these is held to the same state; what they add is the release they ran on.
    for (var part : parts(folder.resolveSibling("reports-25"))) {
      Api.JSON.readTree(part.toFile()).path("java").forEach(java::add);
    }
    sort(java);
    new Program(folder.getParent()).addTo(report);
    return report;
  }

  private static List<Path> parts(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (var files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".json")).sorted().toList();
    }
  }

  private static void sort(ArrayNode numbers) {
    var sorted = new TreeSet<Integer>();
    numbers.forEach(each -> sorted.add(each.asInt()));
    numbers.removeAll();
    sorted.forEach(numbers::add);
  }

  /** Writes all reports, or none and says why not. */
  private List<String> write() throws IOException {
    var texts = new LinkedHashMap<Path, String>();
    var problems = new ArrayList<String>();
    for (var module : Client.names()) {
      var report = ofThisRun(module);
      problems.addAll(notRun(report));
      texts.put(file(module), Report.text(report));
    }
    if (problems.isEmpty()) {
      for (var text : texts.entrySet()) {
        Files.createDirectories(text.getKey().getParent());
        Files.writeString(text.getKey(), text.getValue());
      }
    }
    return problems;
  }

  /** A sentence for each distance that a case declares and this run did not go. */
  public static List<String> notRun(JsonNode report) {
    var problems = new ArrayList<String>();
    for (var each : report.get("cases")) {
      for (var distance : each.get("distances").properties()) {
        if (distance.getValue().asString().equals(State.NOT_RUN.text)) {
          problems.add(
              "%s: %s was not run at distance %s. Run make test with a Docker engine."
                  .formatted(
                      report.get("client").asString(),
                      each.get("id").asString(),
                      distance.getKey()));
        }
      }
    }
    return problems;
  }

  /** A sentence for each case of this run that the committed report tells otherwise. */
  public static List<String> differences(JsonNode committed, JsonNode now) {
    var client = now.get("client").asString();
    var problems = new ArrayList<String>();
    if (!committed.path("version").equals(now.get("version"))) {
      problems.add(
          "docs/reports/%s.json is of version %s, the build of %s. Run make docs."
              .formatted(client, committed.path("version"), now.get("version")));
    }
    // A run without packaging, or without a second JDK, knows less and contradicts nothing.
    if (now.has("program") && !now.get("program").equals(committed.path("program"))) {
      problems.add(
          "docs/reports/%s.json lists other libraries than the packaged program has. Run make docs."
              .formatted(client));
    }
    for (var release : committed.path("java")) {
      if (now.path("java").size() >= committed.path("java").size()
          && now.path("java").valueStream().noneMatch(release::equals)) {
        problems.add(
            "docs/reports/%s.json says that Java %s ran, this run did not go there. Run make docs."
                .formatted(client, release));
      }
    }
    var old = byId(committed);
    for (var each : byId(now).entrySet()) {
      var before = old.remove(each.getKey());
      if (before == null || !agrees(before, each.getValue())) {
        problems.add(
            "docs/reports/%s.json tells %s otherwise than this run. Run make docs."
                .formatted(client, each.getKey()));
      }
    }
    for (var gone : old.keySet()) {
      problems.add(
          "docs/reports/%s.json holds %s, which is no case any more. Run make docs."
              .formatted(client, gone));
    }
    return problems;
  }

  private static boolean agrees(JsonNode committed, JsonNode now) {
    for (var distance : now.get("distances").properties()) {
      var ran = !distance.getValue().asString().equals(State.NOT_RUN.text);
      if (ran && !distance.getValue().equals(committed.path("distances").path(distance.getKey()))) {
        return false;
      }
    }
    return committed.path("says").equals(now.get("says"))
        && committed.path("tier").equals(now.get("tier"))
        && committed.path("reason").equals(now.get("reason"))
        && (!now.has("facts") || committed.path("facts").equals(now.get("facts")))
        && committed.path("distances").size() == now.get("distances").size();
  }

  private static Map<String, JsonNode> byId(JsonNode report) {
    var cases = new LinkedHashMap<String, JsonNode>();
    report.path("cases").forEach(each -> cases.put(each.get("id").asString(), each));
    return cases;
  }
}

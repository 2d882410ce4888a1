package example.contract.results;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import example.contract.AdminClient;
import example.contract.Case;
import example.contract.Client;
import example.contract.Contract.TestLevel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * What {@code docs/reference/last-full-run.yaml} holds: what only a complete run knows. {@link
 * FullRun} writes it. A run with another version of a client's library says nothing of that client.
 *
 * @param kubernetes the version and distribution of the node
 * @param cases how many there are at each level
 * @param passed by level, the cases that did in every client what clients.yaml says
 */
@JsonPropertyOrder({"kubernetes", "cases", "clients", "passed"})
public record LastFullRun(
    String kubernetes,
    Map<String, Integer> cases,
    Map<String, Program> clients,
    Map<String, List<String>> passed) {

  /** Where it is, from the root of the repository. */
  public static final String FILE = "docs/reference/last-full-run.yaml";

  private static final LastFullRun NEVER =
      new LastFullRun(State.NOT_RUN.text, Map.of(), Map.of(), Map.of());

  /**
   * A client's packaged program.
   *
   * @param java the releases that its tests ran on
   * @param libraries how many are beside it
   */
  @JsonPropertyOrder({"version", "java", "libraries", "bytesOfLibraries"})
  public record Program(
      String version, List<Integer> java, Integer libraries, Long bytesOfLibraries) {}

  /** The one of a repository; if it has none, nothing was run. */
  public static LastFullRun of(Path repository) {
    var file = repository.resolve(FILE);
    return Files.isRegularFile(file)
        ? AdminClient.YAML.readValue(file.toFile(), LastFullRun.class)
        : NEVER;
  }

  private Optional<Program> of(Client client) {
    return Optional.ofNullable(clients.get(client.name()))
        .filter(program -> client.version().equals(program.version()));
  }

  private String text(Client client, Function<Program, Object> part) {
    return of(client).map(part).map(Object::toString).orElse(State.NOT_RUN.text);
  }

  /** Whether it ran this version of a client. */
  public boolean ran(Client client) {
    return of(client).isPresent();
  }

  /** The Java releases that a client's tests ran on, or {@code not run}. */
  public String java(Client client) {
    return text(client, Program::java).replaceAll("[\\[\\]]", "");
  }

  /** How many libraries the packaged program has beside it, or {@code not run}. */
  public String libraries(Client client) {
    return text(client, Program::libraries);
  }

  /** Their size in bytes, or -1. */
  public long bytesOfLibraries(Client client) {
    return of(client).map(Program::bytesOfLibraries).orElse(-1L);
  }

  /** Whether every client that supports a case did at this level what clients.yaml says. */
  boolean holds(Client client, String id, TestLevel level) {
    return ran(client) && passed.getOrDefault(name(level), List.of()).contains(id);
  }

  static String name(TestLevel level) {
    return level.name().toLowerCase(Locale.ROOT);
  }

  /** A sentence for each id in it that is not a case any more. */
  public List<String> problems(Collection<Case> cases) {
    var problems = new ArrayList<String>();
    passed.forEach(
        (level, ids) -> {
          var at = TestLevel.valueOf(level.toUpperCase(Locale.ROOT));
          var known = cases.stream().filter(each -> each.on().contains(at)).map(Case::id).toList();
          for (var id : ids) {
            if (!known.contains(id)) {
              problems.add(
                  "%s: %s is not a case at level %s. Remove the line.".formatted(FILE, id, level));
            }
          }
        });
    return problems;
  }
}

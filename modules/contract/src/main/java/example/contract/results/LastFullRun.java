package example.contract.results;

import example.contract.AdminClient;
import example.contract.Case;
import example.contract.Client;
import example.contract.Contract.TestLevel;
import example.contract.access.AccessRow;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collector;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/**
 * What {@code docs/reference/last-full-run.yaml} holds: what only a complete run knows. {@link
 * FullRun} writes it. A run with another version of a client's library says nothing of that client.
 */
public final class LastFullRun {

  /** Where it is, from the root of the repository. */
  public static final String FILE = "docs/reference/last-full-run.yaml";

  private final JsonNode said;

  LastFullRun(JsonNode said) {
    this.said = said;
  }

  /** The one of a repository; if it has none, nothing was run. */
  public static LastFullRun of(Path repository) throws IOException {
    var file = repository.resolve(FILE);
    return new LastFullRun(
        Files.isRegularFile(file)
            ? AccessRow.tree(new ByteArrayInputStream(Files.readAllBytes(file)))
            : AdminClient.object());
  }

  /** The version and distribution of the node. */
  public String kubernetes() {
    return said.path("kubernetes").asString(State.NOT_RUN.text);
  }

  private JsonNode of(Client client) {
    var entry = said.path("clients").path(client.name());
    return entry.path("version").asString("").equals(client.version())
        ? entry
        : AdminClient.object();
  }

  /** Whether it ran this version of a client. */
  public boolean ran(Client client) {
    return !of(client).isEmpty();
  }

  /** The Java releases that a client's tests ran on, or {@code not run}. */
  public String java(Client client) {
    return ran(client)
        ? of(client).path("java").valueStream().map(JsonNode::asString).collect(joined())
        : State.NOT_RUN.text;
  }

  private static Collector<CharSequence, ?, String> joined() {
    return Collectors.joining(", ");
  }

  /** How many libraries the packaged program has beside it, or {@code not run}. */
  public String libraries(Client client) {
    return of(client).path("libraries").asString(State.NOT_RUN.text);
  }

  /** Their size in bytes, or -1. */
  public long bytesOfLibraries(Client client) {
    return of(client).path("bytesOfLibraries").asLong(-1);
  }

  /** The tree in which Maven found them, or {@code not run}. */
  public String tree(Client client) {
    return of(client).path("tree").asString(State.NOT_RUN.text).strip();
  }

  /** What was counted in a case, such as its requests, or {@code not run}. */
  public String fact(Client client, String id, String name) {
    var fact = said.path("facts").path(id).path(name).path(client.name());
    return ran(client) ? fact.asString(State.NOT_RUN.text) : State.NOT_RUN.text;
  }

  /** Whether every client that supports a case did at this level what clients.yaml says. */
  boolean holds(Client client, String id, TestLevel level) {
    return ran(client)
        && said.path("passed")
            .path(name(level))
            .valueStream()
            .anyMatch(each -> each.asString().equals(id));
  }

  static String name(TestLevel level) {
    return level.name().toLowerCase(Locale.ROOT);
  }

  /** A sentence for each id in it that is not a case any more. */
  public List<String> problems(Collection<Case> cases) {
    var problems = new ArrayList<String>();
    for (var level : said.path("passed").properties()) {
      for (var id : level.getValue()) {
        if (cases.stream()
            .filter(each -> each.id().equals(id.asString()))
            .flatMap(each -> each.on().stream())
            .noneMatch(each -> name(each).equals(level.getKey()))) {
          problems.add(
              "%s: %s is not a case at level %s. Remove the line."
                  .formatted(FILE, id.asString(), level.getKey()));
        }
      }
    }
    for (var id : said.path("facts").propertyNames()) {
      if (cases.stream().noneMatch(each -> each.id().equals(id))) {
        problems.add("%s: facts names %s, which is not a case. Remove it.".formatted(FILE, id));
      }
    }
    return problems;
  }
}

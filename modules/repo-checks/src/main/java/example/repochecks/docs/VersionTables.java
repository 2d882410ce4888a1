package example.repochecks.docs;

import example.contract.Client;
import java.io.IOException;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** The tables of docs/versions.md: what was proven with what, and what each library brings. */
final class VersionTables {

  private final Committed committed;
  private final PatternTables patterns;

  VersionTables(Committed committed, PatternTables patterns) {
    this.committed = committed;
    this.patterns = patterns;
  }

  /** What the committed reports were made with. */
  String proven() throws IOException {
    var table = new Table("client", "a copy needs", "proven on Java", "proven on Kubernetes");
    for (var client : Client.names()) {
      table.row(
          client,
          patterns.needs(client),
          releases(client),
          committed.of(client, "kubernetes").asString("not run"));
    }
    return table.markdown() + "\n" + Reproduce.all();
  }

  private String releases(String client) {
    var java = committed.of(client, "java");
    return java.isEmpty()
        ? "not run"
        : java.valueStream().map(JsonNode::asString).collect(Collectors.joining(", "));
  }

  /** How many libraries a program has beside it, and how large they are. */
  String size() {
    var table = new Table("client", "libraries", "their size");
    for (var client : Client.names()) {
      var program = committed.of(client, "program");
      table.row(
          client,
          program.path("libraries").asString("not run"),
          PatternTables.megabytes(program.path("bytesOfLibraries").asLong(-1)));
    }
    return table.markdown() + "\n" + Reproduce.all();
  }

  /**
   * The tree in which Maven found them.
   *
   * @throws IllegalStateException if the report holds none
   */
  String tree(String client) {
    var lines = committed.of(client, "program").path("tree").valueStream().toList();
    if (lines.isEmpty()) {
      throw new IllegalStateException(
          "docs/reports/%s.json holds no tree of libraries. Run make test, then make docs"
              .formatted(client));
    }
    return "```text\n"
        + lines.stream().map(JsonNode::asString).collect(Collectors.joining("\n"))
        + "\n```\n\n"
        + "Reproduce: `mvn dependency:tree -Dscope=runtime -am -pl modules/%s`\n".formatted(client);
  }
}

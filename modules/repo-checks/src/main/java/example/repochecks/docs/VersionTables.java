package example.repochecks.docs;

import example.contract.results.State;
import java.io.IOException;

/** The tables of docs/versions.md: what was proven with what, and what each library brings. */
final class VersionTables {

  private final Proven proven;
  private final PatternTables patterns;

  VersionTables(Proven proven, PatternTables patterns) {
    this.proven = proven;
    this.patterns = patterns;
  }

  /** What the last complete run was made with. */
  String proven() throws IOException {
    var table = new Table("client", "a copy needs", "proven on Java", "proven on Kubernetes");
    for (var name : proven.clients()) {
      var client = proven.client(name);
      table.row(
          name,
          patterns.needs(name),
          proven.last().java(client),
          proven.last().ran(client) ? proven.last().kubernetes() : State.NOT_RUN.text);
    }
    return table.markdown() + "\n" + Reproduce.all();
  }

  /** How many libraries a program has beside it, and how large they are. */
  String size() {
    var table = new Table("client", "libraries", "their size");
    for (var name : proven.clients()) {
      var client = proven.client(name);
      table.row(
          name,
          proven.last().libraries(client),
          PatternTables.megabytes(proven.last().bytesOfLibraries(client)));
    }
    return table.markdown() + "\n" + Reproduce.all();
  }

  /** The tree in which Maven found them, with this version of the client. */
  String tree(String client) {
    return "```text\n%s\n```\n\n".formatted(proven.last().tree(proven.client(client)))
        + "Reproduce: `mvn dependency:tree -Dscope=runtime -am -pl modules/%s`\n".formatted(client);
  }
}

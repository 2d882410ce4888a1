package example.repochecks.docs;

import example.contract.Case;
import example.contract.Client;
import example.contract.Contract.TestLevel;
import example.contract.results.LastFullRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** A contract of a few cases and two clients, and what tables are made of it. */
final class Small {

  private final Path folder;
  private final List<Case> cases = new ArrayList<>();
  private final Map<String, Map<String, String>> notSupported = new TreeMap<>();
  private final Map<String, Map<String, String>> fails = new TreeMap<>();

  Small(Path folder) {
    this.folder = folder;
  }

  Small with(String id, TestLevel... levels) {
    cases.add(new Case(id, "Says " + id, Set.of(levels), context -> {}));
    return this;
  }

  Small notSupported(String client, String entry) {
    notSupported.computeIfAbsent(client, none -> new TreeMap<>()).put(entry, "It has none.");
    return this;
  }

  Small fails(String client, String id) {
    fails.computeIfAbsent(client, none -> new TreeMap<>()).put(id, "It fails.");
    return this;
  }

  /** A complete run that held these cases on the node. */
  Small ran(String... ids) throws IOException {
    return write(
        LastFullRun.FILE,
        "kubernetes: v1.36.1, a node\nclients: {one: {version: '1'}, two: {version: '1'}}\n"
            + "passed: {node: [%s]}\n".formatted(String.join(", ", ids)));
  }

  Small write(String file, String text) throws IOException {
    Files.createDirectories(folder.resolve(file).getParent());
    Files.writeString(folder.resolve(file), text);
    return this;
  }

  Proven proven() throws IOException {
    var clients = new ArrayList<Client>();
    for (var name : List.of("one", "two")) {
      clients.add(
          new Client(
              name,
              "1",
              notSupported.getOrDefault(name, Map.of()),
              fails.getOrDefault(name, Map.of())));
    }
    return new Proven(cases, clients, LastFullRun.of(folder));
  }

  CaseIndex evidence() throws IOException {
    var methods = new StringBuilder("class CountThingsCases {\n");
    cases.forEach(each -> methods.append("  @Contract(id = \"%s\")\n".formatted(each.id())));
    write(
        "modules/contract/src/main/java/example/contract/cases/CountThingsCases.java",
        methods.append("}\n").toString());
    return new CaseIndex(folder, cases);
  }
}

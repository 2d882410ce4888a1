package example.repochecks.generator;

import example.contract.AdminClient;
import example.contract.Case;
import example.contract.Client;
import example.contract.results.LastFullRun;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The generated blocks: a name, and what makes it for the page it stands on. */
final class BlockGenerators {

  /** Makes one block. */
  private interface Generator {
    String generate(PageLocation here) throws IOException;
  }

  /** Read once: the rows alone stand for more than a thousand combinations, all of them checked. */
  private static final List<Case> CASES = Case.all();

  private final Map<String, Generator> generators = new TreeMap<>();
  private final Performance performance;

  BlockGenerators(Path repository) throws IOException {
    var proven = Proven.of(CASES, Client.all(), LastFullRun.of(repository));
    var access = new AccessTables(proven);
    generators.put("decision-table", access::decisionTable);
    generators.put("decision-rows", access::decisionRows);
    generators.put("in-cluster-table", access::inClusterTable);
    generators.put("in-cluster-rows", access::inClusterRows);
    generators.put("kubeconfig-shapes", access::shapes);
    generators.put("rejections", access::rejections);
    generators.put("yaml-traps", access::yaml);
    generators.put("left-alone", LibraryDefaultsTable::markdown);
    generators.put("short-version", ShortVersionTable::markdown);
    var sections = BlockGenerators.class.getResourceAsStream("/comparison.yaml");
    var comparison = new Comparison(proven, AdminClient.YAML.readTree(sections));
    generators.put("differences", here -> comparison.differences());
    generators.put("cases", here -> comparison.everyCase());
    var patterns = new PatternTables(repository, proven);
    generators.put("patterns", patterns::index);
    generators.put("permissions", patterns::permissions);
    generators.put("modules", patterns::modules);
    generators.put("versions", here -> patterns.versions());
    for (var pattern : patterns.patterns()) {
      generators.put("copy-" + pattern, here -> patterns.copy(pattern, here));
      generators.put("permission-" + pattern, here -> patterns.permission(pattern, here));
    }
    generators.put("messages", here -> TroubleshootingPages.table(repository, here));
    performance = new Performance(repository);
    performance
        .blocks()
        .forEach((name, block) -> generators.put("performance-" + name, block::apply));
  }

  /** The files that pages show beside their blocks: plots. */
  Map<Path, String> files() {
    return performance.files();
  }

  /**
   * @throws IllegalStateException if the block cannot be made, without a full stop
   */
  String generate(String name, PageLocation here) throws IOException {
    var generator = generators.get(name);
    if (generator == null) {
      throw new IllegalStateException(
          "no such block can be made. Choose one of " + String.join(", ", generators.keySet()));
    }
    return generator.generate(here);
  }
}

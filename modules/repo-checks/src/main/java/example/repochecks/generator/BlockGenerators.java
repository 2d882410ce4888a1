package example.repochecks.generator;

import example.contract.Case;
import example.contract.Client;
import example.contract.results.LastFullRun;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** The generated blocks: a name, and what makes it for the page it stands on. */
final class BlockGenerators {

  /** Makes one block. */
  private interface Generator {
    String generate(PageLocation here) throws IOException;
  }

  /** Read once: the rows alone stand for more than a thousand combinations, all of them checked. */
  private static final List<Case> CASES = Case.all();

  private final Map<String, Generator> generators = new TreeMap<>();
  private final Path repository;
  private final Proven proven;
  private final Performance performance;

  BlockGenerators(Path repository) throws IOException {
    this.repository = repository;
    this.proven = new Proven(CASES, Client.all(), LastFullRun.of(repository));
    clusterAccess("decision-table", AccessTables::decisionTable);
    clusterAccess("decision-rows", AccessTables::decisionRows);
    clusterAccess("in-cluster-table", AccessTables::inClusterTable);
    clusterAccess("in-cluster-rows", AccessTables::inClusterRows);
    clusterAccess("after-the-choice", AccessTables::afterTheChoice);
    clusterAccess("exec-plugins", AccessTables::execPlugins);
    clusterAccess("kubeconfig-shapes", AccessTables::shapes);
    clusterAccess("rejections", AccessTables::rejections);
    clusterAccess("yaml-traps", AccessTables::yaml);
    clusterAccess("left-alone", AccessTables::libraryDefaults);
    generators.put("short-version", ShortVersionTable::markdown);
    generators.put("differences", here -> new Comparison(proven).differences());
    generators.put("cases", here -> new Comparison(proven).everyCase());
    generators.put("patterns", here -> patterns(here).index());
    generators.put("permissions", here -> patterns(here).permissions());
    generators.put("modules", here -> patterns(here).modules());
    generators.put("versions", here -> patterns(here).versions());
    for (var pattern : patterns(new PageLocation(Path.of(""))).patterns()) {
      generators.put("copy-" + pattern, here -> patterns(here).copy(pattern));
      generators.put("permission-" + pattern, here -> patterns(here).permission(pattern));
    }
    generators.put("messages", here -> TroubleshootingPages.table(repository, here));
    performance = new Performance(repository);
    performance
        .blocks()
        .forEach((name, block) -> generators.put("performance-" + name, block::apply));
  }

  private void clusterAccess(String name, Function<AccessTables, String> table) {
    generators.put(name, here -> table.apply(new AccessTables(proven, here)));
  }

  private PatternTables patterns(PageLocation here) throws IOException {
    return new PatternTables(repository, proven, here);
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

package example.repochecks.generator;

import example.contract.Client;
import example.contract.results.LastFullRun;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The generated blocks: a name, and what makes it for the page it stands on. */
final class BlockGenerators {

  /** Makes one block. */
  private interface Generator {
    String generate(PageLocation here) throws IOException;
  }

  private final Map<String, Generator> generators = new TreeMap<>();
  private final Path repository;
  private final Proven proven;

  BlockGenerators(Path repository) throws IOException {
    this.repository = repository;
    var last = LastFullRun.of(repository);
    this.proven = new Proven(new CaseIndex(repository), Client.all(), last);
    clusterAccess();
    comparison();
    patterns();
    put("messages", here -> TroubleshootingPages.table(repository, here));
  }

  private void put(String name, Generator generator) {
    generators.put(name, generator);
  }

  private void clusterAccess() {
    put("decision-table", here -> new AccessTables(proven, here).decisionTable());
    put("decision-rows", here -> new AccessTables(proven, here).decisionRows());
    put("in-cluster-table", here -> new AccessTables(proven, here).inClusterTable());
    put("in-cluster-rows", here -> new AccessTables(proven, here).inClusterRows());
    put("after-the-choice", here -> new AccessTables(proven, here).afterTheChoice());
    put("exec-plugins", here -> new AccessTables(proven, here).execPlugins());
    put("kubeconfig-shapes", here -> new AccessTables(proven, here).shapes());
    put("rejections", here -> new AccessTables(proven, here).rejections());
    put("yaml-traps", here -> new AccessTables(proven, here).yaml());
    put("short-version", ShortVersionTable::markdown);
    put("left-alone", here -> new AccessTables(proven, here).libraryDefaults());
    put("short-version", ShortVersionTable::markdown);
  }

  private void comparison() {
    put("differences", here -> new Comparison(proven, here).differences());
    put("tiers", here -> new Comparison(proven, here).tiers());
    put("ours", here -> new Comparison(proven, here).ours());
    put("requests", here -> new Comparison(proven, here).requests());
    put("case-counts", here -> new Comparison(proven, here).counts());
    put("cases", here -> new Comparison(proven, here).everyCase());
  }

  private void patterns() throws IOException {
    put("patterns", here -> patterns(here).index());
    put("permissions", here -> patterns(here).permissions());
    put("modules", here -> patterns(here).modules());
    put("versions", here -> patterns(here).versions());
    put("size", here -> patterns(here).size());
    for (var client : Client.names()) {
      put("libraries-" + client, here -> patterns(here).libraries(client));
    }
    for (var pattern : patterns(new PageLocation(Path.of(""))).patterns()) {
      put("copy-" + pattern, here -> patterns(here).copy(pattern));
      put("permission-" + pattern, here -> patterns(here).permission(pattern));
    }
  }

  private PatternTables patterns(PageLocation here) throws IOException {
    return new PatternTables(repository, proven, here);
  }

  Set<String> names() {
    return generators.keySet();
  }

  /**
   * @throws IllegalStateException if the block cannot be made, without a full stop
   */
  String generate(String name, PageLocation here) throws IOException {
    var generator = generators.get(name);
    if (generator == null) {
      throw new IllegalStateException(
          "no such block can be made. Choose one of " + String.join(", ", names()));
    }
    return generator.generate(here);
  }
}

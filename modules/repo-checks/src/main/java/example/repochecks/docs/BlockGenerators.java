package example.repochecks.docs;

import example.contract.Client;
import example.contract.LastFullRun;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The generated blocks: a name, and what makes it for the page it stands on. */
final class BlockGenerators {

  /** Makes one block. */
  private interface Maker {
    String make(PageLocation here) throws IOException;
  }

  private final Map<String, Maker> makers = new TreeMap<>();
  private final Path repository;
  private final Proven proven;
  private final CaseIndex evidence;

  BlockGenerators(Path repository) throws IOException {
    this.repository = repository;
    this.evidence = new CaseIndex(repository);
    this.proven = new Proven(evidence.cases().values(), Client.all(), LastFullRun.of(repository));
    ofTheSwitch();
    ofTheComparison();
    ofThePatterns();
    ofTheVersions();
    makers.put("messages", here -> new MessageTable(repository, here).markdown());
  }

  private void ofTheSwitch() {
    makers.put("decision-table", here -> access(here).decisionTable());
    makers.put("decision-rows", here -> access(here).decisionRows());
    makers.put("in-cluster-table", here -> access(here).inClusterTable());
    makers.put("in-cluster-rows", here -> access(here).inClusterRows());
    makers.put("after-the-choice", here -> access(here).afterTheChoice());
    makers.put("exec-plugins", here -> access(here).execPlugins());
    makers.put("kubeconfig-shapes", here -> access(here).shapes());
    makers.put("rejections", here -> access(here).rejections());
    makers.put("yaml-traps", here -> access(here).yaml());
    makers.put("left-alone", here -> access(here).leftAlone());
    makers.put("short-version", ShortVersionTable::markdown);
  }

  private void ofTheComparison() {
    makers.put("differences", here -> comparison(here).differences());
    makers.put("tiers", here -> comparison(here).tiers());
    makers.put("ours", here -> comparison(here).ours());
    makers.put("requests", here -> comparison(here).requests());
    makers.put("case-counts", here -> comparison(here).counts());
    makers.put("cases", here -> comparison(here).cases());
  }

  private void ofThePatterns() throws IOException {
    makers.put("patterns", here -> patterns(here).index());
    makers.put("permissions", here -> patterns(here).permissions());
    makers.put("modules", here -> patterns(here).modules());
    for (var pattern : patterns(new PageLocation(Path.of(""))).patterns()) {
      makers.put("copy-" + pattern, here -> patterns(here).copy(pattern));
      makers.put("permission-" + pattern, here -> patterns(here).permission(pattern));
    }
  }

  private void ofTheVersions() {
    var versions = new VersionTables(proven, patterns(new PageLocation(Path.of(""))));
    makers.put("versions", here -> versions.proven());
    makers.put("size", here -> versions.size());
    for (var client : Client.names()) {
      makers.put("libraries-" + client, here -> versions.tree(client));
    }
  }

  private AccessDocs access(PageLocation here) {
    return new AccessDocs(proven, evidence, here);
  }

  private Comparison comparison(PageLocation here) {
    return new Comparison(proven, evidence, here);
  }

  private PatternTables patterns(PageLocation here) {
    return new PatternTables(repository, proven, evidence, here);
  }

  List<String> names() {
    return List.copyOf(makers.keySet());
  }

  /**
   * @throws IllegalStateException if the block cannot be made, without a full stop
   */
  String make(String name, PageLocation here) throws IOException {
    var maker = makers.get(name);
    if (maker == null) {
      throw new IllegalStateException(
          "no such block can be made. Choose one of " + String.join(", ", makers.keySet()));
    }
    return maker.make(here);
  }
}

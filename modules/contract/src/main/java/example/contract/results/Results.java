package example.contract.results;

import example.contract.AdminClient;
import example.contract.Client;
import example.contract.Contract.TestLevel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * What one run did with one client at one level, case by case. Nothing of it is committed; {@link
 * FullRun} reads it.
 *
 * @param kubernetes version and distribution of the node; empty if there is none
 */
public record Results(
    String client,
    String version,
    String level,
    int java,
    String kubernetes,
    Map<String, CaseResult> cases) {

  public static final String PASSED = "passed";
  public static final String FAILED = "failed";

  /**
   * @param result {@code passed}, {@code failed} or {@code not supported}
   * @param facts what was counted: {@code requests} on the wire, {@code 3}
   */
  public record CaseResult(String result, Map<String, Integer> facts) {}

  public static Results of(Client client, TestLevel level, String kubernetes) {
    return new Results(
        client.name(),
        client.version(),
        LastFullRun.name(level),
        Runtime.version().feature(),
        kubernetes,
        new TreeMap<>());
  }

  public synchronized void add(String id, String result, Map<String, Integer> facts) {
    cases.put(id, new CaseResult(result, Map.copyOf(facts)));
  }

  public void write(Path folder) throws IOException {
    Files.createDirectories(folder);
    AdminClient.JSON
        .writerWithDefaultPrettyPrinter()
        .writeValue(folder.resolve(level + ".json").toFile(), this);
  }
}

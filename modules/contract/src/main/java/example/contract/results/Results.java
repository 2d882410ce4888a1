package example.contract.results;

import example.contract.AdminClient;
import example.contract.Client;
import example.contract.Contract.TestLevel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What one run did with one client at one level, case by case: {@code passed}, {@code failed} or
 * {@code not supported}. Nothing of it is committed; {@link FullRun} reads it.
 */
public final class Results {

  public static final String PASSED = "passed";
  public static final String FAILED = "failed";

  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private final ObjectNode run = AdminClient.object();
  private final String file;

  /**
   * @param kubernetes version and distribution of the node; empty if there is none
   */
  public Results(Client client, TestLevel level, String kubernetes) {
    this.file = LastFullRun.name(level) + ".json";
    run.put("client", client.name()).put("version", client.version());
    run.put("level", LastFullRun.name(level)).put("java", Runtime.version().feature());
    run.put("kubernetes", kubernetes).putObject("cases");
  }

  public void add(String id, String result) {
    run.withObject("cases").putObject(id).put("result", result);
  }

  /** What was counted in a case: {@code requests} on the wire, {@code 3}. */
  public void facts(String id, Map<String, Integer> counted) {
    var entry = run.withObject("cases").withObject(id);
    counted.forEach((name, count) -> entry.withObject("facts").put(name, count));
  }

  public void write(Path folder) {
    try {
      Files.createDirectories(folder);
      Files.writeString(folder.resolve(file), MAPPER.writeValueAsString(run) + "\n");
    } catch (IOException unwritable) {
      throw new UncheckedIOException(unwritable);
    }
  }
}

package example.contract.results;

import example.contract.AdminClient;
import example.contract.Client;
import example.contract.Contract.TestLevel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which cases one run tried with one client at one level. Nothing of it is committed; {@link
 * FullRun} reads it.
 *
 * @param kubernetes version and distribution of the node; empty if there is none
 */
public record Results(
    String client, String version, String level, int java, String kubernetes, Set<String> cases) {

  public static Results of(Client client, TestLevel level, String kubernetes) {
    return new Results(
        client.name(),
        client.version(),
        LastFullRun.name(level),
        Runtime.version().feature(),
        kubernetes,
        new TreeSet<>());
  }

  /** Adds a case that did what clients.yaml says of this client. */
  public synchronized void add(String id) {
    cases.add(id);
  }

  public void write(Path folder) throws IOException {
    Files.createDirectories(folder);
    var file = folder.resolve(level + ".json").toFile();
    AdminClient.JSON.writerWithDefaultPrettyPrinter().writeValue(file, this);
  }
}

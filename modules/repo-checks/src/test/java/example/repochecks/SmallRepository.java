package example.repochecks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

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

/** A repository in an empty folder, with only the files and cases that a test adds to it. */
public final class SmallRepository {

  private final Path root;
  private final List<Case> cases = new ArrayList<>();
  private final Map<String, String> notSupported = new TreeMap<>();
  private final Map<String, String> fails = new TreeMap<>();

  public SmallRepository(Path root) {
    this.root = root;
  }

  public Path root() {
    return root;
  }

  public SmallRepository with(String file, String content) throws IOException {
    var path = root.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, content);
    return this;
  }

  public String read(String file) throws IOException {
    return Files.readString(root.resolve(file));
  }

  /** Replaces text that must be there, else the test would test nothing. */
  public SmallRepository broken(String file, String sound, String broken) throws IOException {
    var text = read(file);
    assertTrue(text.contains(sound), file + " does not hold " + sound);
    return with(file, text.replace(sound, broken));
  }

  /** The path of the only file whose path ends so. */
  String find(String ending) throws IOException {
    var found = Repository.files(root, ending);
    assertEquals(1, found.size(), ending + ": " + found);
    return root.relativize(found.get(0)).toString();
  }

  // ---- a contract of two clients, one and two ----

  public SmallRepository withCase(String id, TestLevel... levels) {
    cases.add(new Case(id, "Says " + id, Set.of(levels), context -> {}));
    return this;
  }

  /** One does not support a case. */
  public SmallRepository oneDoesNotSupport(String id) {
    notSupported.put(id, "It has none.");
    return this;
  }

  /** Two fails a case. */
  public SmallRepository twoFails(String id) {
    fails.put(id, "It fails.");
    return this;
  }

  /** A complete run that held these cases on the node. */
  public SmallRepository ran(String... ids) throws IOException {
    return with(
        LastFullRun.FILE,
        "kubernetes: v1.36.1, a node\nclients: {one: {version: '1'}, two: {version: '1'}}\n"
            + "passed: {node: [%s]}\n".formatted(String.join(", ", ids)));
  }

  public List<Case> cases() {
    return cases;
  }

  public List<Client> clients() {
    return List.of(
        new Client("one", "1", notSupported, Map.of()), new Client("two", "1", Map.of(), fails));
  }
}

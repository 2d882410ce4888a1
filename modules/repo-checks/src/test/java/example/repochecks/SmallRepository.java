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

  /** The same in each of the three modules' packages, where {@code MODULE} stands for it. */
  SmallRepository withPattern(String name, String content) throws IOException {
    for (var module : Repository.CLIENTS) {
      with(path(module, name), content.replace("MODULE", module.replace("-", "")));
    }
    return this;
  }

  static String path(String module, String name) {
    return "modules/%s/src/main/java/example/%s/%s.java"
        .formatted(module, module.replace("-", ""), name);
  }

  /** A root POM that manages these versions. */
  SmallRepository withManaged(String... coordinates) throws IOException {
    var managed = new StringBuilder();
    for (var coordinate : coordinates) {
      var parts = coordinate.split(":");
      managed.append(
          "<dependency><groupId>%s</groupId><artifactId>%s</artifactId><version>%s</version></dependency>\n"
              .formatted((Object[]) parts));
    }
    return with(
        "pom.xml",
        "<project><dependencyManagement><dependencies>\n%s</dependencies></dependencyManagement></project>\n"
            .formatted(managed));
  }

  /** The sentences that a check says of it. */
  void says(Check check, String... sentences) throws IOException {
    assertEquals(List.of(sentences), check.problems(root));
  }

  /** What every check must find of the repository that it is part of. */
  static void theRealOneHolds(Check check) throws IOException {
    assertEquals("", String.join("\n", check.problems(Repository.ROOT)));
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

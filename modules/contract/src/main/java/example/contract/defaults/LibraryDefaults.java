package example.contract.defaults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import example.contract.AdminClient;
import example.contract.CaseContext;
import example.contract.Client;
import example.contract.Driver;
import example.contract.Driver.Call;
import example.contract.access.AccessRow;
import example.contract.runner.IsolatedProcess;
import example.fakeapiserver.FakeCertificates;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a library does when left alone, pinned: the rows of {@code library-defaults.yaml}, each run
 * in a child process, because both libraries read the environment of their process and have the
 * path of the service account built in. A module extends this class and gives it a probe. No server
 * is asked.
 */
public abstract class LibraryDefaults {

  private static final String FILE = "library-defaults.yaml";
  private static final List<String> PLACES = List.of("pod", "home", "a", "b");
  private static final Map<String, String> PLANTED = planted();

  private final Driver driver;
  private final Client client;
  private final Class<?> probe;

  /**
   * @param driver runs this repository's own ClusterAccess in the same surroundings
   * @param probe a program that prints, with {@link DiscoveredConfig}, what the library found
   */
  protected LibraryDefaults(Driver driver, Class<?> probe) {
    this.driver = driver;
    this.client = Client.of(driver.client());
    this.probe = probe;
  }

  /** The whole of the file, checked. */
  static JsonNode file() {
    try (var in = LibraryDefaults.class.getResourceAsStream("/" + FILE)) {
      return checked(AccessRow.tree(in));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  static JsonNode checked(JsonNode file) {
    var ids = new HashSet<String>();
    for (var row : file.path("rows")) {
      if (!ids.add(row.path("id").asString(""))) {
        throw new IllegalStateException(
            FILE + ": two rows are called " + row.path("id").asString(""));
      }
      for (var field : List.of("id", "says", "ours", "client-java", "fabric8")) {
        if (!row.has(field)) {
          throw new IllegalStateException(
              FILE + ": " + row.path("id").asString("") + " has no " + field);
        }
      }
    }
    if (ids.isEmpty()) {
      throw new IllegalStateException(FILE + " holds no row");
    }
    return file;
  }

  /** What a row pins for a library: for each way in an answer, the first for all that it lacks. */
  static JsonNode pins(JsonNode row, String client, boolean onJava25) {
    var later = row.path("fromJava25").path(client);
    return onJava25 && later.isObject() ? later : row.get(client);
  }

  @TestFactory
  @Tag("long") // some sixty JVMs for each library
  Stream<DynamicTest> scenarios() {
    return file()
        .get("rows")
        .valueStream()
        .map(row -> DynamicTest.dynamicTest(row.get("id").asString(), () -> check(row)));
  }

  private void check(JsonNode row) throws Exception {
    var differences = differences(row);
    if (!differences.isEmpty()) {
      fail(String.join("\n", differences));
    }
  }

  /** A new version that changes nothing has been looked at, too. */
  @Test
  void theVersionIsTheOneThatWasMeasured() {
    assertEquals(
        measured(),
        client.version(),
        "If make test-long passes but for this test, write it into " + FILE);
  }

  private String measured() {
    return file().at("/measured/" + client.name()).asString();
  }

  /** The negative control: a pin that is wrong turns red, and the sentence says what changed. */
  @Test
  @Tag("long")
  void aDifferenceIsToldInOneSentence() throws Exception {
    var row = file().at("/rows/0").deepCopy();
    var pin = (ObjectNode) row.path(client.name()).iterator().next();
    var right = pin.get("server").asString();
    pin.put("server", "https://elsewhere:6443");

    assertEquals(
        List.of(
            "scenario nothing: server was https://elsewhere:6443 at %s %s, is now %s. If the new behaviour is right, change library-defaults.yaml and the page in-cluster-or-kubeconfig.md."
                .formatted(client.name(), measured(), right)),
        differences(row));
  }

  /** What a row pins and this run found otherwise, one sentence each. */
  private List<String> differences(JsonNode row) throws Exception {
    var folder = Files.createTempDirectory("left-alone-").toRealPath();
    try {
      var variables = new LinkedHashMap<>(PLANTED);
      variables.put("dir", folder.toString());
      IsolatedProcess.prepare(folder);
      var files = map(row.path("files"), variables);
      files.forEach((name, text) -> CaseContext.write(folder.resolve(name), text));

      var differences =
          new ArrayList<>(
              compare(row, "ours", map(row.get("ours"), variables), ours(row, folder, variables)));
      var pins = pins(row, client.name(), Runtime.version().feature() >= 25);
      var first = pins.propertyNames().iterator().next();
      for (var answer : probe(row, folder, variables).properties()) {
        var entry = answer.getKey();
        var pinned = map(pins.get(pins.has(entry) ? entry : first), variables);
        var found = map(answer.getValue(), Map.of());
        var told = compare(row, "", pinned, found);
        // What changes for the first way in mostly changes for the others; it is told once.
        var again = !pins.has(entry) && differences.containsAll(told);
        if (!again) {
          differences.addAll(entry.equals(first) ? told : compare(row, entry, pinned, found));
        }
      }
      return differences.stream().map(text -> text.replace(folder.toString(), "${dir}")).toList();
    } finally {
      IsolatedProcess.remove(folder);
    }
  }

  private List<String> compare(
      JsonNode row, String what, Map<String, String> pinned, Map<String, String> found) {
    var fields = new TreeSet<>(pinned.keySet());
    if (what.equals("ours")) { // what our own program says beside is pinned elsewhere
      fields.add("error");
    } else {
      fields.addAll(found.keySet());
    }
    return fields.stream()
        .filter(field -> !pinned.getOrDefault(field, "").equals(found.getOrDefault(field, "")))
        .map(
            field ->
                "scenario %s: %s%s was %s at %s %s, is now %s. If the new behaviour is right, change library-defaults.yaml and the page in-cluster-or-kubeconfig.md."
                    .formatted(
                        row.get("id").asString(),
                        what.isEmpty() ? "" : what + ": ",
                        field,
                        said(pinned, field),
                        client.name(),
                        measured(),
                        said(found, field)))
        .toList();
  }

  private static String said(Map<String, String> answer, String field) {
    // Without its full stop: the sentence has its own.
    return answer.getOrDefault(field, "not set").replaceFirst("\\.$", "");
  }

  /** Runs this repository's own pattern, which takes its surroundings as parameters. */
  private Map<String, String> ours(JsonNode row, Path folder, Map<String, String> variables)
      throws Exception {
    var properties = map(row.path("properties"), variables);
    var before = new LinkedHashMap<String, String>();
    properties.forEach((name, value) -> before.put(name, System.setProperty(name, value)));
    try {
      var outcome =
          driver.run(
              new Call(
                  List.of("cluster-access", "--json"),
                  "",
                  map(row.path("env"), variables),
                  folder.resolve("root"),
                  folder.resolve("home"),
                  List.of(),
                  System::nanoTime,
                  InstantSource.system()));
      return outcome.exit() == 0
          ? map(AdminClient.JSON.readTree(outcome.out()), Map.of())
          : Map.of("error", outcome.err().strip());
    } finally {
      before.forEach(
          (name, value) -> {
            if (value == null) {
              System.clearProperty(name);
            } else {
              System.setProperty(name, value);
            }
          });
    }
  }

  private JsonNode probe(JsonNode row, Path folder, Map<String, String> variables)
      throws Exception {
    var mounts = row.path("files").propertyNames().stream().anyMatch(f -> f.startsWith("root/"));
    var jvm = new ArrayList<String>();
    map(row.path("properties"), variables)
        .forEach((name, value) -> jvm.add("-D" + name + "=" + value));
    var environment = map(row.path("env"), variables);
    return AdminClient.JSON.readTree(
        IsolatedProcess.run(folder, mounts, environment, jvm, probe, List.of()));
  }

  private static Map<String, String> planted() {
    var planted = new LinkedHashMap<String, String>();
    for (var place : PLACES) {
      var authority = FakeCertificates.create(place);
      var user = authority.identity("user-of-" + place, List.of());
      planted.put("token." + place, DiscoveredConfig.TOKEN + place);
      planted.put("ca." + place, authority.caPem());
      planted.put("ca.data." + place, CaseContext.base64(authority.caPem()));
      planted.put("cert.data." + place, CaseContext.base64(user.certificatePem()));
      planted.put("key.data." + place, CaseContext.base64(user.keySec1Pem()));
    }
    return planted;
  }

  private static Map<String, String> map(JsonNode object, Map<String, String> variables) {
    var map = new LinkedHashMap<String, String>();
    for (var each : object.properties()) {
      var text = each.getValue().isString() ? each.getValue().asString() : each.getValue() + "";
      for (var variable : variables.entrySet()) {
        text = text.replace("${" + variable.getKey() + "}", variable.getValue());
      }
      if (text.contains("${") && !variables.isEmpty()) {
        throw new IllegalStateException(FILE + ": no such variable: " + text);
      }
      map.put(each.getKey(), text);
    }
    return map;
  }
}

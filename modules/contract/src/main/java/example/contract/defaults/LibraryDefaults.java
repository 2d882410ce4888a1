package example.contract.defaults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import example.contract.AdminClient;
import example.contract.CaseContext;
import example.contract.Client;
import example.contract.Driver;
import example.contract.Driver.Call;
import example.contract.KubeconfigText;
import example.contract.access.AccessRow;
import example.contract.recording.NaiveProgram;
import example.contract.recording.NaiveProgram.Called;
import example.contract.runner.IsolatedProcess;
import example.fakeapiserver.FakeApiServer;
import example.fakeapiserver.FakeCertificates;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.commons.io.file.PathUtils;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a library does by itself, pinned: the rows of {@code library-defaults.yaml}, each run in a
 * process of its own. A module extends this class and gives it a probe. No server is asked.
 */
public abstract class LibraryDefaults {

  private static final String FILE = "library-defaults.yaml";
  private static final Map<String, String> PLANTED = planted();

  private final Driver driver;
  private final Client client;
  private final Class<?> probe;
  private final String measured;

  /**
   * @param driver runs this repository's own ClusterAccess in the same environment
   * @param probe a program that prints, with {@link DiscoveredConfig}, what the library found
   */
  protected LibraryDefaults(Driver driver, Class<?> probe) {
    this.driver = driver;
    this.client = Client.of(driver.client());
    this.probe = probe;
    this.measured = file().at("/measured/" + client.name()).asString();
  }

  /** The whole of the file. */
  public static JsonNode file() {
    return AccessRow.resource(FILE);
  }

  /** What a row pins for a library: for each entry point an answer, the first for all it lacks. */
  public static JsonNode pins(JsonNode row, String client, boolean onJava25) {
    var later = row.path("fromJava25").path(client);
    return onJava25 && later.isObject() ? later : row.get(client);
  }

  @TestFactory
  @Tag("long") // some sixty JVMs for each library
  Stream<DynamicTest> scenarios() {
    return file()
        .get("rows")
        .valueStream()
        .map(
            row ->
                DynamicTest.dynamicTest(
                    row.get("id").asString(),
                    () -> assertEquals("", String.join("\n", differences(row)))));
  }

  /** What {@code docs/why-not-the-default.md} says that the defaults do well. */
  @Test
  @Tag("long") // the libraries read the file again after a minute or so
  void aTokenThatWasReplacedIsReadAgain() throws Exception {
    var folder = Files.createTempDirectory("rotation-").toRealPath();
    try (var server = FakeApiServer.start()) {
      var mayListNothing = server.token("default", "default", Duration.ofHours(1));
      var next = "the-next-token-marker";
      server.addToken(next, "jane", List.of("system:masters"));
      IsolatedProcess.prepare(folder);
      IsolatedProcess.mount(folder, mayListNothing, server.caPem(), "default");
      var environment =
          Map.of(
              "KUBERNETES_SERVICE_HOST", server.uri().getHost(),
              "KUBERNETES_SERVICE_PORT", String.valueOf(server.uri().getPort()));
      var call = new Called(null, "default", List.of("rotated", next));
      var said =
          IsolatedProcess.run(
                  folder,
                  environment,
                  List.of(),
                  NaiveProgram.class,
                  NaiveProgram.arguments(client.name(), "in-cluster-or-kubeconfig", List.of(call)))
              .printed();
      assertTrue(said.contains("\"printed\":[\"0 pods\"]"), said);
    } finally {
      PathUtils.deleteDirectory(folder);
    }
  }

  /** A new version that changes nothing has been looked at, too. */
  @Test
  void theVersionIsTheOneThatWasMeasured() {
    assertEquals(
        measured,
        client.version(),
        "If make test-long passes but for this test, write it into " + FILE);
  }

  /** The negative control: a pin that is wrong turns red, and the sentence says what changed. */
  @Test
  @Tag("long")
  void aDifferenceIsToldInOneSentence() throws Exception {
    var row = file().at("/rows/0").deepCopy();
    var pin = (ObjectNode) row.path(client.name()).iterator().next();
    var right = pin.get("server").asString();
    pin.put("server", "https://elsewhere:6443");

    var told = difference(row, "server", "https://elsewhere:6443", right);
    assertTrue(differences(row).contains(told), told);
  }

  private String difference(JsonNode row, String field, String was, String is) {
    return "scenario %s: %s was %s at %s %s, is now %s. If the new behaviour is right, change %s and the page in-cluster-or-kubeconfig.md."
        .formatted(row.get("id").asString(), field, was, client.name(), measured, is, FILE);
  }

  /** What a row pins and this run found otherwise, one sentence each. */
  private List<String> differences(JsonNode row) throws Exception {
    var folder = Files.createTempDirectory("library-defaults-").toRealPath();
    try {
      IsolatedProcess.prepare(folder);
      var variables = new LinkedHashMap<>(PLANTED);
      variables.put("dir", folder.toString());
      var files = map(row.path("files"), variables);
      files.forEach((name, text) -> CaseContext.write(folder.resolve(name), text));

      var pinned = new TreeMap<String, String>();
      var found = new TreeMap<String, String>();
      map(row.get("ours"), variables).forEach((field, is) -> pinned.put("ours: " + field, is));
      ours(row, folder, variables).forEach((field, is) -> found.put("ours: " + field, is));
      found.keySet().removeIf(field -> !field.endsWith(" error") && !pinned.containsKey(field));

      var pins = pins(row, client.name(), Runtime.version().feature() >= 25);
      var first = pins.propertyNames().iterator().next();
      for (var answer : probe(row, folder, variables).properties()) {
        var entry = answer.getKey();
        var what = entry.equals(first) ? "" : entry + ": ";
        map(pins.get(pins.has(entry) ? entry : first), variables)
            .forEach((field, is) -> pinned.put(what + field, is));
        map(answer.getValue(), Map.of()).forEach((field, is) -> found.put(what + field, is));
      }
      var fields = new TreeSet<>(pinned.keySet());
      fields.addAll(found.keySet());
      return fields.stream()
          .filter(field -> !said(pinned, field).equals(said(found, field)))
          .map(field -> difference(row, field, said(pinned, field), said(found, field)))
          .map(text -> text.replace(folder.toString(), "${dir}"))
          .toList();
    } finally {
      PathUtils.deleteDirectory(folder);
    }
  }

  private static String said(Map<String, String> answer, String field) {
    // Without its full stop: the sentence has its own.
    return answer.getOrDefault(field, "not set").replaceFirst("\\.$", "");
  }

  /** Runs this repository's own pattern, which takes its environment as a parameter. */
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
          : new LinkedHashMap<>(Map.of("error", outcome.err().strip()));
    } finally {
      properties.keySet().forEach(System::clearProperty);
      before.values().removeIf(value -> value == null);
      before.forEach(System::setProperty);
    }
  }

  private JsonNode probe(JsonNode row, Path folder, Map<String, String> variables)
      throws Exception {
    var jvm = new ArrayList<String>();
    map(row.path("properties"), variables)
        .forEach((name, value) -> jvm.add("-D" + name + "=" + value));
    var environment = map(row.path("env"), variables);
    return AdminClient.JSON.readTree(
        IsolatedProcess.run(folder, environment, jvm, probe, List.of()).printed());
  }

  /** The places where a token and certificates lie, each with its own. */
  private static Map<String, String> planted() {
    var planted = new LinkedHashMap<String, String>();
    for (var place : List.of("pod", "home", "a", "b")) {
      var authority = FakeCertificates.create(place);
      var user = authority.identity("user-of-" + place, List.of());
      planted.put("token." + place, DiscoveredConfig.TOKEN + place);
      planted.put("ca." + place, authority.caPem());
      planted.put("ca.data." + place, KubeconfigText.base64(authority.caPem()));
      planted.put("cert.data." + place, KubeconfigText.base64(user.certificatePem()));
      planted.put("key.data." + place, KubeconfigText.base64(user.keySec1Pem()));
    }
    return planted;
  }

  /** The fields of an object as text, with variables filled in. */
  private static Map<String, String> map(JsonNode object, Map<String, String> variables) {
    var map = new LinkedHashMap<String, String>();
    for (var each : object.properties()) {
      var value = each.getValue();
      map.put(each.getKey(), AccessRow.fill(AccessRow.text(value), variables::get));
    }
    return map;
  }
}

package example.onk3s;

import static org.junit.jupiter.api.Assertions.assertEquals;

import example.contract.Api;
import example.contract.RecordedPage;
import example.contract.fake.FakeApiServer;
import example.onk3s.demo.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the packaged programs print when nothing is wrong, and when one thing is: the transcripts
 * below "Run it" on the pages of the patterns. All three clients must print the same.
 */
class PatternPagesTest {

  private static final Path PAGES = SharedNode.REPOSITORY.resolve("docs/patterns");
  private static final String SHOWN = "fabric8"; // any of the three
  private static final String NAMESPACE = "kubernetes-from-java";
  private static final Pattern UID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
  private static final Pattern TIME = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z");
  private static final JsonMapper PRETTY =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private final FakeApiServer fake = FakeApiServer.start();
  private final Api api = Api.of(fake.kubeconfig());
  private final List<String> uids = new ArrayList<>();
  private final List<String> times = new ArrayList<>();
  private Programs programs;

  @BeforeEach
  void aServiceAccountWithAKubeconfig() throws IOException {
    programs = new Programs(SharedNode.REPOSITORY);
    api.post("api/v1/namespaces", named(NAMESPACE, Map.of()));
    var account = SharedNode.REPOSITORY.resolve("manifests/base/serviceaccount.yaml");
    api.create(account, NAMESPACE);
    var config = (ObjectNode) Api.YAML.readTree(fake.kubeconfig());
    var token = fake.token(NAMESPACE, "example", Duration.ofHours(1));
    ((ObjectNode) config.at("/users/0")).set("user", Api.object().put("token", token));
    ((ObjectNode) config.at("/contexts/0/context")).put("namespace", NAMESPACE);
    ((ObjectNode) config.at("/contexts/0")).put("name", "dev");
    config.put("current-context", "dev");
    var folder = Files.createDirectories(programs.home().resolve(".kube"));
    Files.writeString(folder.resolve("config"), Api.YAML.writeValueAsString(config));
  }

  @AfterEach
  void allEnds() {
    programs.close();
    fake.close();
  }

  private static ObjectNode named(String name, Map<String, String> labels) {
    var object = Api.object();
    object.withObject("/metadata").put("name", name);
    labels.forEach((key, value) -> object.withObject("/metadata/labels").put(key, value));
    return object;
  }

  private void aRole() throws IOException {
    api.create(SharedNode.REPOSITORY.resolve("manifests/rbac/list-pods/role.yaml"), NAMESPACE);
  }

  private void pod(String name, String app) {
    var path = "api/v1/namespaces/" + NAMESPACE + "/pods";
    var pod = named(name, Map.of("app", app));
    pod.withArray("/spec/containers").addObject().put("name", "main").put("image", "none:1");
    api.post(path, pod);
    var running = Api.object();
    running.withObject("/status").put("phase", "Running");
    api.merge(path + "/" + name + "/status", running);
  }

  @Test
  void listPods() throws Exception {
    aRole();
    pod("db-0", "db");
    pod("web-0", "web");
    pod("web-1", "web");

    var all = transcript(0, "list-pods");
    var some = transcript(0, "list-pods", "--selector", "app=web");

    new RecordedPage(PAGES.resolve("list-pods.md")).holds("run", "text", all + "\n" + some);
  }

  @Test
  void whoAmI() throws Exception {
    aRole();
    var page = new RecordedPage(PAGES.resolve("who-am-i.md"));

    page.holds("run", "text", transcript(0, "who-am-i"));

    var json = transcript(0, "who-am-i", "--json").lines().toList();
    assertEquals(2, json.size(), "the command and one line");
    page.holds(
        "run-json",
        "text",
        json.get(0) + "\n" + PRETTY.writeValueAsString(PRETTY.readTree(json.get(1))));
  }

  @Test
  void handleApiErrors() throws Exception {
    new RecordedPage(PAGES.resolve("handle-api-errors.md"))
        .holds("run", "text", transcript(1, "list-pods") + "\n$ echo $?\n1");
  }

  /** The command of one client and what it printed, which is what the others print. */
  private String transcript(int exit, String... arguments) throws Exception {
    var printed = new LinkedHashMap<String, String>();
    for (var module : SharedNode.MODULES) {
      var outcome = programs.run(module, Map.of(), List.of(arguments));
      assertEquals(exit, outcome.exit(), module + ": " + outcome);
      if (exit == 0) {
        assertEquals("", outcome.err(), module);
      }
      printed.put(module, steady(outcome.out() + outcome.err()).strip());
    }
    var shown = printed.get(SHOWN);
    printed.forEach(
        (module, text) -> assertEquals(meant(shown), meant(text.replace(module, SHOWN)), module));
    return "$ java -jar modules/%1$s/target/%1$s.jar %2$s\n%3$s"
        .formatted(SHOWN, String.join(" ", arguments), shown);
  }

  /** What two answers are compared by: the members of a JSON object have no order. */
  private static Object meant(String text) {
    return text.startsWith("{") ? PRETTY.readTree(text) : text;
  }

  /** Without what differs from run to run. A UID is its place, and a time an hour of its own. */
  private String steady(String text) {
    var named =
        UID.matcher(text)
            .replaceAll(found -> "00000000-0000-4000-8000-%012d".formatted(place(uids, found) + 1));
    return TIME.matcher(named)
        .replaceAll(found -> "2026-01-01T%02d:00:00Z".formatted(place(times, found) + 12))
        .replace(programs.home().toString(), "/home/me")
        .replaceAll("https://127\\.0\\.0\\.1:\\d+", "https://localhost:6443");
  }

  private static int place(List<String> known, MatchResult found) {
    if (!known.contains(found.group())) {
      known.add(found.group());
    }
    return known.indexOf(found.group());
  }
}

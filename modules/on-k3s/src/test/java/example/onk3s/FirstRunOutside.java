package example.onk3s;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import example.contract.AdminClient;
import example.contract.recording.RecordedPage;
import example.fakeapiserver.FakeCertificates;
import example.onk3s.demo.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the programs say outside a pod when a piece is missing, on whichever API server: the
 * sentences on the page about the first run are those of this run.
 */
@DisplayNameGeneration(ReplaceUnderscores.class)
abstract class FirstRunOutside {

  static final List<String> MODULES = SharedNode.MODULES;
  static final Path REPOSITORY = SharedNode.REPOSITORY;
  static final RecordedPage PAGE = new RecordedPage(REPOSITORY.resolve("docs/first-run.md"));

  /** The namespace on the page. */
  static final String WRITTEN = "kubernetes-from-java";

  private Programs programs;

  /** The administrator's kubeconfig. */
  abstract String kubeconfig();

  @BeforeEach
  void a_home_without_a_kubeconfig() throws IOException {
    programs = new Programs(REPOSITORY);
  }

  @AfterEach
  void is_removed() {
    programs.close();
  }

  @Test
  void nothing_is_configured() throws Exception {
    PAGE.holds("outside-nothing", "text", say(2, Map.of()));
  }

  @Test
  void the_kubeconfig_is_not_there() throws Exception {
    var file = programs.home().resolve(".kube/prod").toString();
    PAGE.holds("outside-no-file", "text", say(2, Map.of("KUBECONFIG", file)));
  }

  @Test
  void the_context_is_not_defined() throws Exception {
    PAGE.holds("outside-context", "text", say(2, with(config()), "--context", "prod"));
  }

  @Test
  void in_cluster_is_asked_for_outside() throws Exception {
    PAGE.holds("outside-in-cluster", "text", say(2, Map.of(), "--in-cluster"));
  }

  @Test
  void nothing_listens_at_the_address() throws Exception {
    var config = config();
    ((ObjectNode) config.at("/clusters/0/cluster")).put("server", "https://localhost:1");
    PAGE.holds("outside-no-server", "text", say(1, with(config)));
  }

  @Test
  void the_ca_is_another_clusters() throws Exception {
    var config = config();
    var pem = FakeCertificates.create("another-cluster").caPem().getBytes(UTF_8);
    ((ObjectNode) config.at("/clusters/0/cluster"))
        .put("certificate-authority-data", Base64.getEncoder().encodeToString(pem));
    PAGE.holds("outside-ca", "text", say(1, with(config)));
  }

  @Test
  void the_token_is_not_known() throws Exception {
    PAGE.holds("outside-token", "text", say(1, with(tokens(config(), "not-a-token"))));
  }

  @Test
  void the_context_names_a_namespace_without_a_role() throws Exception {
    var api = AdminClient.of(kubeconfig());
    var namespace = "first-run-outside";
    api.post("api/v1/namespaces", named(namespace));
    try {
      for (var file : List.of("base/serviceaccount", "rbac/list-pods/role")) {
        api.create(REPOSITORY.resolve("manifests/" + file + ".yaml"), namespace);
      }
      var request = AdminClient.object();
      request.put("apiVersion", "authentication.k8s.io/v1").put("kind", "TokenRequest");
      request.withObject("/spec").put("expirationSeconds", 3600);
      var path = "api/v1/namespaces/" + namespace + "/serviceaccounts/example/token";
      var config = tokens(config(), api.post(path, request).at("/status/token").asString());
      ((ObjectNode) config.at("/contexts/0/context")).put("namespace", "team-a");

      var said = say(1, with(config)).replace(namespace, WRITTEN);
      PAGE.holds("outside-namespace", "text", said);
    } finally {
      api.delete("api/v1/namespaces/" + namespace);
    }
  }

  private static ObjectNode named(String name) {
    var object = AdminClient.object();
    object.withObject("/metadata").put("name", name);
    return object;
  }

  private ObjectNode config() {
    return (ObjectNode) AdminClient.YAML.readTree(kubeconfig());
  }

  private static ObjectNode tokens(ObjectNode config, String token) {
    ((ObjectNode) config.at("/users/0")).set("user", AdminClient.object().put("token", token));
    return config;
  }

  private Map<String, String> with(ObjectNode config) throws IOException {
    ((ObjectNode) config.at("/contexts/0")).put("name", "default");
    config.put("current-context", "default");
    var file = Files.createDirectories(programs.home().resolve(".kube")).resolve("dev");
    Files.writeString(file, AdminClient.YAML.writeValueAsString(config));
    return Map.of("KUBECONFIG", file.toString());
  }

  /** Runs list-pods with each client; each must say exactly one sentence and nothing else. */
  private String say(int exit, Map<String, String> environment, String... arguments)
      throws Exception {
    var all = new ArrayList<>(List.of("list-pods"));
    all.addAll(List.of(arguments));
    var said = new LinkedHashMap<String, String>();
    for (var module : MODULES) {
      var outcome = programs.run(module, environment, all);
      assertEquals(exit, outcome.exit(), module + ": " + outcome);
      assertEquals("", outcome.out(), module);
      said.put(module, outcome.err());
    }
    return together(said).replace(programs.home().toString(), "/home/me");
  }

  /** What one client lists with this kubeconfig; the server's port is one of this run. */
  final String outside(String module, ObjectNode config) throws Exception {
    var outcome = programs.run(module, with(config), List.of("list-pods"));
    assertEquals(0, outcome.exit(), outcome::toString);
    assertEquals("", outcome.err());
    return outcome.out().replaceFirst("https://[^,]+:[0-9]+", "https://localhost:6443");
  }

  /** One line if all three say the same, else one each. */
  static String together(Map<String, String> said) {
    said.forEach((module, text) -> assertEquals(1, text.lines().count(), module + ": " + text));
    var different = new LinkedHashSet<>(said.values());
    if (different.size() == 1) {
      return different.iterator().next().strip();
    }
    var lines = new StringBuilder();
    said.forEach((module, text) -> lines.append("%-13s  %s%n".formatted(module, text.strip())));
    return lines.toString();
  }
}

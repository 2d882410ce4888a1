package example.onk3s;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import example.contract.AdminClient;
import example.fakeapiserver.FakeCertificates;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/** A program outside a pod that lacks one piece: the sentences on the page about the first run. */
enum OutsideAPod {
  NOTHING("outside-nothing", 2),

  NO_FILE("outside-no-file", 2),

  UNKNOWN_CONTEXT("outside-context", 2, "--context", "prod"),

  IN_CLUSTER("outside-in-cluster", 2, "--in-cluster"),

  NO_SERVER("outside-no-server", 1) {
    @Override
    void change(ObjectNode config, AdminClient api) {
      config.withObject("/clusters/0/cluster").put("server", "https://localhost:1");
    }
  },

  ANOTHER_CA("outside-ca", 1) {
    @Override
    void change(ObjectNode config, AdminClient api) {
      var pem = FakeCertificates.create("another-cluster").caPem().getBytes(UTF_8);
      config
          .withObject("/clusters/0/cluster")
          .put("certificate-authority-data", Base64.getEncoder().encodeToString(pem));
    }
  },

  UNKNOWN_TOKEN("outside-token", 1) {
    @Override
    void change(ObjectNode config, AdminClient api) {
      useToken(config, "not-a-token");
    }
  },

  NAMESPACE_WITHOUT_A_ROLE("outside-namespace", 1) {
    @Override
    void change(ObjectNode config, AdminClient api) throws Exception {
      ServiceAccounts.create(api, NAMESPACE);
      useToken(config, ServiceAccounts.token(api, NAMESPACE, AdminClient.object()));
      config.withObject("/contexts/0/context").put("namespace", "team-a");
    }
  };

  private static final String NAMESPACE = "first-run-outside";

  /** The namespace on the page. */
  private static final String WRITTEN = "kubernetes-from-java";

  private final String block;
  private final int exit;
  private final List<String> arguments;

  OutsideAPod(String block, int exit, String... arguments) {
    this.block = block;
    this.exit = exit;
    this.arguments = new ArrayList<>(List.of("list-pods"));
    this.arguments.addAll(List.of(arguments));
  }

  /** Breaks the administrator's kubeconfig. */
  void change(ObjectNode config, AdminClient api) throws Exception {}

  private static void useToken(ObjectNode config, String token) {
    config.withObject("/users/0").set("user", AdminClient.object().put("token", token));
  }

  /**
   * Runs list-pods with each client; each must say one sentence, and the page has it.
   *
   * @param home an empty directory
   */
  void isOnThePage(AdminClient api, Path home) throws Exception {
    var environment = new HashMap<>(Map.of("HOME", home.toString()));
    var file = Files.createDirectories(home.resolve(".kube")).resolve("dev");
    if (this == NO_FILE) {
      environment.put("KUBECONFIG", file.resolveSibling("prod").toString());
    } else if (this != NOTHING && this != IN_CLUSTER) {
      var config = (ObjectNode) AdminClient.YAML.readTree(api.kubeconfig());
      change(config, api);
      config.withObject("/contexts/0").put("name", "default");
      config.put("current-context", "default");
      Files.writeString(file, AdminClient.YAML.writeValueAsString(config));
      environment.put("KUBECONFIG", file.toString());
    }
    for (var module : SharedNode.MODULES) {
      var outcome = PackagedProgram.run(module, environment, arguments);
      assertEquals(exit, outcome.exit(), module + ": " + outcome);
      assertEquals("", outcome.out(), module);
      assertEquals(1, outcome.err().lines().count(), module + ": " + outcome);
      var said = outcome.err().replace(home.toString(), "/home/me");
      SharedNode.page("docs/first-run.md").holdsOf(block, module, said.replace(NAMESPACE, WRITTEN));
    }
  }
}

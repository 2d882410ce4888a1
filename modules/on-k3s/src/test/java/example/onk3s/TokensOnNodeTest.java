package example.onk3s;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import example.contract.AdminClient;
import example.contract.Driver;
import example.contract.RunningProgram;
import example.contract.runner.JarDriver;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Tokens that end while a program runs. The kubelet and the API server set the pace, which is slow:
 * the programs of all modules wait at once, and the other tests meanwhile.
 */
@ExtendWith(SharedNode.class)
@Execution(ExecutionMode.CONCURRENT)
@DisplayNameGeneration(ReplaceUnderscores.class)
class TokensOnNodeTest {

  /** Of a projected token; the API server gives none for less. */
  private static final Duration LIFE = Duration.ofSeconds(600);

  /** A pod that outlives it. */
  private static final String WITH_A_SHORT_TOKEN =
      """
      - {op: replace, path: /spec/activeDeadlineSeconds, value: 900}
      - op: replace
        path: /spec/volumes/0/projected/sources/0/serviceAccountToken/expirationSeconds
        value: %d
      """
          .formatted(LIFE.toSeconds());

  private static final String PODS = "tokens-of-pods"; // a namespace

  private final List<RunningProgram> running = new ArrayList<>();

  @AfterEach
  void the_programs_end() {
    running.forEach(RunningProgram::close);
  }

  /** Starts a program that lists again and again, and waits until it has. */
  private void start(Driver driver, Path folder, Map<String, String> environment, String... options)
      throws Exception {
    var arguments = new ArrayList<>(List.of("list-pods"));
    arguments.addAll(List.of(options));
    var program =
        driver.start(
            new Driver.Call(
                arguments,
                PODS,
                environment,
                folder,
                folder,
                List.of(),
                System::nanoTime,
                Clock.systemUTC()));
    running.add(program);
    program.await("list", () -> program.out().contains(" pods"));
  }

  @Test
  @Tag("long")
  void a_pod_outlives_its_first_token(Node node, @TempDir Path none) throws Exception {
    var api = AdminClient.of(node.kubeconfig());
    ServiceAccounts.create(api, PODS);
    var patch = AdminClient.YAML.readTree(WITH_A_SHORT_TOKEN);
    for (var module : SharedNode.MODULES) {
      start(new PodDriver(module, api, patch), none, Map.of(), "--every", "10");
    }
    TimeUnit.SECONDS.sleep(LIFE.plusSeconds(30).toSeconds());
    for (var program : running) {
      var before = program.lines().size();
      program.await("another list", () -> program.lines().size() > before);
      assertFalse(program.out().contains("(401)"), program::out);
    }
  }

  @Test
  void a_token_bound_to_a_secret_ends_with_it(Node node, @TempDir Path mount) throws Exception {
    var api = AdminClient.of(node.kubeconfig());
    var namespace = "tokens-of-secrets";
    ServiceAccounts.create(api, namespace);
    var secrets = "api/v1/namespaces/" + namespace + "/secrets";
    var object = AdminClient.object();
    object.withObject("/metadata").put("name", "until-deleted");
    var uid = api.post(secrets, object).at("/metadata/uid").asString();
    var secret = AdminClient.object().put("apiVersion", "v1").put("kind", "Secret");
    secret.put("name", "until-deleted").put("uid", uid);
    Files.writeString(mount.resolve("token"), ServiceAccounts.token(api, namespace, secret));
    Files.writeString(mount.resolve("ca.crt"), api.caPem());
    Files.writeString(mount.resolve("namespace"), namespace);

    var environment =
        Map.of(
            "KUBERNETES_SERVICE_HOST", api.server().getHost(),
            "KUBERNETES_SERVICE_PORT", String.valueOf(api.server().getPort()));
    for (var module : SharedNode.MODULES) {
      var account = mount.toString();
      start(
          new JarDriver(module), mount, environment, "--every", "1", "--service-account", account);
    }
    api.delete(secrets + "/until-deleted");
    for (var program : running) {
      assertEquals(1, program.exit(), program::out);
      assertEquals(
          "The API server does not accept the credential (401): it has expired, was revoked, or"
              + " is for another cluster. Get a new token or kubeconfig.\n",
          program.err());
    }
  }
}

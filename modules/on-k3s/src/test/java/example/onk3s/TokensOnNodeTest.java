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
import java.util.regex.Pattern;
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

  private static final List<String> MODULES = SharedNode.MODULES;

  /** Of a projected token; the API server gives none for less. */
  private static final Duration LIFE = Duration.ofSeconds(600);

  @Test
  @Tag("long")
  void a_pod_outlives_its_first_token(Node node) throws Exception {
    var pods = new NodePods(node);
    for (var module : MODULES) {
      pods.apply(
          pods.overlay(
              namespace(module),
              """
              resources: [../../run/%s]
              patches:
                - target: {kind: Pod}
                  patch: |-
                    - {op: replace, path: /spec/activeDeadlineSeconds, value: 900}
                    - {op: replace, path: /spec/containers/0/args, value: [list-pods, --every, "10"]}
                    - {op: replace, path: /spec/volumes/0/projected/sources/0/serviceAccountToken/expirationSeconds, value: %d}
              """
                  .formatted(module, LIFE.toSeconds())));
    }
    for (var module : MODULES) {
      pods.await(namespace(module), module + "-list-pods", "/status/phase", "Running");
    }
    TimeUnit.SECONDS.sleep(LIFE.plusSeconds(30).toSeconds());
    for (var module : MODULES) {
      var logs = List.of("-n", namespace(module), "logs", module + "-list-pods", "--since=15s");
      pods.await(logs, Pattern.compile("1 pods"));
      var all = node.kubectl("-n", namespace(module), "logs", module + "-list-pods").out();
      assertFalse(all.contains("(401)"), all);
      node.kubectl("delete", "namespace", namespace(module), "--wait=false");
    }
  }

  private static String namespace(String module) {
    return "tokens-" + module;
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

    var running = new ArrayList<RunningProgram>();
    try {
      for (var module : MODULES) {
        var program = new JarDriver(module).start(listEverySecond(api, mount));
        running.add(program);
        program.await("list", () -> program.out().contains("0 pods"));
      }
      api.delete(secrets + "/until-deleted");
      for (var program : running) {
        assertEquals(1, program.exit(), program::out);
        assertEquals(
            "The API server does not accept the credential (401): it has expired, was revoked, or"
                + " is for another cluster. Get a new token or kubeconfig.\n",
            program.err());
      }
    } finally {
      running.forEach(RunningProgram::close);
    }
  }

  private static Driver.Call listEverySecond(AdminClient api, Path mount) {
    var environment =
        Map.of(
            "KUBERNETES_SERVICE_HOST", api.server().getHost(),
            "KUBERNETES_SERVICE_PORT", String.valueOf(api.server().getPort()));
    return new Driver.Call(
        List.of("list-pods", "--every", "1", "--service-account", mount.toString()),
        "",
        environment,
        mount,
        mount,
        List.of(),
        System::nanoTime,
        Clock.systemUTC());
  }
}

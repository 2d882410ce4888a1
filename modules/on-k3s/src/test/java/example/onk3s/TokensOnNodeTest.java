package example.onk3s;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import example.contract.AdminClient;
import example.onk3s.demo.Programs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import tools.jackson.databind.node.ObjectNode;

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

  private static final Duration BOUND = Duration.ofMinutes(12);

  /** The API server may believe a token for so long after what it is bound to is gone. */
  private static final Duration CACHE = Duration.ofSeconds(90);

  @TempDir Path temp;

  @Test
  @Tag("long")
  void a_pod_outlives_its_first_token(Node node) throws Exception {
    for (var module : MODULES) {
      var namespace = "tokens-" + module;
      var folder = Files.createDirectories(temp.resolve(namespace));
      Files.writeString(
          folder.resolve("kustomization.yaml"),
          """
          apiVersion: kustomize.config.k8s.io/v1beta1
          kind: Kustomization
          namespace: %s
          resources: [../../run/%s]
          patches:
            - target: {kind: Pod}
              patch: |-
                - {op: replace, path: /spec/activeDeadlineSeconds, value: 900}
                - {op: replace, path: /spec/containers/0/args, value: [list-pods, --every, "10"]}
                - {op: replace, path: /spec/volumes/0/projected/sources/0/serviceAccountToken/expirationSeconds, value: %d}
          """
              .formatted(namespace, module, LIFE.toSeconds()));
      node.copy(folder, "/repository/manifests/tokens/" + namespace);
      var apply = node.kubectl("apply", "-k", "/repository/manifests/tokens/" + namespace);
      assertEquals(0, apply.exit(), apply::toString);
    }
    var end = Instant.now().plus(BOUND);
    for (var module : MODULES) {
      var namespace = "tokens-" + module;
      var pod = module + "-list-pods";
      while (!answeredAfter(node, namespace, pod, LIFE.plusSeconds(20))) {
        assertTrue(Instant.now().isBefore(end), () -> pod + ": " + log(node, namespace, pod));
        TimeUnit.SECONDS.sleep(2);
      }
      assertFalse(log(node, namespace, pod).contains("(401)"));
      node.kubectl("delete", "namespace", namespace, "--wait=false");
    }
  }

  /** Whether the pod has listed pods in the last seconds, so long after its start. */
  private static boolean answeredAfter(Node node, String namespace, String pod, Duration life) {
    var get = node.kubectl("-n", namespace, "get", "pod", pod, "-o", "json").out();
    if (get.isBlank()) {
      return false;
    }
    var status = AdminClient.JSON.readTree(get).path("status");
    if (List.of("Failed", "Succeeded").contains(status.path("phase").asString(""))) {
      return fail(pod + " has ended: " + log(node, namespace, pod));
    }
    var started = status.at("/containerStatuses/0/state/running/startedAt").asString("");
    if (started.isEmpty() || Instant.parse(started).plus(life).isAfter(Instant.now())) {
      return false;
    }
    return node.kubectl("-n", namespace, "logs", pod, "--since=15s").out().contains("1 pods");
  }

  private static String log(Node node, String namespace, String pod) {
    return node.kubectl("-n", namespace, "logs", pod).toString();
  }

  @Test
  void a_token_bound_to_a_secret_ends_with_it(Node node) throws Exception {
    var api = AdminClient.of(node.kubeconfig());
    var namespace = "tokens-of-secrets";
    api.post("api/v1/namespaces", named(namespace));
    for (var file : List.of("base/serviceaccount", "rbac/list-pods/role")) {
      api.create(SharedNode.REPOSITORY.resolve("manifests/" + file + ".yaml"), namespace);
    }
    var secrets = "api/v1/namespaces/" + namespace + "/secrets";
    var secret = api.post(secrets, named("until-deleted"));
    var mount = Files.createDirectories(temp.resolve("mount"));
    Files.writeString(mount.resolve("token"), boundToken(api, namespace, secret));
    Files.writeString(mount.resolve("ca.crt"), api.caPem());
    Files.writeString(mount.resolve("namespace"), namespace);

    try (var programs = new Programs(SharedNode.REPOSITORY, CACHE.plusSeconds(60).toSeconds())) {
      var threads = Executors.newCachedThreadPool();
      var running = new ArrayList<Callable<Node.Outcome>>();
      for (var module : MODULES) {
        running.add(() -> programs.run(module, pod(api), arguments(mount)));
      }
      running.add(
          () -> {
            awaitOutputOf(programs);
            api.delete(secrets + "/until-deleted");
            return null;
          });
      for (var program : threads.invokeAll(running)) {
        var outcome = program.get();
        if (outcome != null) {
          assertEquals(1, outcome.exit(), outcome::toString);
          assertTrue(outcome.out().contains("0 pods"), outcome::toString);
          assertEquals(
              "The API server does not accept the credential (401): it has expired, was revoked, or"
                  + " is for another cluster. Get a new token or kubeconfig.\n",
              outcome.err());
        }
      }
      threads.shutdown();
    }
  }

  private static ObjectNode named(String name) {
    var object = AdminClient.object();
    object.withObject("/metadata").put("name", name);
    return object;
  }

  private static String boundToken(AdminClient api, String namespace, ObjectNode secret) {
    var request = AdminClient.object();
    request.put("apiVersion", "authentication.k8s.io/v1").put("kind", "TokenRequest");
    request.withObject("/spec").put("expirationSeconds", 3600);
    request
        .withObject("/spec/boundObjectRef")
        .put("apiVersion", "v1")
        .put("kind", "Secret")
        .put("name", secret.at("/metadata/name").asString())
        .put("uid", secret.at("/metadata/uid").asString());
    var path = "api/v1/namespaces/" + namespace + "/serviceaccounts/example/token";
    return api.post(path, request).at("/status/token").asString();
  }

  private static Map<String, String> pod(AdminClient api) {
    return Map.of(
        "KUBERNETES_SERVICE_HOST", api.server().getHost(),
        "KUBERNETES_SERVICE_PORT", String.valueOf(api.server().getPort()));
  }

  private static List<String> arguments(Path mount) {
    return List.of("list-pods", "--every", "1", "--service-account", mount.toString());
  }

  private static void awaitOutputOf(Programs programs) throws Exception {
    var end = Instant.now().plusSeconds(60);
    for (var module : MODULES) {
      var out = programs.folder().resolve(module + ".out");
      while (!Files.exists(out) || !Files.readString(out).contains("0 pods")) {
        assertTrue(Instant.now().isBefore(end), module + " has listed nothing");
        TimeUnit.MILLISECONDS.sleep(200);
      }
    }
  }
}

package example.onk3s;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.fail;

import example.contract.AdminClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

/**
 * The first run on a real node, as the page walks it, and pods that lack one piece. Each walk has a
 * namespace of its own; on the page all of them are the one that the manifests name.
 */
@ExtendWith(SharedNode.class)
@ResourceLock(SharedNode.CORES)
class FirstRunOnNodeTest extends FirstRunOutside {

  private static final Duration POD = Duration.ofSeconds(120); // many Java starts on two cores
  private static final String WALK = "first-run-walk";

  /** Block of the page to what is taken from, or put into, the written manifests. */
  private static final Map<String, String> WITHOUT =
      Map.of(
          "pod-no-role",
          """
            - target: {kind: RoleBinding}
              patch: |-
                $patch: delete
                apiVersion: rbac.authorization.k8s.io/v1
                kind: RoleBinding
                metadata: {name: list-pods}
          """,
          "pod-no-token",
          """
            - target: {kind: Pod}
              patch: |-
                - {op: remove, path: /spec/containers/0/volumeMounts/0}
          """,
          "pod-no-ca",
          """
            - target: {kind: Pod}
              patch: |-
                - {op: remove, path: /spec/volumes/0/projected/sources/1}
          """,
          "pod-no-account",
          """
            - target: {kind: Pod}
              patch: |-
                - {op: remove, path: /spec/serviceAccountName}
          """,
          "pod-namespace",
          """
            - target: {kind: Pod}
              patch: |-
                - {op: add, path: /spec/containers/0/env, value: [{name: POD_NAMESPACE, value: team-a}]}
          """);

  private static final List<String> BLOCKS = WITHOUT.keySet().stream().sorted().toList();

  @TempDir static Path temp;

  private static Node node;

  /** Starts all pods at once, so that the tests wait for the slowest and not for each. */
  @BeforeAll
  static void pods_are_started(Node shared) throws IOException {
    node = shared;
    for (var block : BLOCKS) {
      for (var module : MODULES) {
        overlay(
            block + "-" + module,
            "first-run-" + block,
            "resources: [../../run/%s]\npatches:\n%s".formatted(module, WITHOUT.get(block)));
      }
    }
    overlay("walk", WALK, "resources: [../../run/client-java]\n");
    overlay(
        "pod-no-image",
        "first-run-no-image",
        """
        resources: [../../run/client-java]
        images: [{name: kubernetes-from-java/client-java, newTag: "2"}]
        """);
    overlay("pod-no-namespace", "first-run-absent", "resources: [../../pod]\n");
    overlay("pod-no-such-account", "first-run-bare", "resources: [../../pod]\n");
    overlay(
        "pod-refused",
        WALK,
        """
        resources: [../../pod]
        patches:
          - target: {kind: Pod}
            options: {allowNameChange: true}
            patch: |-
              - {op: replace, path: /metadata/name, value: refused}
              - {op: remove, path: /spec/securityContext/runAsNonRoot}
        """);
    node.copy(temp, "/repository/manifests/first-run");
    var bare = node.kubectl("create", "namespace", "first-run-bare");
    assertEquals(0, bare.exit(), bare::toString);
    apply("walk");
    apply("pod-no-image");
    for (var block : BLOCKS) {
      for (var module : MODULES) {
        apply(block + "-" + module);
      }
    }
  }

  private static void overlay(String name, String namespace, String what) throws IOException {
    Files.writeString(
        Files.createDirectories(temp.resolve(name)).resolve("kustomization.yaml"),
        "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nnamespace: %s\n%s"
            .formatted(namespace, what));
  }

  private static void apply(String overlay) {
    var outcome = node.kubectl("apply", "-k", "/repository/manifests/first-run/" + overlay);
    assertEquals(0, outcome.exit(), outcome::toString);
  }

  @Override
  String kubeconfig() {
    return node.kubeconfig();
  }

  @ParameterizedTest
  @FieldSource("BLOCKS")
  void a_pod_that_lacks_a_piece_says_so(String block) throws Exception {
    var namespace = "first-run-" + block;
    var said = new LinkedHashMap<String, String>();
    for (var module : MODULES) {
      var pod = module + "-list-pods";
      await(namespace, pod, "{.status.phase}", "Failed");
      said.put(module, node.kubectl("-n", namespace, "logs", pod).out());
    }
    PAGE.holds(block, "text", together(said).replace(namespace, WRITTEN));
  }

  @Test
  void the_walk_ends_in_a_list_of_pods() throws Exception {
    await(WALK, "client-java-list-pods", "{.status.phase}", "Succeeded");
    var log = node.kubectl("-n", WALK, "logs", "client-java-list-pods").out();
    PAGE.holds("walk-log", "text", log.replace(WALK, WRITTEN));

    var config = (ObjectNode) AdminClient.YAML.readTree(node.kubeconfig());
    ((ObjectNode) config.at("/contexts/0/context")).put("namespace", WALK);
    var outside = outside("client-java", config);
    PAGE.holds("walk-outside", "text", outside.replace(WALK, WRITTEN));
  }

  @Test
  void an_image_that_no_node_has_shows_in_the_pods_status() throws Exception {
    var reason = "{.status.containerStatuses[0].state.waiting.reason}";
    var namespace = "first-run-no-image";
    await(namespace, "client-java-list-pods", reason, "ImagePullBackOff");
    var get = node.kubectl("-n", namespace, "get", "pods").out();
    // The last column is the pod's age.
    PAGE.holds("pod-no-image", "text", get.replaceAll(" +\\S+(?=\n)", ""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"pod-no-namespace", "pod-no-such-account", "pod-refused"})
  void what_the_server_refuses_kubectl_says(String block) throws Exception {
    var folder = "/repository/manifests/first-run/" + block;
    var refused = node.kubectl("apply", "-k", folder);
    assertNotEquals(0, refused.exit(), refused::toString);
    var said =
        refused
            .err()
            .replace(folder, "manifests/pod/pod.yaml")
            .replaceAll("first-run-(absent|bare|walk)", WRITTEN);
    PAGE.holds(block, "text", said);
  }

  private static void await(String namespace, String pod, String path, String value)
      throws InterruptedException {
    var end = System.nanoTime() + POD.toNanos();
    var now = "";
    while (System.nanoTime() < end) {
      now = node.kubectl("-n", namespace, "get", "pod", pod, "-o", "jsonpath=" + path).out();
      if (now.equals(value)) {
        return;
      }
      TimeUnit.MILLISECONDS.sleep(200);
    }
    fail("%s in %s: %s is %s, not %s".formatted(pod, namespace, path, now, value));
  }
}

package example.onk3s;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import example.contract.AdminClient;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * What the page about the first run says of pods that lack one piece, on a real node. Each has a
 * namespace of its own; on the page all of them are the one that the manifests name.
 */
@ExtendWith(SharedNode.class)
@ResourceLock(SharedNode.CORES)
@DisplayNameGeneration(ReplaceUnderscores.class)
class FirstRunOnNodeTest {

  private static final String PAGE = "docs/first-run.md";
  private static final String WRITTEN = "kubernetes-from-java";
  private static final List<String> MODULES = SharedNode.MODULES;

  private Node node;
  private NodePods pods;

  @BeforeEach
  void a_node(Node shared) {
    node = shared;
    pods = new NodePods(shared);
  }

  /** What the written manifests are applied without, or with, by the block of the page. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "pod-no-token  | Pod | {op: remove, path: /spec/containers/0/volumeMounts/0}",
        "pod-no-ca     | Pod | {op: remove, path: /spec/volumes/0/projected/sources/1}",
        "pod-no-account| Pod | {op: remove, path: /spec/serviceAccountName}",
        "pod-namespace | Pod | {op: add, path: /spec/containers/0/env, value: [{name:"
            + " POD_NAMESPACE, value: team-a}]}",
        "pod-no-role   | RoleBinding | {op: replace, path: /subjects/0/name, value: another}"
      })
  void a_pod_that_lacks_a_piece_says_so(String block, String kind, String change) throws Exception {
    for (var module : SharedNode.MODULES) {
      pods.apply(pods.overlay(namespace(block, module), patched("run/" + module, kind, change)));
    }
    for (var module : SharedNode.MODULES) {
      var namespace = namespace(block, module);
      var said = pods.log(namespace, module + "-list-pods", "Failed");
      assertEquals(1, said.lines().count(), said);
      SharedNode.page(PAGE).holdsOf(block, module, said.replace(namespace, WRITTEN));
    }
  }

  private static String namespace(String block, String module) {
    return "first-run-%s-%s".formatted(block, module);
  }

  private static String patched(String folder, String kind, String change) {
    return """
    resources: [../../%s]
    patches:
      - target: {kind: %s}
        options: {allowNameChange: true}
        patch: |-
          - %s
    """
        .formatted(folder, kind, change);
  }

  /** With {@code AOTMode=on} the JVM refuses to start without its cache. */
  @ParameterizedTest
  @FieldSource("MODULES")
  void a_small_image_starts_from_its_cache(String module) throws Exception {
    node.load(Images.buildSmall(SharedNode.REPOSITORY, module));
    var said =
        smallPod(
            "small-" + module,
            module,
            "[{name: JAVA_TOOL_OPTIONS, value: -XX:AOTMode=on}]",
            "/spec/containers/0/env");
    assertTrue(said.endsWith("\n1 pods\n"), said);
  }

  /**
   * Another order of libraries is another program. JDK 25 looks at it only if the program has a
   * class that its cache does not hold, as this one has.
   */
  @Test
  void a_cache_of_another_program_is_mentioned_and_the_program_runs() throws Exception {
    var module = "fabric8";
    node.load(Images.buildSmall(SharedNode.REPOSITORY, module));
    var said =
        smallPod(
            "stale-cache",
            module,
            "[/java/bin/java, -XX:AOTCache=/app/app.aot, -XX:+UseSerialGC, -cp,"
                + " '/app/lib/*:/app/program.jar', example.fabric8.Main]",
            "/spec/containers/0/command");
    assertTrue(said.contains("An error has occurred while processing the AOT cache."), said);
    assertTrue(said.endsWith("\n1 pods\n"), said);
  }

  /** Runs the small image of a module, with something added to its pod; returns the log. */
  private String smallPod(String namespace, String module, String value, String path)
      throws Exception {
    pods.apply(
        pods.overlay(
            namespace,
            patched("run/" + module, "Pod", "{op: add, path: %s, value: %s}".formatted(path, value))
                + "images: [{name: %s, newTag: small}]\n"
                    .formatted(Images.name(module).replaceFirst(":.*", ""))));
    return pods.log(namespace, module + "-list-pods", "Succeeded");
  }

  @Test
  void an_image_that_no_node_has_shows_in_the_pods_status() throws Exception {
    var namespace = "first-run-no-image";
    pods.apply(
        pods.overlay(
            namespace,
            """
            resources: [../../run/client-java]
            images: [{name: kubernetes-from-java/client-java, newTag: "2"}]
            """));
    var reason = "/status/containerStatuses/0/state/waiting/reason";
    pods.await(namespace, "client-java-list-pods", reason, "ImagePullBackOff");
    var get = node.kubectl("-n", namespace, "get", "pods").out();
    // The last column is the pod's age.
    SharedNode.page(PAGE).holds("pod-no-image", "text", get.replaceAll(" +\\S+(?=\n)", ""));
  }

  @ParameterizedTest
  @CsvSource({
    "pod-no-namespace, first-run-absent, /metadata/labels",
    "pod-no-such-account, default, /metadata/labels",
    "pod-refused, first-run-refused, /spec/securityContext/runAsNonRoot"
  })
  void what_the_server_refuses_kubectl_says(String block, String namespace, String without)
      throws Exception {
    if (block.equals("pod-refused")) {
      pods.apply(pods.overlay(namespace, "resources: [../../base]\n"));
    }
    var change = "{op: remove, path: %s}".formatted(without);
    var folder = pods.overlay(namespace, patched("pod", "Pod", change));
    var refused = node.kubectl("apply", "-k", folder);
    assertNotEquals(0, refused.exit(), refused::toString);
    var said = refused.err().replace(folder, "manifests/pod/pod.yaml");
    SharedNode.page(PAGE).holds(block, "text", said.replace(namespace, WRITTEN));
  }

  /** The sentences that depend on how the server answers; those of the others are the same. */
  @ParameterizedTest
  @EnumSource(names = {"ANOTHER_CA", "UNKNOWN_TOKEN", "NAMESPACE_WITHOUT_A_ROLE"})
  void outside_a_pod_the_server_answers_as_the_embedded_one(OutsideAPod piece, @TempDir Path home)
      throws Exception {
    piece.isOnThePage(AdminClient.of(node.kubeconfig()), home.toRealPath());
  }
}

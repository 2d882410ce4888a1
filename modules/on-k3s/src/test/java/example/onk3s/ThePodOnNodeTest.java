package example.onk3s;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import example.contract.AdminClient;
import example.contract.recording.RecordedPage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.images.builder.ImageFromDockerfile;

/**
 * Each line of the example pod, taken away or changed, on a real node. What the server, the kubelet
 * and the programs say then is what stands on the page about the pod and on the pages about two
 * messages.
 */
@ExtendWith(SharedNode.class)
@ResourceLock(SharedNode.CORES)
@DisplayNameGeneration(ReplaceUnderscores.class)
class ThePodOnNodeTest {

  private static final Duration POD = Duration.ofSeconds(120); // some forty Java starts at once
  private static final String NAMESPACE = "the-pod";
  private static final String LAX = "the-pod-lax";
  private static final String FOLDER = "/repository/manifests/the-pod";
  private static final String PODS = FOLDER + "/pods";
  private static final Pattern OF_A_FILE = Pattern.compile("\"" + PODS + "/([^\"]+)\\.json\"");
  private static final String SECURITY = "docs/troubleshooting/pod-security.md";

  private static final List<PodVariant> CASES = PodVariant.all();
  private static final List<PodVariant> REFUSED =
      CASES.stream().filter(PodVariant::isRefused).toList();
  private static final List<PodVariant> SEEN =
      CASES.stream().filter(each -> !each.isRefused() && !each.command().isEmpty()).toList();

  /** Pods that say nothing of their security, alone and in a Deployment. */
  private static final String CARELESS =
      """
      apiVersion: v1
      kind: Namespace
      metadata: {name: the-pod-lax}
      ---
      apiVersion: v1
      kind: Pod
      metadata: {name: careless, namespace: the-pod-lax}
      spec:
        nodeSelector: {example/nowhere: "true"}
        containers: [{name: program, image: "kubernetes-from-java/client-java:1"}]
      """;

  private static final String DEPLOYMENT =
      """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: careless, namespace: the-pod}
      spec:
        selector: {matchLabels: {app: careless}}
        template:
          metadata: {labels: {app: careless}}
          spec:
            containers: [{name: program, image: "kubernetes-from-java/client-java:1"}]
      """;

  @TempDir static Path temp;

  private static Node node;

  /** What the server said to each pod that it refused. */
  private static final Map<String, String> REFUSALS = new TreeMap<>();

  /** Hands over all pods at once; the scheduler starts as many as the node has room for. */
  @BeforeAll
  static void pods_are_started(Node shared) throws Exception {
    node = shared;
    twoMoreImages();
    // As kubectl reads it: 0444 is octal there, and a decimal number in YAML 1.2.
    var read =
        kubectl(
            "create", "--dry-run=client", "-o", "json", "-f", "/repository/manifests/pod/pod.yaml");
    var written = AdminClient.JSON.readTree(read);
    var folder = Files.createDirectories(temp.resolve("pods"));
    for (var each : CASES) {
      if (each.patch().isMissingNode()) {
        continue;
      }
      for (var module : each.modules()) {
        var pod = each.pod(written, module, NAMESPACE);
        if (each.block().equals("namespace")) {
          pod.withObject("/metadata").remove("namespace");
        }
        Files.writeString(folder.resolve(each.pod(module) + ".json"), pod.toString());
      }
    }
    Files.writeString(temp.resolve("careless.yaml"), CARELESS);
    Files.writeString(temp.resolve("deployment.yaml"), DEPLOYMENT);
    Files.writeString(
        temp.resolve("service.yaml"),
        """
        apiVersion: v1
        kind: Service
        metadata: {name: kubernetes}
        spec: {clusterIP: 10.43.99.99, ports: [{port: 443}]}
        """);
    Files.writeString(
        temp.resolve("kustomization.yaml"),
        """
        apiVersion: kustomize.config.k8s.io/v1beta1
        kind: Kustomization
        namespace: the-pod
        resources: [../base, service.yaml]
        components: [../rbac/list-pods]
        """);
    node.copy(temp, FOLDER);
    kubectl("apply", "-k", FOLDER);
    kubectl("apply", "-f", FOLDER + "/careless.yaml");
    node.kubectl("apply", "-f", PODS).err().lines().forEach(ThePodOnNodeTest::refused);
  }

  /**
   * One whose user is a name, and one with the tag {@code latest}. A tag of its own: while one pod
   * tries to pull an image, the kubelet of 1.36 lets no other start from it.
   */
  private static void twoMoreImages() {
    var base = "kubernetes-from-java/java-net-http";
    var docker = DockerClientFactory.instance().client();
    docker.tagImageCmd(base + ":1", base, "latest").exec();
    var named =
        new ImageFromDockerfile(base + ":named-user", false)
            .withDockerfileFromBuilder(file -> file.from(base + ":1").user("app").build())
            .get();
    node.load(base + ":latest", named);
  }

  private static void refused(String line) {
    var file = OF_A_FILE.matcher(line);
    if (file.find()) {
      REFUSALS.put(file.group(1), file.replaceFirst("\"manifests/pod/pod.yaml\""));
    } else if (!line.isBlank()) {
      fail("kubectl says what no pod is refused with: " + line);
    }
  }

  @Test
  void no_other_pod_is_refused() {
    var refused = REFUSED.stream().map(each -> each.pod(each.modules().get(0))).sorted().toList();
    assertEquals(refused, List.copyOf(REFUSALS.keySet()), REFUSALS::toString);
  }

  @ParameterizedTest
  @FieldSource("REFUSED")
  void what_the_server_refuses_kubectl_says(PodVariant changed) throws Exception {
    var module = changed.modules().get(0);
    var refusal = REFUSALS.getOrDefault(changed.pod(module), "");
    assertTrue(refusal.startsWith("Error from server"), changed + " is not refused: " + refusal);
    record(changed, changed.said(refusal, module, NAMESPACE));
  }

  @ParameterizedTest
  @FieldSource("SEEN")
  void what_a_pod_shows(PodVariant changed) throws Exception {
    var said = new ArrayList<String>();
    for (var module : changed.modules()) {
      if (changed.isLog()) {
        await(module, phase(changed.pod(module)), Pattern.compile("Succeeded|Failed"));
      }
      var printed =
          await(changed.pod(module), changed.arguments(module, NAMESPACE), changed.until());
      said.add(changed.said(printed, module, NAMESPACE));
    }
    record(changed, PodVariant.together(changed.modules(), said));
  }

  @Test
  void a_pod_that_is_deleted_ends_by_sigterm() throws Exception {
    var changed =
        CASES.stream().filter(each -> each.block().equals("grace")).findAny().orElseThrow();
    var pod = changed.pod(changed.modules().get(0));
    await(pod, new String[] {"-n", NAMESPACE, "logs", pod}, Pattern.compile("\\d+ pods"));
    kubectl("-n", NAMESPACE, "delete", "pod", pod, "--wait=false");
    var path = "{.status.containerStatuses[0].state.terminated.exitCode}";
    var code = await(pod, get(pod, path), Pattern.compile("\\d+"));
    page(changed.page())
        .holds(
            "grace",
            "text",
            "$ kubectl get pod client-java-list-pods -o jsonpath='%s'%n%s".formatted(path, code));
  }

  @Test
  void a_deployment_is_taken_and_its_pods_are_refused() throws Exception {
    var applied = node.kubectl("apply", "-f", FOLDER + "/deployment.yaml");
    assertEquals(0, applied.exit(), applied::toString);
    page(SECURITY)
        .holds(
            "pod-security-deployment",
            "text",
            "$ kubectl apply -f deployment.yaml\n" + applied.err() + applied.out());

    var typed = "get events --field-selector reason=FailedCreate -o jsonpath='{.items[0].message}'";
    var arguments = typed.replace("'", "").split(" ");
    var inNamespace = new ArrayList<>(List.of("-n", NAMESPACE));
    inNamespace.addAll(List.of(arguments));
    var event = await("careless", inNamespace.toArray(String[]::new), Pattern.compile("forbidden"));
    page(SECURITY)
        .holds(
            "pod-security-event",
            "text",
            "$ kubectl %s%n%s"
                .formatted(
                    typed, event.replaceFirst("careless-[a-z0-9]+-[a-z0-9]+", "careless-…")));
  }

  @Test
  void what_a_namespace_would_refuse_is_told_before() throws Exception {
    var typed =
        "label --dry-run=server --overwrite namespace team-a pod-security.kubernetes.io/enforce=restricted";
    var labelled = node.kubectl(typed.replace("team-a", LAX).split(" "));
    assertEquals(0, labelled.exit(), labelled::toString);
    var said = (labelled.err() + labelled.out()).replace(LAX, "team-a");
    page(SECURITY).holds("pod-security-dry-run", "text", "$ kubectl " + typed + "\n" + said);
  }

  private static RecordedPage page(String path) {
    return new RecordedPage(SharedNode.REPOSITORY.resolve(path));
  }

  private static void record(PodVariant changed, String said) throws IOException {
    page(changed.page()).holds(changed.block(), "text", changed.typed() + "\n" + said);
  }

  private static String kubectl(String... arguments) {
    var outcome = node.kubectl(arguments);
    assertEquals(0, outcome.exit(), outcome::toString);
    return outcome.out();
  }

  private static String[] get(String pod, String path) {
    return new String[] {"-n", NAMESPACE, "get", "pod", pod, "-o", "jsonpath=" + path};
  }

  private static String[] phase(String pod) {
    return get(pod, "{.status.phase}");
  }

  private static String await(String pod, String[] arguments, Pattern until)
      throws InterruptedException {
    var end = System.nanoTime() + POD.toNanos();
    var last = "";
    do {
      last = node.kubectl(arguments).out();
      if (until.matcher(last).find()) {
        return last;
      }
      TimeUnit.MILLISECONDS.sleep(200);
    } while (System.nanoTime() < end);
    return fail(
        "%s: kubectl %s says %s after %s, not %s%n%s"
            .formatted(
                pod,
                String.join(" ", arguments),
                last,
                POD,
                until,
                node.kubectl("-n", NAMESPACE, "describe", "pod", pod).out()));
  }
}

package example.onk3s;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The manifests as they are written, and the same with one thing changed, on a real node. */
@ExtendWith(SharedNode.class)
@ResourceLock(SharedNode.CORES)
@DisplayNameGeneration(ReplaceUnderscores.class)
class PodsOnNodeTest {

  private static final List<String> MODULES = SharedNode.MODULES;
  private static final Path REPOSITORY = SharedNode.REPOSITORY;
  private static final Duration POD = Duration.ofSeconds(90); // three Java starts on a slow machine
  private static final YAMLMapper YAML = new YAMLMapper();

  /** As they are written: everything in the namespace that the manifests name. */
  private static final String WRITTEN = "kubernetes-from-java";

  /** Two pods that no node takes, so that they stay as they are while they are listed. */
  private static final String SEEDS =
      """
      apiVersion: v1
      kind: Pod
      metadata: {name: seed-%1$d, namespace: %2$s}
      spec:
        nodeSelector: {example/nowhere: "true"}
        securityContext: {runAsNonRoot: true, runAsUser: 10001, seccompProfile: {type: RuntimeDefault}}
        containers:
          - name: program
            image: kubernetes-from-java/client-java:1
            securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}
      """;

  @TempDir static Path temp;

  /** Starts all pods at once, so that the tests wait for the slowest and not for each. */
  @BeforeAll
  static void all_pods_are_started(Node node) throws IOException {
    for (var module : MODULES) {
      overlay(
          module,
          alone(module),
          """
          resources:
            - ../../run/%s
            - seed-1.yaml
            - seed-2.yaml
          """);
      overlay(
          module,
          withoutList(module),
          """
          resources:
            - ../../run/%s
          patches:
            - target: {kind: Role}
              patch: |-
                - {op: remove, path: /rules/0}
          """);
    }
    node.copy(temp, "/repository/manifests/changed");
    for (var module : MODULES) {
      applied(node, "/repository/manifests/run/" + module);
      applied(node, "/repository/manifests/changed/" + alone(module));
      applied(node, "/repository/manifests/changed/" + withoutList(module));
    }
  }

  private static String alone(String module) {
    return module + "-alone";
  }

  private static String withoutList(String module) {
    return module + "-without-list";
  }

  private static void overlay(String module, String namespace, String what) throws IOException {
    var folder = Files.createDirectories(temp.resolve(namespace));
    Files.writeString(
        folder.resolve("kustomization.yaml"),
        "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n"
            + "namespace: %s\n".formatted(namespace)
            + what.formatted(module));
    for (var number : List.of(1, 2)) {
      Files.writeString(
          folder.resolve("seed-%d.yaml".formatted(number)), SEEDS.formatted(number, namespace));
    }
  }

  private static void applied(Node node, String folder) {
    var apply = node.kubectl("apply", "-k", folder);
    assertEquals(0, apply.exit(), apply::toString);
    assertEquals("", apply.err(), "kubectl warns of nothing");
  }

  @ParameterizedTest
  @FieldSource("MODULES")
  void the_written_manifests_list_the_pods_from_a_pod(String module, Node node) throws Exception {
    var log = log(node, WRITTEN, module, "Succeeded");

    var first = log.lines().findFirst().orElse("");
    assertTrue(first.startsWith("in-cluster https://"), log);
    assertTrue(first.contains("namespace kubernetes-from-java,"), log);
    assertTrue(first.contains("system:serviceaccount:kubernetes-from-java:example"), log);
    assertEquals(
        byKubectl(node, WRITTEN).get(pod(module)), listed(log).get(pod(module)), "it sees itself");
  }

  @ParameterizedTest
  @FieldSource("MODULES")
  void the_same_jar_lists_the_same_pods_from_outside(String module, Node node) throws Exception {
    var inside = log(node, alone(module), module, "Succeeded");
    var outside = outside(module, kubeconfig(node, alone(module)));

    assertEquals(0, outside.exit(), outside::toString);
    assertTrue(outside.out().startsWith("kubeconfig https://"), outside::toString);
    assertEquals("", outside.err());
    assertEquals(byKubectl(node, alone(module)), listed(outside.out()));
    assertEquals(listed(inside), listed(outside.out()));
    assertEquals(3, listed(inside).size(), "the seeds and the pod itself");
  }

  @ParameterizedTest
  @FieldSource("MODULES")
  void without_the_verb_the_sentence_names_it(String module, Node node) throws Exception {
    var namespace = withoutList(module);
    var log = log(node, namespace, module, "Failed");

    assertEquals("1", exitCode(node, namespace, module));
    assertEquals(1, log.lines().count(), log);
    assertTrue(log.contains("verb \"list\" on \"pods\""), log);
    assertTrue(log.contains("pods in namespace \"" + namespace + "\""), log);
    assertTrue(log.contains("system:serviceaccount:" + namespace + ":example"), log);
  }

  @ParameterizedTest
  @CsvSource({
    "/spec/securityContext/runAsNonRoot, runAsNonRoot != true",
    "/spec/securityContext/seccompProfile, seccompProfile (pod or container",
    "/spec/containers/0/securityContext/allowPrivilegeEscalation, allowPrivilegeEscalation != false",
    "/spec/containers/0/securityContext/capabilities, unrestricted capabilities"
  })
  void a_pod_less_hardened_is_refused(String without, String message, Node node) throws Exception {
    var folder = Files.createDirectories(temp.resolve("refused"));
    Files.writeString(
        folder.resolve("kustomization.yaml"),
        """
        apiVersion: kustomize.config.k8s.io/v1beta1
        kind: Kustomization
        resources: [../../pod]
        patches:
          - target: {kind: Pod}
            options: {allowNameChange: true}
            patch: |-
              - {op: replace, path: /metadata/name, value: refused}
              - {op: remove, path: %s}
        """
            .formatted(without));
    node.copy(folder, "/repository/manifests/changed/refused");

    var apply = node.kubectl("apply", "-k", "/repository/manifests/changed/refused");

    assertNotEquals(0, apply.exit(), apply::toString);
    assertTrue(apply.err().contains("violates PodSecurity \"restricted:"), apply::toString);
    assertTrue(apply.err().contains(message), apply::toString);
  }

  @ParameterizedTest
  @FieldSource("MODULES")
  void what_is_rendered_is_what_is_written(String module, Node node) throws Exception {
    var rendered = render(module, "list-pods");
    assertEquals(0, rendered.exit(), rendered::toString);
    var folder = rendered.out().strip();
    node.copy(REPOSITORY.resolve(folder), "/repository/" + folder);

    var written = node.kubectl("kustomize", "/repository/manifests/run/" + module);
    assertEquals(0, written.exit(), written::toString);
    assertEquals(written.out(), node.kubectl("kustomize", "/repository/" + folder).out());
  }

  @Test
  void the_node_says_which_kubernetes_it_is(Node node) {
    assertTrue(node.version().matches("v1\\.[0-9]+\\.[0-9]+.*"), node.version());
    assertTrue(node.distribution().matches("rancher/k3s|test node .*|.+:.+"));
    System.out.println("pods ran on " + node.distribution() + ", " + node.version());
  }

  @Test
  void arguments_reach_the_pod_as_they_were_given(Node node) throws Exception {
    var odd = "a='it is', \"so\": {b: [c]} # \\";
    var rendered = render("fabric8", "who-am-i", "--json", odd, "", "--selector=a!=b");
    assertEquals(0, rendered.exit(), rendered::toString);
    var folder = rendered.out().strip();
    node.copy(REPOSITORY.resolve(folder), "/repository/" + folder);

    var kustomized = node.kubectl("kustomize", "/repository/" + folder);
    assertEquals(0, kustomized.exit(), kustomized::toString);
    var kinds = new TreeMap<String, ObjectNode>();
    try (var documents =
        YAML.readerFor(ObjectNode.class).<ObjectNode>readValues(kustomized.out())) {
      documents.forEachRemaining(each -> kinds.put(each.get("kind").asString(), each));
    }
    assertEquals(List.of("Namespace", "Pod", "ServiceAccount"), List.copyOf(kinds.keySet()));
    var arguments = kinds.get("Pod").at("/spec/containers/0/args").valueStream();
    assertEquals(
        List.of("who-am-i", "--json", odd, "", "--selector=a!=b"),
        arguments.map(each -> each.asString()).toList());
  }

  @ParameterizedTest
  @CsvSource({
    "fabric9, list-pods, fabric8",
    "fabric8, list-nothing, list-pods",
    "fabric8, '', list-pods"
  })
  void an_unknown_name_is_answered_with_the_known_ones(String module, String pattern, String known)
      throws Exception {
    var rendered = render(module, pattern);

    assertEquals(2, rendered.exit(), rendered::toString);
    assertEquals("", rendered.out());
    assertEquals(1, rendered.err().lines().count(), rendered::toString);
    assertTrue(rendered.err().contains(known), rendered::toString);
  }

  private static Node.Outcome render(String... arguments) throws Exception {
    return process(
        Stream.concat(
                Stream.of("sh", REPOSITORY.resolve("manifests/render.sh").toString()),
                Stream.of(arguments))
            .toList());
  }

  private static String pod(String module) {
    return module + "-list-pods";
  }

  /** Waits until the pod has ended, and reads what it wrote. */
  private static String log(Node node, String namespace, String module, String phase)
      throws InterruptedException {
    var end = System.nanoTime() + POD.toNanos();
    for (; ; ) {
      var now = get(node, namespace, module, "{.status.phase}");
      if (now.equals(phase)) {
        return node.kubectl("-n", namespace, "logs", pod(module)).out();
      }
      if (List.of("Succeeded", "Failed").contains(now) || System.nanoTime() > end) {
        return fail(
            "%s in %s is %s, not %s%n%s%n%s"
                .formatted(
                    pod(module),
                    namespace,
                    now,
                    phase,
                    node.kubectl("-n", namespace, "describe", "pod", pod(module)).out(),
                    node.kubectl("-n", namespace, "logs", pod(module))));
      }
      TimeUnit.MILLISECONDS.sleep(200);
    }
  }

  private static String exitCode(Node node, String namespace, String module) {
    return get(node, namespace, module, "{.status.containerStatuses[0].state.terminated.exitCode}");
  }

  private static String get(Node node, String namespace, String module, String path) {
    return node.kubectl("-n", namespace, "get", "pod", pod(module), "-o", "jsonpath=" + path).out();
  }

  /** Names and UIDs of a namespace's pods, as kubectl sees them. */
  private static Map<String, String> byKubectl(Node node, String namespace) {
    var columns = "custom-columns=:metadata.name,:metadata.uid";
    var pods = new TreeMap<String, String>();
    node.kubectl("-n", namespace, "get", "pods", "--no-headers", "-o", columns)
        .out()
        .lines()
        .map(line -> line.strip().split("\\s+"))
        .forEach(pod -> pods.put(pod[0], pod[1]));
    return pods;
  }

  /** Names and UIDs of the pods that a program printed: namespace, name, phase, UID. */
  private static Map<String, String> listed(String out) {
    var pods = new TreeMap<String, String>();
    out.lines()
        .map(line -> line.split("\t"))
        .filter(columns -> columns.length == 4)
        .forEach(columns -> pods.put(columns[1], columns[3]));
    assertTrue(out.lines().anyMatch((pods.size() + " pods")::equals), out);
    return pods;
  }

  private static Path kubeconfig(Node node, String namespace) throws IOException {
    var config = (ObjectNode) YAML.readTree(node.kubeconfig());
    ((ObjectNode) config.at("/contexts/0/context")).put("namespace", namespace);
    var file = temp.resolve(namespace + ".kubeconfig");
    Files.writeString(file, YAML.writeValueAsString(config));
    return file;
  }

  private static Node.Outcome outside(String module, Path kubeconfig) throws Exception {
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var jar = REPOSITORY.resolve("modules/%1$s/target/%1$s.jar".formatted(module)).toString();
    return process(List.of(java, "-jar", jar, "list-pods", "--kubeconfig", kubeconfig.toString()));
  }

  private static Node.Outcome process(List<String> command) throws Exception {
    var out = Files.createTempFile(temp, "out", ".txt");
    var err = Files.createTempFile(temp, "err", ".txt");
    var process =
        new ProcessBuilder(command)
            .directory(REPOSITORY.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    if (!process.waitFor(POD.toSeconds(), TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
      fail("no end after " + POD.toSeconds() + " s: " + command);
    }
    return new Node.Outcome(process.exitValue(), Files.readString(out), Files.readString(err));
  }
}

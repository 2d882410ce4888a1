package example.onk3s;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import example.contract.AdminClient;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * Pods that a test starts with overlays on the manifests. A test starts a few and waits for them
 * before it starts more: JVMs that start at the same time as many others give up on the server,
 * since connecting takes them longer than a program waits.
 */
final class NodePods {

  /** Far more than a pod takes: the machine may be busy. */
  private static final Duration LIMIT = Duration.ofSeconds(150);

  private static final String OVERLAYS = "/repository/manifests/overlays/";

  private final Node node;
  private final AdminClient api;

  NodePods(Node node) {
    this.node = node;
    this.api = AdminClient.of(node.kubeconfig());
  }

  /**
   * Writes an overlay in the node, beside the folders of the manifests.
   *
   * @param kustomization the lines after kind and namespace; paths begin with {@code ../../}
   * @return its folder
   */
  String overlay(String namespace, String kustomization) {
    node.write(
        "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nnamespace: %s\n%s"
            .formatted(namespace, kustomization),
        OVERLAYS + namespace + "/kustomization.yaml");
    return OVERLAYS + namespace;
  }

  /** Applies a folder, of which kubectl must not warn. */
  void apply(String folder) {
    var outcome = node.kubectl("apply", "-k", folder);
    assertEquals(0, outcome.exit(), outcome::toString);
    assertEquals("", outcome.err());
  }

  /** Waits until a pod has ended, and returns its log. */
  String log(String namespace, String pod, String phase) throws InterruptedException {
    var ended = await(namespace, pod, "/status/phase", "Succeeded|Failed");
    var log = node.kubectl("-n", namespace, "logs", pod).out();
    assertEquals(phase, ended, () -> "%s in %s: %s".formatted(pod, namespace, log));
    return log;
  }

  /** Waits until a field of a pod matches, and returns it. */
  String await(String namespace, String pod, String field, String regex)
      throws InterruptedException {
    var pattern = Pattern.compile(regex);
    var path = "api/v1/namespaces/%s/pods/%s".formatted(namespace, pod);
    var end = System.nanoTime() + LIMIT.toNanos();
    while (System.nanoTime() < end) {
      var value = api.get(path).at(field).asString("");
      if (pattern.matcher(value).matches()) {
        return value;
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
    return fail(
        "%s is not %s after %s:%n%s"
            .formatted(field, regex, LIMIT, node.kubectl("-n", namespace, "describe", "pod", pod)));
  }

  /** Repeats what a reader types after {@code kubectl} until the answer matches, and returns it. */
  String await(List<String> typed, Pattern until) throws InterruptedException {
    var arguments = typed.toArray(String[]::new);
    var end = System.nanoTime() + LIMIT.toNanos();
    for (; ; ) {
      var outcome = node.kubectl(arguments);
      var said = outcome.err() + outcome.out();
      if (outcome.exit() == 0 && until.matcher(said).find()) {
        return said;
      }
      if (System.nanoTime() > end) {
        return fail("kubectl %s does not say %s but %s".formatted(typed, until, said));
      }
      TimeUnit.MILLISECONDS.sleep(500); // each is a process in the node
    }
  }
}

package example.onk3s.demo;

import example.contract.Api;
import example.onk3s.Images;
import example.onk3s.Node;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.node.ObjectNode;

/** A real Kubernetes node: the rows named in-cluster are pods of the manifests. */
public final class OnNode implements Cluster {

  private static final long POD = 90; // seconds until a pod must have ended
  private static final String MANIFESTS = "/repository/manifests";

  private final Path repository;
  private final Programs programs;
  private final Node node;
  private final Api api;

  public OnNode(Path repository, Programs programs, Node node) {
    this.repository = repository;
    this.programs = programs;
    this.node = node;
    this.api = Api.of(node.kubeconfig());
  }

  @Override
  public String says() {
    return "This runs on a real Kubernetes node: %s, %s. The in-cluster rows are pods."
        .formatted(node.distribution(), node.version());
  }

  @Override
  public String inClusterMark() {
    return "";
  }

  @Override
  public Api api() {
    return api;
  }

  /** Builds the images of the modules and brings them into the node. */
  public void images(List<String> modules) {
    node.load(
        modules.stream()
            .parallel()
            .map(module -> Images.build(repository, module))
            .toArray(String[]::new));
  }

  @Override
  public void prepare() {
    node.copy(repository.resolve("manifests"), MANIFESTS);
    apply(MANIFESTS + "/base");
  }

  @Override
  public Path kubeconfig() throws IOException {
    return inNamespace(node.kubeconfig(), programs.folder().resolve("kubeconfig"));
  }

  /** Writes a kubeconfig's first context with the namespace of the manifests. */
  static Path inNamespace(String kubeconfig, Path file) throws IOException {
    var config = (ObjectNode) Api.YAML.readTree(kubeconfig);
    ((ObjectNode) config.at("/contexts/0/context")).put("namespace", NAMESPACE);
    return Files.writeString(file, Api.YAML.writeValueAsString(config));
  }

  @Override
  public Node.Outcome inCluster(String module, String... arguments)
      throws IOException, InterruptedException {
    var folder = Files.createDirectories(programs.folder().resolve("pods").resolve(module));
    Files.writeString(
        folder.resolve("kustomization.yaml"),
        """
        apiVersion: kustomize.config.k8s.io/v1beta1
        kind: Kustomization
        resources: [../../run/%s]
        patches:
          - target: {kind: Pod}
            patch: |-
              - {op: replace, path: /spec/containers/0/args, value: %s}
        """
            .formatted(module, Api.JSON.writeValueAsString(arguments)));
    node.copy(folder, MANIFESTS + "/demo/" + module);
    apply(MANIFESTS + "/demo/" + module);
    return log(module + "-list-pods");
  }

  private Node.Outcome log(String pod) throws IOException, InterruptedException {
    var path = "api/v1/namespaces/%s/pods/%s".formatted(NAMESPACE, pod);
    var end = System.nanoTime() + TimeUnit.SECONDS.toNanos(POD);
    while (System.nanoTime() < end) {
      var status = api.get(path).path("status");
      var ended = status.at("/containerStatuses/0/state/terminated/exitCode");
      if (ended.isNumber()) {
        var log = node.kubectl("-n", NAMESPACE, "logs", pod);
        // A pod has one log: what failed in it stands where the answer would.
        return new Node.Outcome(ended.asInt(), log.out(), log.err());
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
    throw new IOException(
        "%s has not ended after %d s:%n%s"
            .formatted(
                pod, POD, node.kubectl("-n", NAMESPACE, "describe", "pod", pod).out().strip()));
  }

  private void apply(String folder) {
    var outcome = node.kubectl("apply", "-k", folder);
    if (outcome.exit() != 0) {
      var why = outcome.err().strip().replaceAll("\\s*\\R\\s*", " ");
      throw new IllegalStateException("kubectl apply -k %s: %s".formatted(folder, why));
    }
  }

  @Override
  public void close() {
    node.close();
  }
}

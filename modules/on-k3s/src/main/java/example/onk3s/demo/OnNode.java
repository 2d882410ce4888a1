package example.onk3s.demo;

import example.contract.AdminClient;
import example.onk3s.Node;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** A real Kubernetes node, where the programs run as the pods of {@code manifests/run}. */
public final class OnNode implements Cluster {

  private static final String MANIFESTS = "/repository/manifests";

  private final Node node;

  public OnNode(Path repository, List<String> modules) {
    node = Node.start(repository, modules);
    node.copy(repository.resolve("manifests"), MANIFESTS);
  }

  @Override
  public String description() {
    return "This runs on a real Kubernetes node: %s, %s."
        .formatted(node.distribution(), node.version());
  }

  @Override
  public String inClusterLabel() {
    return "in-cluster";
  }

  @Override
  public String kubeconfig() {
    return node.kubeconfig();
  }

  @Override
  public Node.Outcome runInCluster(String module, List<String> arguments) throws Exception {
    var rendered = kubectl("kustomize", MANIFESTS + "/run/" + module).out();
    try (var documents =
        AdminClient.YAML.readerFor(ObjectNode.class).<ObjectNode>readValues(rendered)) {
      var pod =
          documents.readAll().stream()
              .filter(document -> document.path("kind").asString().equals("Pod"))
              .findFirst()
              .orElseThrow();
      pod.withObject("/spec/containers/0").set("args", AdminClient.JSON.valueToTree(arguments));
      return run(pod);
    }
  }

  private Node.Outcome run(ObjectNode pod) {
    var api = AdminClient.of(node.kubeconfig());
    var pods = "api/v1/namespaces/" + NAMESPACE + "/pods";
    api.post(pods, pod);
    var name = pod.at("/metadata/name").asString();
    var ended = "/status/containerStatuses/0/state/terminated";
    kubectl(
        "wait",
        "--for=jsonpath={.status.containerStatuses[0].state.terminated}",
        "--timeout=90s",
        "-n",
        NAMESPACE,
        "pod/" + name);
    var exit = api.get(pods + "/" + name).at(ended + "/exitCode").asInt();
    var log = kubectl("logs", "-n", NAMESPACE, name);
    return new Node.Outcome(exit, log.out(), log.err());
  }

  private Node.Outcome kubectl(String... arguments) {
    var outcome = node.kubectl(arguments);
    if (outcome.exit() != 0) {
      throw new IllegalStateException(
          "kubectl %s: %s".formatted(String.join(" ", arguments), outcome.err().strip()));
    }
    return outcome;
  }

  @Override
  public void close() {
    node.close();
  }
}

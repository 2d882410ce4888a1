package example.onk3s.demo;

import example.contract.AdminClient;
import example.contract.RunningProgram.Outcome;
import example.onk3s.Node;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** A real Kubernetes node, where the programs run as the pods of {@code manifests/run}. */
public record OnNode(Node node) implements Cluster {

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
  public Outcome runInCluster(String module, List<String> arguments) throws Exception {
    var rendered = kubectl("kustomize", Node.MANIFESTS + "/run/" + module).out();
    ObjectNode pod;
    try (var all = AdminClient.YAML.readerFor(ObjectNode.class).<ObjectNode>readValues(rendered)) {
      pod =
          all.readAll().stream()
              .filter(document -> document.path("kind").asString().equals("Pod"))
              .findFirst()
              .orElseThrow();
    }
    pod.withObject("/spec/containers/0").set("args", AdminClient.JSON.valueToTree(arguments));
    var api = AdminClient.of(node.kubeconfig());
    var pods = "api/v1/namespaces/" + NAMESPACE + "/pods";
    var name = api.post(pods, pod).at("/metadata/name").asString();
    var ended = "--for=jsonpath={.status.containerStatuses[0].state.terminated}";
    kubectl("wait", ended, "--timeout=120s", "-n", NAMESPACE, "pod/" + name);
    var status = api.get(pods + "/" + name).at("/status/containerStatuses/0/state/terminated");
    var log = kubectl("logs", "-n", NAMESPACE, name);
    return new Outcome(status.get("exitCode").asInt(), log.out(), log.err());
  }

  private Outcome kubectl(String... arguments) {
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

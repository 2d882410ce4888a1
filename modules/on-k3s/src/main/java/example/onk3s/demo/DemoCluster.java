package example.onk3s.demo;

import example.contract.AdminClient;
import example.contract.RunningProgram.Outcome;
import example.fakeapiserver.FakeApiServer;
import example.onk3s.Node;
import example.onk3s.PackagedProgram;
import example.onk3s.PodDriver;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Where the demo runs: a real node, or the embedded API server.
 *
 * @param description the first line that the demo prints
 * @param label what the table calls a program that runs in the cluster
 * @param kubeconfig the administrator's
 * @param pod runs a program with the service account of the manifests
 * @param removal ends the cluster
 */
public record DemoCluster(
    String description, String label, String kubeconfig, Pod pod, Runnable removal) {

  /** The namespace that the manifests name. */
  public static final String NAMESPACE = "kubernetes-from-java";

  /** A program that runs in the cluster. */
  public interface Pod {

    /** Runs a module's program and waits for its end. */
    Outcome run(String module, List<String> arguments) throws Exception;
  }

  /** A real Kubernetes node, where the programs run as the example pod. */
  public static DemoCluster of(Node node) {
    return new DemoCluster(
        "This runs on a real Kubernetes node: %s, %s."
            .formatted(node.distribution(), node.version()),
        "in-cluster",
        node.kubeconfig(),
        (module, arguments) -> runPod(node, module, arguments),
        node::close);
  }

  private static Outcome runPod(Node node, String module, List<String> arguments) throws Exception {
    var driver = new PodDriver(module, AdminClient.of(node.kubeconfig()));
    try (var program = driver.start(NAMESPACE, arguments)) {
      return program.outcome();
    }
  }

  /**
   * The embedded API server. What runs in a pod elsewhere is a process here that gets what the
   * kubelet gives a pod: a service account directory and the variables with the server's address.
   *
   * @param account an empty directory
   * @param reason why this is not a real node
   */
  public static DemoCluster of(FakeApiServer fake, Path account, String reason) {
    return new DemoCluster(
        "This runs on the embedded API server, without pods: " + reason,
        "in-cluster (simulated)",
        fake.kubeconfig(),
        (module, arguments) -> {
          var api = AdminClient.of(fake.kubeconfig());
          var token = fake.token(NAMESPACE, "example", Duration.ofHours(1));
          Files.writeString(account.resolve("token"), token);
          Files.writeString(account.resolve("ca.crt"), api.caPem());
          Files.writeString(account.resolve("namespace"), NAMESPACE);
          var environment =
              Map.of(
                  "KUBERNETES_SERVICE_HOST", api.server().getHost(),
                  "KUBERNETES_SERVICE_PORT", String.valueOf(api.server().getPort()));
          var all = new ArrayList<>(arguments);
          all.addAll(List.of("--service-account", account.toString()));
          return PackagedProgram.run(module, environment, all);
        },
        fake::close);
  }
}

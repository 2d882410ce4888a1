package example.onk3s.demo;

import example.contract.AdminClient;
import example.contract.RunningProgram.Outcome;
import example.fakeapiserver.FakeApiServer;
import example.onk3s.PackagedProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The embedded API server. What runs in a pod elsewhere is a process here that gets what the
 * kubelet gives a pod: a service account directory and the variables with the server's address.
 *
 * @param account an empty directory
 * @param reason why this is not a real node
 */
public record OnFake(Path account, String reason, FakeApiServer fake) implements Cluster {

  @Override
  public String description() {
    return "This runs on the embedded API server, without pods: " + reason;
  }

  @Override
  public String inClusterLabel() {
    return "in-cluster (simulated)";
  }

  @Override
  public String kubeconfig() {
    return fake.kubeconfig();
  }

  @Override
  public Outcome runInCluster(String module, List<String> arguments)
      throws IOException, InterruptedException {
    var api = AdminClient.of(fake.kubeconfig());
    Files.writeString(
        account.resolve("token"), fake.token(NAMESPACE, "example", Duration.ofHours(1)));
    Files.writeString(account.resolve("ca.crt"), api.caPem());
    Files.writeString(account.resolve("namespace"), NAMESPACE);
    var environment =
        Map.of(
            "KUBERNETES_SERVICE_HOST", api.server().getHost(),
            "KUBERNETES_SERVICE_PORT", String.valueOf(api.server().getPort()));
    var all = new ArrayList<>(arguments);
    all.addAll(List.of("--service-account", account.toString()));
    return PackagedProgram.run(module, environment, all);
  }

  @Override
  public void close() {
    fake.close();
  }
}

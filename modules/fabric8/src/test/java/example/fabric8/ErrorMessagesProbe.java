package example.fabric8;

import example.contract.recording.NaiveClient;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.nio.file.Path;

/** The fabric8 client as its own examples use it. */
final class ErrorMessagesProbe implements NaiveClient {

  @Override
  public String pods(Path kubeconfig, String namespace) {
    var builder = new KubernetesClientBuilder();
    if (kubeconfig != null) {
      builder.withConfig(Config.fromKubeconfig(kubeconfig.toFile()));
    }
    try (var client = builder.build()) {
      var pods = client.pods().inNamespace(namespace).list();
      return "No exception: %d pods".formatted(pods.getItems().size());
    }
  }
}

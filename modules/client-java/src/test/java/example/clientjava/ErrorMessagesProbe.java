package example.clientjava;

import example.contract.recording.NaiveClient;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.apis.CoreV1Api;
import io.kubernetes.client.util.ClientBuilder;
import io.kubernetes.client.util.Config;
import io.kubernetes.client.util.KubeConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** client-java as its own examples use it. */
final class ErrorMessagesProbe implements NaiveClient {

  @Override
  public String pods(Path kubeconfig, String namespace) throws Exception {
    var client = kubeconfig == null ? Config.defaultClient() : from(kubeconfig);
    var pods = new CoreV1Api(client).listNamespacedPod(namespace).execute();
    return "No exception: %d pods".formatted(pods.getItems().size());
  }

  private static ApiClient from(Path kubeconfig) throws IOException {
    try (var reader = Files.newBufferedReader(kubeconfig)) {
      return ClientBuilder.kubeconfig(KubeConfig.loadKubeConfig(reader)).build();
    }
  }
}

package example.fabric8.plain;

import example.contract.recording.NaiveCall;
import example.contract.recording.NaiveProgram;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** The library's default client. */
final class InClusterOrKubeconfigPlain implements NaiveCall {

  @Override
  public void call(
      Path kubeconfig, String namespace, Consumer<String> print, List<String> arguments)
      throws Exception {
    try (var client = new KubernetesClientBuilder().build()) {
      var rotated = arguments.indexOf("rotated");
      var pods =
          rotated < 0
              ? list(client, namespace)
              : NaiveProgram.afterRotation(
                  arguments.get(rotated + 1), () -> list(client, namespace));
      print.accept(pods + " pods");
    }
  }

  private static int list(KubernetesClient client, String namespace) {
    return client.pods().inNamespace(namespace).list().getItems().size();
  }
}

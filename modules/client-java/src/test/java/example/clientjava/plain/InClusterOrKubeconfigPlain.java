package example.clientjava.plain;

import example.contract.recording.NaiveCall;
import example.contract.recording.NaiveProgram;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.CoreV1Api;
import io.kubernetes.client.util.ClientBuilder;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** The library's default client, or the one for pods only. */
final class InClusterOrKubeconfigPlain implements NaiveCall {

  @Override
  public void call(
      Path kubeconfig, String namespace, Consumer<String> print, List<String> arguments)
      throws Exception {
    var inCluster = arguments.contains("in-cluster");
    var client = (inCluster ? ClientBuilder.cluster() : ClientBuilder.standard()).build();
    var rotated = arguments.indexOf("rotated");
    var pods =
        rotated < 0
            ? list(client, namespace)
            : NaiveProgram.afterRotation(arguments.get(rotated + 1), () -> list(client, namespace));
    print.accept(pods + " pods");
  }

  private static int list(ApiClient client, String namespace) throws ApiException {
    return new CoreV1Api(client).listNamespacedPod(namespace).execute().getItems().size();
  }
}

package example.clientjava.plain;

import example.contract.recording.NaiveCall;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.CoreV1Api;
import io.kubernetes.client.util.ClientBuilder;
import io.kubernetes.client.util.Config;
import io.kubernetes.client.util.KubeConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** One list of all pods, or pages by hand. */
final class ListPodsPlain implements NaiveCall {

  @Override
  public void call(
      Path kubeconfig, String namespace, Consumer<String> print, List<String> arguments)
      throws Exception {
    var client = kubeconfig == null ? Config.defaultClient() : from(kubeconfig);
    try {
      if (arguments.contains("pages")) {
        listInPages(client, namespace, print);
      } else {
        print.accept(list(client, namespace) + " pods");
      }
    } finally {
      client.getHttpClient().dispatcher().executorService().shutdown();
      client.getHttpClient().connectionPool().evictAll();
    }
  }

  private static ApiClient from(Path kubeconfig) throws IOException {
    try (var reader = Files.newBufferedReader(kubeconfig)) {
      return ClientBuilder.kubeconfig(KubeConfig.loadKubeConfig(reader)).build();
    }
  }

  // @start region="plain"
  private static int list(ApiClient client, String namespace) throws ApiException {
    var pods = new CoreV1Api(client).listNamespacedPod(namespace).execute();
    return pods.getItems().size();
  }

  // @end

  private static void listInPages(ApiClient client, String namespace, Consumer<String> print)
      throws ApiException {
    var count = 0;
    String next = null;
    do {
      var pods =
          new CoreV1Api(client).listNamespacedPod(namespace).limit(500)._continue(next).execute();
      count += pods.getItems().size();
      print.accept(count + " pods");
      next = pods.getMetadata().getContinue();
    } while (next != null);
  }
}

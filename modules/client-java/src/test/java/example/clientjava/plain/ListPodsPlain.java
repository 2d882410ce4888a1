package example.clientjava.plain;

import example.contract.recording.NaiveCall;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.CoreV1Api;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1PodList;
import io.kubernetes.client.util.ClientBuilder;
import io.kubernetes.client.util.Config;
import io.kubernetes.client.util.KubeConfig;
import io.kubernetes.client.util.generic.GenericKubernetesApi;
import io.kubernetes.client.util.generic.options.ListOptions;
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

  // @start region="pages"
  private static void listInPages(ApiClient client, String namespace, Consumer<String> print)
      throws ApiException {
    var api = new GenericKubernetesApi<>(V1Pod.class, V1PodList.class, "", "v1", "pods", client);
    var options = new ListOptions().limit(500);
    var count = 0;
    do {
      var pods = api.list(namespace, options).throwsApiException().getObject();
      count += pods.getItems().size();
      print.accept(count + " pods");
      options.setContinue(pods.getMetadata().getContinue());
    } while (options.getContinue() != null);
  }
  // @end
}

package example.clientjava.plain;

import com.google.gson.reflect.TypeToken;
import example.contract.recording.NaiveCall;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.CoreV1Api;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.util.Config;
import io.kubernetes.client.util.Watch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** A watch as the library's examples show it. */
final class WatchPodsPlain implements NaiveCall {

  @Override
  public void call(
      Path kubeconfig, String namespace, Consumer<String> print, List<String> arguments)
      throws Exception {
    var client = Config.fromConfig(kubeconfig.toString());
    NaiveCall.watch(print, each -> watch(client, namespace, each));
  }

  // @start region="plain"
  private static void watch(ApiClient client, String namespace, Consumer<String> print)
      throws ApiException, IOException {
    var call = new CoreV1Api(client).listNamespacedPod(namespace).watch(true).buildCall(null);
    var type = new TypeToken<Watch.Response<V1Pod>>() {}.getType();
    try (Watch<V1Pod> watch = Watch.createWatch(client, call, type)) {
      for (var event : watch) {
        print.accept(event.type + " " + event.object.getMetadata().getName());
      }
    }
  }
  // @end
}

package example.clientjava.plain;

import example.contract.recording.NaiveCall;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.CoreV1Api;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.util.Config;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** A counter as one writes it without a second writer in mind. */
final class UpdateOnConflictPlain implements NaiveCall {

  @Override
  public void call(
      Path kubeconfig, String namespace, Consumer<String> print, List<String> arguments)
      throws ApiException, IOException {
    var client = Config.fromConfig(kubeconfig.toString());
    var late = read(client, namespace);
    increment(client, namespace);
    if (arguments.contains("without-resource-version")) {
      late.getMetadata().setResourceVersion(null);
    }
    if (arguments.contains("late")) { // a second writer, which read before the first wrote
      write(client, late);
    }
    print.accept("count: " + read(client, namespace).getData().get("count"));
  }

  // @start region="plain"
  private static void increment(ApiClient client, String namespace) throws ApiException {
    write(client, read(client, namespace));
  }

  private static V1ConfigMap read(ApiClient client, String namespace) throws ApiException {
    return new CoreV1Api(client).readNamespacedConfigMap("counter", namespace).execute();
  }

  private static void write(ApiClient client, V1ConfigMap map) throws ApiException {
    var count = Integer.parseInt(map.getData().get("count"));
    map.getData().put("count", String.valueOf(count + 1));
    var namespace = map.getMetadata().getNamespace();
    new CoreV1Api(client).replaceNamespacedConfigMap("counter", namespace, map).execute();
  }
  // @end
}

package example.clientjava.plain;

import example.contract.recording.NaiveCall;
import io.kubernetes.client.custom.V1Patch;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.JSON;
import io.kubernetes.client.openapi.apis.CoreV1Api;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.util.ClientBuilder;
import io.kubernetes.client.util.KubeConfig;
import io.kubernetes.client.util.PatchUtils;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** Server-side apply as one writes it without other field managers in mind. */
final class ApplyConfigMapPlain implements NaiveCall {

  @Override
  public void call(
      Path kubeconfig, String namespace, Consumer<String> print, List<String> arguments)
      throws ApiException, IOException {
    try (var reader = Files.newBufferedReader(kubeconfig)) {
      var client = ClientBuilder.kubeconfig(KubeConfig.loadKubeConfig(reader)).build();
      var map = apply(client, namespace, settings("level", "debug"));
      if (arguments.contains("read")) { // changes what the server sent
        map = apply(client, namespace, map.putDataItem("size", "1"));
      }
      if (arguments.contains("another")) { // another program, with the same calls
        map = apply(client, namespace, settings("color", "blue"));
      }
      print.accept("data: " + map.getData());
    }
  }

  // @start region="plain"
  private static V1ConfigMap settings(String key, String value) {
    var map = new V1ConfigMap().apiVersion("v1").kind("ConfigMap");
    return map.metadata(new V1ObjectMeta().name("settings")).putDataItem(key, value);
  }

  private static V1ConfigMap apply(ApiClient client, String namespace, V1ConfigMap map)
      throws ApiException {
    var patch = new V1Patch(JSON.serialize(map));
    var request = new CoreV1Api(client).patchNamespacedConfigMap("settings", namespace, patch);
    return PatchUtils.patch(
        V1ConfigMap.class,
        () -> request.fieldManager("java").buildCall(null),
        V1Patch.PATCH_FORMAT_APPLY_YAML,
        client);
  }
  // @end
}

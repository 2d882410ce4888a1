package example.clientjava.plain;

import com.google.gson.reflect.TypeToken;
import io.kubernetes.client.custom.V1Patch;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.CoreV1Api;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.util.PatchUtils;
import io.kubernetes.client.util.Watch;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Four calls as a tutorial shows them: docs/choosing.md lays them beside the other clients'. */
final class SmallTasks {

  // @start region="list"
  static List<String> list(ApiClient client, String namespace) throws ApiException {
    var maps = new CoreV1Api(client).listNamespacedConfigMap(namespace).execute();
    return maps.getItems().stream().map(map -> map.getMetadata().getName()).toList();
  }

  // @end

  // @start region="create"
  static void create(ApiClient client, String namespace) throws ApiException {
    var metadata = new V1ObjectMeta().name("greeting");
    var map = new V1ConfigMap().metadata(metadata).data(Map.of("text", "hello"));
    new CoreV1Api(client).createNamespacedConfigMap(namespace, map).execute();
  }

  // @end

  // @start region="patch"
  static String patch(ApiClient client, String namespace) throws ApiException {
    var patch = new V1Patch("{\"data\": {\"text\": \"good morning\"}}");
    var request = new CoreV1Api(client).patchNamespacedConfigMap("greeting", namespace, patch);
    var format = V1Patch.PATCH_FORMAT_JSON_MERGE_PATCH; // with execute() alone: 415
    var map = PatchUtils.patch(V1ConfigMap.class, () -> request.buildCall(null), format, client);
    return map.getData().get("text");
  }

  // @end

  // @start region="watch"
  static void watch(ApiClient client, String namespace, Consumer<String> each)
      throws ApiException, IOException {
    var call = new CoreV1Api(client).listNamespacedConfigMap(namespace).watch(true).buildCall(null);
    var type = new TypeToken<Watch.Response<V1ConfigMap>>() {}.getType();
    try (Watch<V1ConfigMap> watch = Watch.createWatch(client, call, type)) {
      watch.forEach(event -> each.accept(event.type + " " + event.object.getMetadata().getName()));
    }
  }

  // @end
}

package example.fabric8.plain;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.List;
import java.util.function.Consumer;

/** Four calls as a tutorial shows them: docs/choosing.md lays them beside the other clients'. */
final class SmallTasks {

  // @start region="list"
  static List<String> list(KubernetesClient client, String namespace) {
    var maps = client.configMaps().inNamespace(namespace).list();
    return maps.getItems().stream().map(map -> map.getMetadata().getName()).toList();
  }

  // @end

  // @start region="create"
  static void create(KubernetesClient client, String namespace) {
    var map = new ConfigMapBuilder().withNewMetadata().withName("greeting").endMetadata();
    var greeting = map.addToData("text", "hello").build();
    client.configMaps().inNamespace(namespace).resource(greeting).create();
  }

  // @end

  // @start region="patch"
  static String patch(KubernetesClient client, String namespace) {
    var merge = PatchContext.of(PatchType.JSON_MERGE);
    var greeting = client.configMaps().inNamespace(namespace).withName("greeting");
    return greeting.patch(merge, "{\"data\": {\"text\": \"good morning\"}}").getData().get("text");
  }

  // @end

  // @start region="watch"
  static Watch watch(KubernetesClient client, String namespace, Consumer<String> each) {
    var watcher =
        new Watcher<ConfigMap>() {
          @Override
          public void eventReceived(Action action, ConfigMap map) {
            each.accept(action + " " + map.getMetadata().getName());
          }

          @Override
          public void onClose(WatcherException gone) {} // the library reconnects until 410 Gone
        };
    return client.configMaps().inNamespace(namespace).watch(watcher);
  }

  // @end
}

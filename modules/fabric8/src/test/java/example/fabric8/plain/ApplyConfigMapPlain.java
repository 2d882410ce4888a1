package example.fabric8.plain;

import example.contract.recording.NaiveCall;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** Server-side apply as one writes it without other field managers in mind. */
final class ApplyConfigMapPlain implements NaiveCall {

  @Override
  public void call(
      Path kubeconfig, String namespace, Consumer<String> print, List<String> arguments) {
    var config = Config.fromKubeconfig(kubeconfig.toFile());
    try (var client = new KubernetesClientBuilder().withConfig(config).build()) {
      var map = apply(client, settings(namespace, "level", "debug"));
      if (arguments.contains("read")) { // changes what the server sent
        map.getData().put("size", "1");
        map = apply(client, map);
      }
      if (arguments.contains("another")) { // another program, with the same calls
        map = apply(client, settings(namespace, "color", "blue"));
      }
      print.accept("data: " + map.getData());
    }
  }

  // @start region="plain"
  private static ConfigMap settings(String namespace, String key, String value) {
    var map = new ConfigMapBuilder().withNewMetadata().withName("settings");
    return map.withNamespace(namespace).endMetadata().addToData(key, value).build();
  }

  private static ConfigMap apply(KubernetesClient client, ConfigMap map) {
    return client.resource(map).serverSideApply();
  }
  // @end
}

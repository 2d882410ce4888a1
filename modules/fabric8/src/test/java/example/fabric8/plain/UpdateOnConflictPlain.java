package example.fabric8.plain;

import example.contract.recording.NaiveCall;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** A counter as one writes it without a second writer in mind. */
final class UpdateOnConflictPlain implements NaiveCall {

  @Override
  public void call(
      Path kubeconfig, String namespace, Consumer<String> print, List<String> arguments) {
    var config = Config.fromKubeconfig(kubeconfig.toFile());
    try (var client = new KubernetesClientBuilder().withConfig(config).build()) {
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
  }

  // @start region="plain"
  private static void increment(KubernetesClient client, String namespace) {
    write(client, read(client, namespace));
  }

  private static ConfigMap read(KubernetesClient client, String namespace) {
    return client.configMaps().inNamespace(namespace).withName("counter").get();
  }

  private static void write(KubernetesClient client, ConfigMap map) {
    var count = Integer.parseInt(map.getData().get("count"));
    map.getData().put("count", String.valueOf(count + 1));
    client.resource(map).update();
  }
  // @end
}

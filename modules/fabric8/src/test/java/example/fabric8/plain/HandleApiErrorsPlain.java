package example.fabric8.plain;

import example.contract.recording.NaiveCall;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** Creates a ConfigMap once, as far as the caller can see. */
final class HandleApiErrorsPlain implements NaiveCall {

  @Override
  public void call(Path kubeconfig, String namespace, Consumer<String> print, List<String> none) {
    var config = Config.fromKubeconfig(kubeconfig.toFile());
    try (var client = new KubernetesClientBuilder().withConfig(config).build()) {
      SmallTasks.create(client, namespace);
      print.accept("created");
    }
  }
}

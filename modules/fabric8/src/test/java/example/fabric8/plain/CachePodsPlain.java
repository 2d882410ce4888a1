package example.fabric8.plain;

import example.contract.recording.NaiveCall;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** An informer as tutorials show it, and the readiness probe that goes with it. */
final class CachePodsPlain implements NaiveCall {

  /** Argument: after how many seconds it is looked at; if absent, when it is ready. */
  @Override
  public void call(
      Path kubeconfig, String namespace, Consumer<String> print, List<String> arguments)
      throws Exception {
    var config = Config.fromKubeconfig(kubeconfig.toFile());
    try (var client = new KubernetesClientBuilder().withConfig(config).build();
        var informer = start(client, namespace)) {
      while (arguments.isEmpty() && !informer.isWatching()) {
        Thread.sleep(100); // milliseconds
      }
      if (!arguments.isEmpty()) {
        Thread.sleep(Duration.ofSeconds(Long.parseLong(arguments.get(0))).toMillis());
      }
      var pods = informer.getStore().list().size();
      var ready = arguments.contains("0") ? "" : ", ready: " + informer.isWatching();
      print.accept(pods + " pods" + ready);
    }
  }

  // @start region="plain"
  private static SharedIndexInformer<Pod> start(KubernetesClient client, String namespace) {
    return client.pods().inNamespace(namespace).inform(); // getStore() is the cache
  }
  // @end
}

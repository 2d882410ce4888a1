package example.fabric8.plain;

import example.contract.recording.NaiveCall;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** A watch as the library's examples show it. */
final class WatchPodsPlain implements NaiveCall {

  @Override
  public void call(
      Path kubeconfig, String namespace, Consumer<String> print, List<String> arguments)
      throws Exception {
    var config = Config.fromKubeconfig(kubeconfig.toFile());
    try (var client = new KubernetesClientBuilder().withConfig(config).build()) {
      NaiveCall.watch(print, each -> watch(client, namespace, each));
    }
  }

  // @start region="plain"
  private static void watch(KubernetesClient client, String namespace, Consumer<String> print)
      throws Exception {
    var closed = new CompletableFuture<Void>();
    var watcher =
        new Watcher<Pod>() {
          @Override
          public void eventReceived(Action action, Pod pod) {
            print.accept(action + " " + pod.getMetadata().getName());
          }

          @Override
          public void onClose(WatcherException cause) {
            closed.completeExceptionally(cause);
          }
        };
    client.pods().inNamespace(namespace).watch(watcher);
    closed.get();
  }
  // @end
}

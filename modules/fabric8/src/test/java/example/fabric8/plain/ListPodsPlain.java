package example.fabric8.plain;

import example.contract.recording.NaiveCall;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** One list of all pods, or pages by hand. */
final class ListPodsPlain implements NaiveCall {

  @Override
  public void call(
      Path kubeconfig, String namespace, Consumer<String> print, List<String> arguments) {
    var builder = new KubernetesClientBuilder();
    if (kubeconfig != null) {
      builder.withConfig(Config.fromKubeconfig(kubeconfig.toFile()));
    }
    try (var client = builder.build()) {
      if (arguments.contains("pages")) {
        listInPages(client, namespace, print);
      } else {
        print.accept(list(client, namespace) + " pods");
      }
    }
  }

  // @start region="plain"
  private static int list(KubernetesClient client, String namespace) {
    var pods = client.pods().inNamespace(namespace).list();
    return pods.getItems().size();
  }

  // @end

  // @start region="pages"
  private static void listInPages(
      KubernetesClient client, String namespace, Consumer<String> print) {
    var count = 0;
    String next = null;
    do {
      var options = new ListOptionsBuilder().withLimit(500L).withContinue(next).build();
      var pods = client.pods().inNamespace(namespace).list(options);
      count += pods.getItems().size();
      print.accept(count + " pods");
      next = pods.getMetadata().getContinue();
    } while (next != null && !next.isEmpty());
  }
  // @end
}

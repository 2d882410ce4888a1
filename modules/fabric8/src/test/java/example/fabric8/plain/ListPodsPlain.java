package example.fabric8.plain;

import example.contract.recording.NaiveCall;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.util.List;
import java.util.function.Consumer;

/** One list of all pods, or pages by hand. */
final class ListPodsPlain implements NaiveCall {

  @Override
  public void call(Cluster cluster, Consumer<String> print, List<String> arguments) {
    var config = Config.fromKubeconfig(cluster.kubeconfig());
    try (var client = new KubernetesClientBuilder().withConfig(config).build()) {
      if (arguments.contains("pages")) {
        listInPages(client, cluster.namespace(), print);
      } else {
        print.accept(list(client, cluster.namespace()) + " pods");
      }
    }
  }

  // @start region="plain"
  private static int list(KubernetesClient client, String namespace) {
    var pods = client.pods().inNamespace(namespace).list();
    return pods.getItems().size();
  }

  // @end

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
}

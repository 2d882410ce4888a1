package example.fabric8;

import example.contract.WithoutThePattern;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.util.function.IntConsumer;

/** What {@code list()} does by itself, at the pinned version. */
class WithoutThePatternTest extends WithoutThePattern {

  WithoutThePatternTest() {
    super(new PatternsDriver());
  }

  public static void main(String[] arguments) throws Exception {
    list(arguments, new WithoutThePatternTest());
  }

  @Override
  protected Plain open(Cluster cluster) {
    var config = Config.fromKubeconfig(cluster.kubeconfig());
    return new PlainCalls(new KubernetesClientBuilder().withConfig(config).build());
  }

  private record PlainCalls(KubernetesClient client) implements Plain {

    @Override
    // @start region="plain"
    public int list(String namespace) {
      var pods = client.pods().inNamespace(namespace).list();
      return pods.getItems().size();
    }

    // @end

    @Override
    public void listInPages(String namespace, IntConsumer page) {
      String next = null;
      do {
        var options = new ListOptionsBuilder().withLimit(500L).withContinue(next).build();
        var pods = client.pods().inNamespace(namespace).list(options);
        page.accept(pods.getItems().size());
        next = pods.getMetadata().getContinue();
      } while (next != null && !next.isEmpty());
    }

    @Override
    public void close() {
      client.close();
    }
  }
}

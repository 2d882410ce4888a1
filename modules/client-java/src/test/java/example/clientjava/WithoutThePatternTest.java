package example.clientjava;

import example.contract.WithoutThePattern;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.CoreV1Api;
import io.kubernetes.client.util.ClientBuilder;
import io.kubernetes.client.util.KubeConfig;
import java.io.IOException;
import java.io.StringReader;
import java.util.function.IntConsumer;

/** What {@code execute()} does by itself, at the pinned version. */
class WithoutThePatternTest extends WithoutThePattern {

  WithoutThePatternTest() {
    super(new PatternsDriver());
  }

  public static void main(String[] arguments) throws Exception {
    list(arguments, new WithoutThePatternTest());
  }

  @Override
  protected Plain open(Cluster cluster) throws IOException {
    var config = KubeConfig.loadKubeConfig(new StringReader(cluster.kubeconfig()));
    return new PlainCalls(ClientBuilder.kubeconfig(config).build());
  }

  private record PlainCalls(ApiClient client) implements Plain {

    @Override
    // @start region="plain"
    public int list(String namespace) throws ApiException {
      var pods = new CoreV1Api(client).listNamespacedPod(namespace).execute();
      return pods.getItems().size();
    }

    // @end

    @Override
    public void listInPages(String namespace, IntConsumer page) throws ApiException {
      String next = null;
      do {
        var pods =
            new CoreV1Api(client).listNamespacedPod(namespace).limit(500)._continue(next).execute();
        page.accept(pods.getItems().size());
        next = pods.getMetadata().getContinue();
      } while (next != null);
    }

    @Override
    public void close() {
      client.getHttpClient().dispatcher().executorService().shutdown();
      client.getHttpClient().connectionPool().evictAll();
    }
  }
}

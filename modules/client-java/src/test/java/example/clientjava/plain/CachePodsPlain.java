package example.clientjava.plain;

import example.contract.recording.NaiveCall;
import io.kubernetes.client.informer.SharedIndexInformer;
import io.kubernetes.client.informer.SharedInformerFactory;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.apis.CoreV1Api;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1PodList;
import io.kubernetes.client.util.Config;
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
    var client = Config.fromConfig(kubeconfig.toString());
    var factory = new SharedInformerFactory(client);
    var informer = start(client, factory, namespace);
    try {
      while (arguments.isEmpty() && !informer.hasSynced()) {
        Thread.sleep(100); // milliseconds
      }
      if (!arguments.isEmpty()) {
        Thread.sleep(Duration.ofSeconds(Long.parseLong(arguments.get(0))).toMillis());
      }
      var pods = informer.getIndexer().list().size();
      var ready = arguments.contains("0") ? "" : ", ready: " + informer.hasSynced();
      print.accept(pods + " pods" + ready);
    } finally {
      factory.stopAllRegisteredInformers();
    }
  }

  // @start region="plain"
  private static SharedIndexInformer<V1Pod> start(
      ApiClient client, SharedInformerFactory factory, String namespace) {
    var api = new CoreV1Api(client);
    var informer =
        factory.sharedIndexInformerFor(
            params ->
                api.listNamespacedPod(namespace)
                    .resourceVersion(params.resourceVersion)
                    .timeoutSeconds(params.timeoutSeconds)
                    .watch(params.watch)
                    .buildCall(null),
            V1Pod.class,
            V1PodList.class);
    factory.startAllRegisteredInformers();
    return informer; // informer.getIndexer() is the cache
  }
  // @end
}

package example.fabric8.plain;

import example.contract.recording.NaiveCall;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** Patches as one writes them without looking at their kind. */
final class PatchDeploymentPlain implements NaiveCall {

  @Override
  public void call(
      Path kubeconfig, String namespace, Consumer<String> print, List<String> arguments) {
    var config = Config.fromKubeconfig(kubeconfig.toFile());
    try (var client = new KubernetesClientBuilder().withConfig(config).build()) {
      var web =
          switch (arguments.isEmpty() ? "" : arguments.get(0)) {
            case "merge" -> patch(client, namespace, PatchType.JSON_MERGE, APP_2);
            case "misspelt" ->
                patch(client, namespace, PatchType.STRATEGIC_MERGE, APP_2.replace("app\"", "ap\""));
            case "test" -> patch(client, namespace, PatchType.JSON, arguments.get(1));
            case "selector" -> patch(client, namespace, PatchType.JSON_MERGE, arguments.get(1));
            default -> setImage(client, namespace);
          };
      var containers = web.getSpec().getTemplate().getSpec().getContainers();
      print.accept("containers: " + containers.stream().map(Container::getName).toList());
    }
  }

  // @start region="plain"
  private static final String APP_2 =
      """
      {"spec": {"template": {"spec": {"containers": [
        {"name": "app", "image": "example.com/app:2"}]}}}}
      """;

  private static Deployment setImage(KubernetesClient client, String namespace) {
    return client.apps().deployments().inNamespace(namespace).withName("web").patch(APP_2);
  }

  // @end

  private static Deployment patch(
      KubernetesClient client, String namespace, PatchType type, String patch) {
    var web = client.apps().deployments().inNamespace(namespace).withName("web");
    return web.patch(PatchContext.of(type), patch);
  }
}

package example.clientjava.plain;

import example.contract.recording.NaiveCall;
import io.kubernetes.client.custom.V1Patch;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.AppsV1Api;
import io.kubernetes.client.openapi.models.V1Container;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.util.ClientBuilder;
import io.kubernetes.client.util.KubeConfig;
import io.kubernetes.client.util.PatchUtils;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** Patches as one writes them without looking at their kind. */
final class PatchDeploymentPlain implements NaiveCall {

  @Override
  public void call(
      Path kubeconfig, String namespace, Consumer<String> print, List<String> arguments)
      throws ApiException, IOException {
    try (var reader = Files.newBufferedReader(kubeconfig)) {
      var client = ClientBuilder.kubeconfig(KubeConfig.loadKubeConfig(reader)).build();
      var merge = V1Patch.PATCH_FORMAT_JSON_MERGE_PATCH;
      var strategic = V1Patch.PATCH_FORMAT_STRATEGIC_MERGE_PATCH;
      var web =
          switch (arguments.isEmpty() ? "" : arguments.get(0)) {
            case "merge" -> patch(client, namespace, merge, APP_2);
            case "misspelt" -> patch(client, namespace, strategic, APP_2.replace("app\"", "ap\""));
            case "test" ->
                patch(client, namespace, V1Patch.PATCH_FORMAT_JSON_PATCH, arguments.get(1));
            case "selector" -> patch(client, namespace, merge, arguments.get(1));
            default -> setImage(client, namespace);
          };
      var containers = web.getSpec().getTemplate().getSpec().getContainers();
      print.accept("containers: " + containers.stream().map(V1Container::getName).toList());
    }
  }

  // @start region="plain"
  private static final String APP_2 =
      """
      {"spec": {"template": {"spec": {"containers": [
        {"name": "app", "image": "example.com/app:2"}]}}}}
      """;

  private static V1Deployment setImage(ApiClient client, String namespace) throws ApiException {
    var patch = new V1Patch(APP_2);
    return new AppsV1Api(client).patchNamespacedDeployment("web", namespace, patch).execute();
  }

  // @end

  private static V1Deployment patch(ApiClient client, String namespace, String format, String patch)
      throws ApiException {
    var request =
        new AppsV1Api(client).patchNamespacedDeployment("web", namespace, new V1Patch(patch));
    return PatchUtils.patch(V1Deployment.class, () -> request.buildCall(null), format, client);
  }
}

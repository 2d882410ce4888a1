package example.javanethttp.plain;

import example.contract.recording.NaiveCall;
import example.javanethttp.InClusterOrKubeconfig;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** Patches as one writes them without looking at their kind. */
final class PatchDeploymentPlain implements NaiveCall {

  private static final Pattern CONTAINER = Pattern.compile("\"name\":\"([a-z]+)\",\"image\"");

  @Override
  public void call(
      Path kubeconfig, String namespace, Consumer<String> print, List<String> arguments)
      throws IOException, InterruptedException {
    var cluster = InClusterOrKubeconfig.open(kubeconfig.toString(), null);
    var http = cluster.http();
    var web = cluster.server().resolve("apis/apps/v1/namespaces/" + namespace + "/deployments/web");
    var answer =
        switch (arguments.isEmpty() ? "" : arguments.get(0)) {
          case "merge" -> patch(http, web, "merge-patch", APP_2);
          case "misspelt" ->
              patch(http, web, "strategic-merge-patch", APP_2.replace("app\"", "ap\""));
          case "test" -> patch(http, web, "json-patch", arguments.get(1));
          case "selector" -> patch(http, web, "merge-patch", arguments.get(1));
          default -> setImage(http, web);
        };
    var names = CONTAINER.matcher(answer).results().map(name -> name.group(1)).toList();
    print.accept(names.isEmpty() ? answer : "containers: " + names);
  }

  // @start region="plain"
  private static final String APP_2 =
      """
      {"spec": {"template": {"spec": {"containers": [
        {"name": "app", "image": "example.com/app:2"}]}}}}
      """;

  private static String setImage(HttpClient http, URI web)
      throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(web)
            .header("Content-Type", "application/json")
            .method("PATCH", BodyPublishers.ofString(APP_2));
    return http.send(request.build(), BodyHandlers.ofString()).body();
  }

  // @end

  private static String patch(HttpClient http, URI web, String kind, String patch)
      throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(web)
            .header("Content-Type", "application/" + kind + "+json")
            .method("PATCH", BodyPublishers.ofString(patch));
    return http.send(request.build(), BodyHandlers.ofString()).body();
  }
}

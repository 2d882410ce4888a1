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
import java.util.Map;
import java.util.function.Consumer;
import tools.jackson.jr.ob.JSON;

/** Server-side apply as one writes it without other field managers in mind. */
final class ApplyConfigMapPlain implements NaiveCall {

  @Override
  public void call(
      Path kubeconfig, String namespace, Consumer<String> print, List<String> arguments)
      throws IOException, InterruptedException {
    var cluster = InClusterOrKubeconfig.open(kubeconfig.toString(), null);
    var http = cluster.http();
    var settings =
        cluster.server().resolve("api/v1/namespaces/" + namespace + "/configmaps/settings");
    var map = apply(http, settings, settings("level", "debug"));
    if (arguments.contains("read")) { // changes what the server sent
      map.put("data", Map.of("level", "debug", "size", "1"));
      map = apply(http, settings, map);
    }
    if (arguments.contains("another")) { // another program, with the same calls
      map = apply(http, settings, settings("color", "blue"));
    }
    print.accept("data: " + map.get("data"));
  }

  // @start region="plain"
  private static Map<String, Object> settings(String key, String value) {
    var metadata = Map.of("name", "settings");
    var data = Map.of(key, value);
    return Map.of("apiVersion", "v1", "kind", "ConfigMap", "metadata", metadata, "data", data);
  }

  private static Map<String, Object> apply(HttpClient http, URI settings, Map<String, Object> map)
      throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(URI.create(settings + "?fieldManager=java"))
            .header("Content-Type", "application/apply-patch+yaml")
            .method("PATCH", BodyPublishers.ofString(JSON.std.asString(map)));
    return JSON.std.mapFrom(http.send(request.build(), BodyHandlers.ofString()).body());
  }
  // @end
}

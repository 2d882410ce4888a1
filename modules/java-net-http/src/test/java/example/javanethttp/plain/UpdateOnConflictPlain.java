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

/** A counter as one writes it without a second writer in mind. */
final class UpdateOnConflictPlain implements NaiveCall {

  @Override
  public void call(
      Path kubeconfig, String namespace, Consumer<String> print, List<String> arguments)
      throws IOException, InterruptedException {
    var cluster = InClusterOrKubeconfig.open(kubeconfig.toString(), null);
    var http = cluster.http();
    var counter =
        cluster.server().resolve("api/v1/namespaces/" + namespace + "/configmaps/counter");
    var late = read(http, counter);
    increment(http, counter);
    if (arguments.contains("without-resource-version")) {
      ((Map<?, ?>) late.get("metadata")).remove("resourceVersion");
    }
    if (arguments.contains("late")) { // a second writer, which read before the first wrote
      write(http, counter, late);
    }
    print.accept("count: " + data(read(http, counter)).get("count"));
  }

  // @start region="plain"
  private static void increment(HttpClient http, URI counter)
      throws IOException, InterruptedException {
    write(http, counter, read(http, counter));
  }

  private static Map<String, Object> read(HttpClient http, URI counter)
      throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(counter).build();
    return JSON.std.mapFrom(http.send(request, BodyHandlers.ofString()).body());
  }

  private static void write(HttpClient http, URI counter, Map<String, Object> map)
      throws IOException, InterruptedException {
    var count = Integer.parseInt(data(map).get("count"));
    data(map).put("count", String.valueOf(count + 1));
    var body = BodyPublishers.ofString(JSON.std.asString(map));
    var request = HttpRequest.newBuilder(counter).header("Content-Type", "application/json");
    http.send(request.PUT(body).build(), BodyHandlers.ofString());
  }

  // @end

  @SuppressWarnings("unchecked") // a ConfigMap's data are strings
  private static Map<String, String> data(Map<String, Object> map) {
    return (Map<String, String>) map.get("data");
  }
}

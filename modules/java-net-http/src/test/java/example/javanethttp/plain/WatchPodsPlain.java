package example.javanethttp.plain;

import example.contract.recording.NaiveCall;
import example.javanethttp.InClusterOrKubeconfig;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import tools.jackson.jr.ob.JSON;

/** A watch as one writes it at first. */
final class WatchPodsPlain implements NaiveCall {

  @Override
  public void call(
      Path kubeconfig, String namespace, Consumer<String> print, List<String> arguments)
      throws Exception {
    var cluster = InClusterOrKubeconfig.open(kubeconfig.toString(), null);
    var pods = cluster.server().resolve("api/v1/namespaces/" + namespace + "/pods?watch=true");
    NaiveCall.watch(print, each -> watch(cluster.http(), pods, each));
  }

  // @start region="plain"
  private static void watch(HttpClient http, URI pods, Consumer<String> print)
      throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(pods).build();
    try (var lines = http.send(request, BodyHandlers.ofLines()).body()) {
      for (var line : (Iterable<String>) lines::iterator) {
        var event = JSON.std.mapFrom(line);
        var metadata = (Map<?, ?>) ((Map<?, ?>) event.get("object")).get("metadata");
        print.accept(event.get("type") + " " + metadata.get("name"));
      }
    }
  }
  // @end
}

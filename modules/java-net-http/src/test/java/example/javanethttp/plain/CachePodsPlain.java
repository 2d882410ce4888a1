package example.javanethttp.plain;

import example.contract.recording.NaiveCall;
import example.javanethttp.InClusterOrKubeconfig;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import tools.jackson.jr.ob.JSON;

/** A map that is filled by a list and followed by a watch, and the probe that goes with it. */
final class CachePodsPlain implements NaiveCall {

  /** Argument: after how many seconds it is looked at; if absent, when it is ready. */
  @Override
  public void call(
      Path kubeconfig, String namespace, Consumer<String> print, List<String> arguments)
      throws Exception {
    var cluster = InClusterOrKubeconfig.open(kubeconfig.toString(), null);
    var pods = cluster.server().resolve("api/v1/namespaces/" + namespace + "/pods");
    var cache = new ConcurrentHashMap<String, Object>();
    var watch = start(cluster.http(), pods, cache);
    if (!arguments.isEmpty()) {
      Thread.sleep(Duration.ofSeconds(Long.parseLong(arguments.get(0))).toMillis());
    }
    var ready = arguments.contains("0") ? "" : ", ready: " + watch.isAlive();
    print.accept(cache.size() + " pods" + ready);
    watch.interrupt();
  }

  // @start region="plain"
  private static Thread start(HttpClient http, URI pods, Map<String, Object> cache)
      throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(pods).build();
    var list = JSON.std.mapFrom(http.send(request, BodyHandlers.ofString()).body());
    ((List<?>) list.get("items")).forEach(pod -> cache.put(name(pod), pod));
    var version = ((Map<?, ?>) list.get("metadata")).get("resourceVersion");
    var watch = URI.create(pods + "?watch=true&resourceVersion=" + version);
    var thread = new Thread(() -> follow(http, HttpRequest.newBuilder(watch).build(), cache));
    thread.start();
    return thread;
  }

  private static void follow(HttpClient http, HttpRequest watch, Map<String, Object> cache) {
    var answer = http.sendAsync(watch, BodyHandlers.ofLines()).join();
    answer.body().forEach(line -> apply(line, cache));
  }

  private static void apply(String line, Map<String, Object> cache) {
    var event = JSON.std.mapFrom(line);
    if (event.get("type").equals("DELETED")) {
      cache.remove(name(event.get("object")));
    } else {
      cache.put(name(event.get("object")), event.get("object"));
    }
  }

  private static String name(Object pod) {
    return (String) ((Map<?, ?>) ((Map<?, ?>) pod).get("metadata")).get("name");
  }
  // @end
}

package example.javanethttp.plain;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import tools.jackson.jr.ob.JSON;

/** Four calls as a tutorial shows them: docs/choosing.md lays them beside the other clients'. */
final class SmallTasks {

  // @start region="list"
  record ConfigMaps(List<ConfigMap> items) {}

  record ConfigMap(Metadata metadata, Map<String, String> data) {}

  record Metadata(String name) {}

  static List<String> list(HttpClient http, URI maps) throws Exception {
    var list = JSON.std.beanFrom(ConfigMaps.class, send(http, HttpRequest.newBuilder(maps)));
    return list.items().stream().map(map -> map.metadata().name()).toList();
  }

  static String send(HttpClient http, HttpRequest.Builder request) throws Exception {
    var response = http.send(request.build(), BodyHandlers.ofString());
    if (response.statusCode() / 100 != 2) { // HttpClient throws nothing for a 403
      throw new IOException(response + ": " + response.body());
    }
    return response.body();
  }

  // @end

  // @start region="create"
  static void create(HttpClient http, URI maps) throws Exception {
    var map = Map.of("metadata", Map.of("name", "greeting"), "data", Map.of("text", "hello"));
    var request = HttpRequest.newBuilder(maps).header("Content-Type", "application/json");
    send(http, request.POST(BodyPublishers.ofString(JSON.std.asString(map))));
  }

  // @end

  // @start region="patch"
  static String patch(HttpClient http, URI maps) throws Exception {
    var patch = BodyPublishers.ofString("{\"data\": {\"text\": \"good morning\"}}");
    var request = HttpRequest.newBuilder(URI.create(maps + "/greeting")).method("PATCH", patch);
    request.header("Content-Type", "application/merge-patch+json");
    return JSON.std.beanFrom(ConfigMap.class, send(http, request)).data().get("text");
  }

  // @end

  // @start region="watch"
  record Event(String type, ConfigMap object) {}

  static void watch(HttpClient http, URI maps, Consumer<String> each) throws Exception {
    var request = HttpRequest.newBuilder(URI.create(maps + "?watch=true")).build();
    try (var lines = http.send(request, BodyHandlers.ofLines()).body()) {
      for (var line : (Iterable<String>) lines::iterator) {
        var event = JSON.std.beanFrom(Event.class, line);
        each.accept(event.type() + " " + event.object().metadata().name());
      }
    }
  }

  // @end
}

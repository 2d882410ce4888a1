// SPDX-License-Identifier: MIT-0
//JAVA 17+
//DEPS tools.jackson.jr:jackson-jr-objects:3.2.1
// Permission: list, watch pods
// Cases:      watch-pods.*
// Page:       docs/patterns/watch-pods.md
package example.javanethttp;

import static java.net.URLEncoder.encode;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import tools.jackson.jr.ob.JSON;

/**
 * Tells a listener of every pod and of every change. It lists the pods, and watches from the list's
 * resourceVersion. Every watch ends some time; the next one continues after the last event, or
 * after 410 Gone lists again and reports the difference.
 *
 * @see <a href="https://kubernetes.io/docs/reference/using-api/api-concepts/">API concepts:
 *     efficient detection of changes</a>
 */
public final class WatchPods {

  private static final int PAUSE = 100; // milliseconds at most after a failure; then doubled
  private static final int LONGEST_PAUSE = 30_000; // milliseconds

  private final HttpClient http;
  private final URI pods;
  private final Duration silence;
  private final ExecutorService reader = Executors.newCachedThreadPool(WatchPods::daemon);
  private final Map<String, Known> known = new HashMap<>(); // by name
  private String version = ""; // resourceVersion of the last list or event; empty: list first
  private long contact = System.nanoTime(); // when the server last sent something
  private int failures; // in a row

  private record Known(String uid, String version) {}

  /**
   * @param http trusts the server's CA and adds the caller's credentials to every request
   * @param server where the API is served, ending in a slash so that a base path is kept
   * @param silence after which a connection is dead, say 150 s: a bookmark comes every minute or so
   */
  public WatchPods(HttpClient http, URI server, String namespace, Duration silence) {
    this.http = http;
    this.pods = server.resolve("api/v1/namespaces/" + encode(namespace, UTF_8) + "/pods");
    this.silence = silence;
  }

  /** Is called by the thread that watches. After an exception, run() reports the event again. */
  public interface Listener {
    void changed(Map<String, Object> pod); // or new

    void deleted(String name, String uid);
  }

  /**
   * Watches until the thread is interrupted.
   *
   * @throws IOException if the server refuses, cannot be reached at first, or later for 4 silences
   */
  // @start region="run"
  public void run(Listener listener) throws IOException, InterruptedException {
    for (; ; failures++) {
      try {
        if (version.isEmpty()) {
          list(listener);
        }
        watch(listener); // until the server ends it
      } catch (IOException failed) {
        retryOrThrow(failed);
      }
      // A random pause, or a thousand clients come back at the same moment.
      var pause = Math.min(LONGEST_PAUSE, PAUSE << Math.min(failures, 10));
      Thread.sleep(ThreadLocalRandom.current().nextInt(pause));
    }
  }

  /** Throws what another attempt cannot mend; after 410 Gone the next attempt lists again. */
  private void retryOrThrow(IOException failed) throws IOException {
    var code = failed instanceof Refused refused ? refused.code : 0; // 0: cut or silent
    var unreachable = code == 0 && version.isEmpty() && known.isEmpty();
    var outage = System.nanoTime() - contact > 4 * silence.toNanos();
    if (unreachable || outage || code >= 400 && code < 500 && code != 410 && code != 429) {
      throw failed;
    }
    System.getLogger("watch-pods").log(System.Logger.Level.INFO, "continuing after " + failed);
    if (code == 410) {
      version = ""; // the server has forgotten what came after it: list, and compare
    }
  }

  // @end

  private void list(Listener listener) throws IOException, InterruptedException {
    var gone = new HashMap<>(known);
    var next = "";
    Map<String, Object> list;
    do {
      try (var body = get("?limit=500&continue=" + encode(next, UTF_8))) {
        list = receive(() -> JSON.std.mapFrom(body));
        if (list.get("items") instanceof List<?> items) { // null is how Go writes an empty list
          items.forEach(pod -> gone.remove(changed(map(pod), listener)));
        }
        next = metadata(list, "continue");
      }
    } while (!next.isEmpty());
    gone.keySet().forEach(name -> deleted(name, listener));
    version = metadata(list, "resourceVersion");
  }

  private void watch(Listener listener) throws IOException, InterruptedException {
    var query = "?watch=true&allowWatchBookmarks=true&timeoutSeconds=%d&resourceVersion=%s";
    var life = 300 + ThreadLocalRandom.current().nextInt(300); // seconds; then the server ends it
    try (var body = get(query.formatted(life, encode(version, UTF_8)))) {
      var events = receive(() -> JSON.std.anySequenceFrom(body));
      Callable<Map<String, Object>> next = () -> events.hasNext() ? map(events.next()) : null;
      for (Map<String, Object> event; (event = receive(next)) != null; ) {
        var object = map(event.get("object"));
        switch (String.valueOf(event.get("type"))) {
          case "ADDED", "MODIFIED" -> changed(object, listener);
          case "DELETED" -> deleted(metadata(object, "name"), listener);
          case "BOOKMARK" -> {} // only a newer resourceVersion
          default -> throw new Refused((int) object.get("code"), JSON.std.asString(object));
        }
        version = metadata(object, "resourceVersion");
        contact = System.nanoTime();
        failures = 0;
      }
    }
  }

  private String changed(Map<String, Object> pod, Listener listener) {
    var name = metadata(pod, "name");
    var now = new Known(metadata(pod, "uid"), metadata(pod, "resourceVersion"));
    if (known.containsKey(name) && !known.get(name).uid.equals(now.uid)) {
      deleted(name, listener); // that was not seen: this is another pod of the same name
    }
    if (!now.equals(known.get(name))) {
      listener.changed(pod);
      known.put(name, now);
    }
    return name;
  }

  private void deleted(String name, Listener listener) {
    var last = known.get(name);
    if (last != null) {
      listener.deleted(name, last.uid);
      known.remove(name);
    }
  }

  private InputStream get(String query) throws IOException, InterruptedException {
    // The request has no timeout: from JDK 26 on that would end the watch.
    var request = HttpRequest.newBuilder(URI.create(pods + query)).build();
    var response = receive(() -> http.send(request, BodyHandlers.ofInputStream()));
    if (response.statusCode() == 200) {
      contact = System.nanoTime();
      return response.body();
    }
    try (var body = response.body()) {
      var text = receive(() -> new String(body.readNBytes(1 << 14), UTF_8)); // or a proxy's page
      var seconds = response.headers().firstValue("Retry-After").orElse("");
      Thread.sleep(seconds.matches("[1-9][0-9]?") ? Integer.parseInt(seconds) * 1000 : 0);
      throw new Refused(response.statusCode(), text);
    }
  }

  /** Waits on another thread: up to JDK 19 no interrupt wakes one that reads. */
  private <T> T receive(Callable<T> reading) throws IOException, InterruptedException {
    try {
      return reader.invokeAny(List.of(reading), silence.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException silent) {
      throw new IOException("the API server has sent nothing for " + silence, silent);
    } catch (ExecutionException broken) { // Jackson's message quotes the answer: do not print it
      throw new IOException("the API server's answer ended early", broken.getCause());
    }
  }

  private static Thread daemon(Runnable body) {
    var thread = new Thread(body, "watch-pods");
    thread.setDaemon(true);
    return thread;
  }

  @SuppressWarnings("unchecked") // JSON objects have text keys
  private static Map<String, Object> map(Object object) {
    return object instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
  }

  private static String metadata(Map<String, Object> object, String field) {
    return map(object.get("metadata")).get(field) instanceof String text ? text : "";
  }

  private static final class Refused extends IOException {
    final int code;

    Refused(int code, String body) {
      super("GET pods answered %d: %s".formatted(code, body));
      this.code = code;
    }
  }
}

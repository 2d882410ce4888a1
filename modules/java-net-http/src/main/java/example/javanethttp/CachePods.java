// SPDX-License-Identifier: MIT-0
//JAVA 17+
//DEPS tools.jackson.jr:jackson-jr-objects:3.2.1
// Permission: list, watch pods
// Cases:      cache-pods.*
// Page:       docs/patterns/cache-pods.md
package example.javanethttp;

import static java.net.URLEncoder.encode;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.CompletableFuture.supplyAsync;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import tools.jackson.jr.ob.JSON;

/**
 * Keeps the pods of a namespace in memory and up to date: lists them, watches from the list's
 * resourceVersion, and lists again when that has expired. Reading them then costs no request.
 *
 * @see <a href="https://kubernetes.io/docs/reference/using-api/api-concepts/">API concepts:
 *     efficient detection of changes</a>
 */
public final class CachePods implements AutoCloseable {

  private static final int PAGE = 500; // pods in one answer; what client-go asks for
  private static final int PAUSE = 500; // milliseconds after a failure; 32 s after eight in a row

  private final HttpClient http;
  private final String pods;
  private final Duration silence;
  private final Map<String, Map<String, Object>> byName = new ConcurrentHashMap<>();
  private final Map<String, Map<String, Map<String, Object>>> byNode = new ConcurrentHashMap<>();
  private final CompletableFuture<Void> synced = new CompletableFuture<>();
  private final ExecutorService threads = Executors.newFixedThreadPool(2);
  private Handler handler;
  private String version = ""; // where the next watch begins; empty: list first
  private int refused; // the code of a refusal; 0 if the last request was not refused
  private int failures; // since the last event
  private volatile long contact = System.nanoTime();

  /**
   * @param http trusts the server's CA and adds the caller's credentials to every request
   * @param server where the API is served, ending in a slash so that a base path is kept
   * @param silence after which a connection counts as dead and is replaced; take some minutes,
   *     since the server sends a bookmark about once a minute
   */
  public CachePods(HttpClient http, URI server, String namespace, Duration silence) {
    this.http = http;
    this.pods = server + "api/v1/namespaces/" + encode(namespace, UTF_8) + "/pods";
    this.silence = silence;
  }

  /**
   * Is told what changes, one call at a time. Return soon, throw nothing, and do not change a pod:
   * it is the one in the cache. Changes may be combined; a deletion is always told.
   */
  public interface Handler {
    void added(Map<String, Object> pod);

    void updated(Map<String, Object> before, Map<String, Object> after);

    void deleted(Map<String, Object> last);
  }

  /**
   * Starts; once only.
   *
   * @return completes when the cache holds the first list, the handler was told of it, and the
   *     watch is open; fails, and nothing is tried again, if the server cannot be reached or
   *     refuses one of the two. 429, 5xx and later failures are tried again, ever more slowly
   */
  public CompletableFuture<Void> start(Handler handler) {
    this.handler = handler;
    threads.execute(this::run);
    return synced;
  }

  /** The pod as a tree of maps, lists and plain values; null if there is none. */
  public Map<String, Object> get(String name) {
    return byName.get(name);
  }

  /** The pods that are scheduled to a node; for the empty name, those that are not scheduled. */
  public List<Map<String, Object>> onNode(String node) {
    return List.copyOf(byNode.getOrDefault(node, Map.of()).values());
  }

  /** The age of the last list, event or bookmark. A readiness probe compares it with silence. */
  public Duration sinceLastContact() {
    return Duration.ofNanos(System.nanoTime() - contact);
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }

  // @start region="loop"
  private void run() {
    for (; !threads.isShutdown() && !synced.isCompletedExceptionally(); failures++) {
      try {
        // At random: replicas that failed together come back one by one.
        Thread.sleep((long) (Math.random() * PAUSE * Math.min(failures * failures, 64)));
        if (version.isEmpty()) {
          version = list();
        }
        each("watch=true&allowWatchBookmarks=true&resourceVersion=" + version, this::apply);
      } catch (Exception failed) { // or closed: then an InterruptedException
        if (refused == 410) {
          version = ""; // Gone: nobody knows what changed since then. List what is there now.
        } else if (refused != 429 && refused < 500) {
          synced.completeExceptionally(failed); // no effect once it has synced
        }
      }
    }
  }

  // @end
  private String list() throws Exception {
    var gone = new HashSet<>(byName.keySet()); // but for those that are listed
    var page = new HashMap<String, Object>();
    do {
      var next = encode(text(page, "metadata", "continue"), UTF_8);
      each("limit=" + PAGE + "&continue=" + next, page::putAll);
      for (var pod : page.get("items") instanceof List<?> items ? items : List.of()) {
        gone.remove(text(pod, "metadata", "name"));
        change(pod, false);
      }
    } while (!text(page, "metadata", "continue").isEmpty());
    gone.forEach(name -> change(byName.get(name), true)); // deleted while nobody watched
    return text(page, "metadata", "resourceVersion");
  }

  private void apply(Map<String, Object> event) {
    var object = (Map<?, ?>) event.get("object");
    switch (text(event, "type")) {
      case "ADDED", "MODIFIED" -> change(object, false);
      case "DELETED" -> change(object, true);
      case "ERROR" -> throw refused((int) object.get("code"), JSON.std.asString(object));
      default -> {} // BOOKMARK: nothing but a newer resourceVersion
    }
    version = text(object, "metadata", "resourceVersion");
    failures = 0;
  }

  @SuppressWarnings("unchecked") // JSON objects have text keys
  private void change(Object object, boolean deleted) {
    var pod = (Map<String, Object>) object;
    ((Map<?, ?>) pod.get("metadata")).remove("managedFields"); // often half of a pod's size
    var name = text(pod, "metadata", "name");
    var before = deleted ? byName.remove(name) : byName.put(name, pod);
    sameNode(before).remove(name);
    if (!deleted) {
      sameNode(pod).put(name, pod);
    }
    var samePod = text(pod, "metadata", "uid").equals(text(before, "metadata", "uid"));
    if (before != null && (deleted || !samePod)) {
      handler.deleted(before);
    }
    if (!deleted && !samePod) { // it is new, or took the place of another of this name
      handler.added(pod);
    } else if (!deleted && !pod.equals(before)) { // if they are equal, it was listed again
      handler.updated(before, pod);
    }
  }

  private Map<String, Map<String, Object>> sameNode(Map<String, Object> pod) {
    return byNode.computeIfAbsent(text(pod, "spec", "nodeName"), n -> new ConcurrentHashMap<>());
  }

  private void each(String query, Consumer<Map<String, Object>> consumer) throws Exception {
    refused = 0;
    // The timeout ends with the headers. From JDK 26 on it ends a longer watch, too.
    var request = HttpRequest.newBuilder(URI.create(pods + "?" + query)).timeout(silence).build();
    var response = http.send(request, BodyHandlers.ofLines());
    try (var body = response.body()) {
      if (response.statusCode() != 200) {
        throw refused(response.statusCode(), body.limit(99).collect(joining()));
      }
      if (query.startsWith("watch")) {
        synced.complete(null);
      }
      // A dead connection does not end by itself: wait for each line in another thread.
      var lines = body.iterator();
      while (supplyAsync(lines::hasNext, threads).get(silence.toMillis(), MILLISECONDS)) {
        contact = System.nanoTime();
        consumer.accept(JSON.std.mapFrom(lines.next()));
      }
    }
  }

  private UncheckedIOException refused(int code, String body) {
    refused = code;
    return new UncheckedIOException(new IOException(pods + " answered " + code + ": " + body));
  }

  private static String text(Object object, String... path) {
    for (var field : path) {
      object = object instanceof Map<?, ?> map ? map.get(field) : null;
    }
    return object == null ? "" : object.toString();
  }
}

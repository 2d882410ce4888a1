// SPDX-License-Identifier: MIT-0
//JAVA 17+
//DEPS io.kubernetes:client-java:27.0.0
// Also with:  io.kubernetes:client-java:26.0.0
// Permission: list, watch pods
// Cases:      watch-pods.*
// Page:       docs/patterns/watch-pods.md
package example.clientjava;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.JSON;
import io.kubernetes.client.openapi.apis.CoreV1Api;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1PodList;
import java.io.BufferedReader;
import java.io.IOException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import okhttp3.Call;
import okhttp3.OkHttpClient;
import okhttp3.Response;

/**
 * Tells a listener of every pod and of every change. It lists the pods, and watches from the list's
 * resourceVersion. Every watch ends some time; the next one continues after the last event, or
 * after 410 Gone lists again and reports the difference.
 *
 * <p>{@code Watch.createWatch} ends with the client's read timeout, in a RuntimeException, and at
 * fields that the client is too old for (case watch-pods.unknown-field).
 *
 * @see <a href="https://kubernetes.io/docs/reference/using-api/api-concepts/">API concepts:
 *     efficient detection of changes</a>
 */
public final class WatchPods {

  private static final int PAUSE = 100; // milliseconds at most after a failure; then doubled
  private static final int LONGEST_PAUSE = 30_000; // milliseconds

  /** The client's models without its own reader, which refuses fields that it does not know. */
  private static final Gson LENIENT =
      JSON.createGson()
          .registerTypeAdapter(OffsetDateTime.class, new JSON.OffsetDateTimeTypeAdapter())
          .create();

  private final ApiClient client;
  private final CoreV1Api api;
  private final OkHttpClient http;
  private final String namespace;
  private final Duration silence;
  private final Map<String, Known> known = new HashMap<>(); // by name
  private String version = ""; // resourceVersion of the last list or event; empty: list first
  private long contact = System.nanoTime(); // when the server last sent something
  private int failures; // in a row
  private Call call; // that is being read

  private record Known(String uid, String version) {}

  /**
   * @param client trusts the server's CA and adds the caller's credentials to every request
   * @param silence after which a connection is dead, say 150 s: a bookmark comes every minute or
   *     so; it replaces the client's read timeout, for this file only
   */
  public WatchPods(ApiClient client, String namespace, Duration silence) {
    this.client = client;
    this.namespace = namespace;
    this.silence = silence;
    this.api = new CoreV1Api(client);
    this.http = client.getHttpClient().newBuilder().readTimeout(silence).build();
  }

  /** Is called by the thread that watches. After an exception, run() reports the event again. */
  public interface Listener {
    void changed(V1Pod pod); // or new

    void deleted(String name, String uid);
  }

  /**
   * Watches until the thread is interrupted.
   *
   * @throws ApiException if the server refuses, cannot be reached at first, or later for 4 silences
   */
  // @start region="run"
  public void run(Listener listener) throws ApiException, InterruptedException {
    for (; ; failures++) {
      try {
        if (version.isEmpty()) {
          list(listener);
        }
        watch(listener); // until the server ends it
      } catch (ApiException failed) {
        retryOrThrow(failed);
      }
      // A random pause, or a thousand clients come back at the same moment.
      var pause = Math.min(LONGEST_PAUSE, PAUSE << Math.min(failures, 10));
      Thread.sleep(ThreadLocalRandom.current().nextInt(pause));
    }
  }

  /** Throws what another attempt cannot mend; after 410 Gone the next attempt lists again. */
  private void retryOrThrow(ApiException failed) throws ApiException {
    var code = failed.getCode(); // 0: cut or silent
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

  private void list(Listener listener) throws ApiException, InterruptedException {
    var gone = new HashMap<>(known);
    var next = "";
    var listed = "";
    do {
      var page = api.listNamespacedPod(namespace).limit(500)._continue(next).buildCall(null);
      try (var answer = get(page)) {
        var text = answer.body().charStream();
        var list = receive(() -> LENIENT.fromJson(text, V1PodList.class));
        for (var pod : Objects.requireNonNullElse(list.getItems(), List.<V1Pod>of())) {
          changed(pod, listener);
          gone.remove(pod.getMetadata().getName());
        }
        next = Objects.toString(list.getMetadata().getContinue(), "");
        listed = list.getMetadata().getResourceVersion();
      }
    } while (!next.isEmpty());
    gone.keySet().forEach(name -> deleted(name, listener));
    version = listed;
  }

  private void watch(Listener listener) throws ApiException, InterruptedException {
    var life = 300 + ThreadLocalRandom.current().nextInt(300); // seconds; then the server ends it
    var watch = api.listNamespacedPod(namespace).watch(true).allowWatchBookmarks(true);
    watch.timeoutSeconds(life).resourceVersion(version);
    try (var answer = get(watch.buildCall(null))) {
      var lines = new BufferedReader(answer.body().charStream());
      Callable<JsonObject> next = () -> LENIENT.fromJson(lines.readLine(), JsonObject.class);
      for (JsonObject event; (event = receive(next)) != null; ) {
        var type = event.get("type").getAsString();
        var object = event.getAsJsonObject("object");
        if (type.equals("ERROR")) { // with a Status
          throw new ApiException(object.get("code").getAsInt(), Map.of(), object.toString());
        }
        var pod = LENIENT.fromJson(object, V1Pod.class);
        switch (type) {
          case "ADDED", "MODIFIED" -> changed(pod, listener);
          case "DELETED" -> deleted(pod.getMetadata().getName(), listener);
          default -> {} // BOOKMARK: only a newer resourceVersion
        }
        version = pod.getMetadata().getResourceVersion();
        contact = System.nanoTime();
        failures = 0;
      }
    }
  }

  private void changed(V1Pod pod, Listener listener) {
    var name = pod.getMetadata().getName();
    var now = new Known(pod.getMetadata().getUid(), pod.getMetadata().getResourceVersion());
    if (known.containsKey(name) && !known.get(name).uid.equals(now.uid)) {
      deleted(name, listener); // that was not seen: this is another pod of the same name
    }
    if (!now.equals(known.get(name))) {
      listener.changed(pod);
      known.put(name, now);
    }
  }

  private void deleted(String name, Listener listener) {
    var last = known.get(name);
    if (last != null) {
      listener.deleted(name, last.uid);
      known.remove(name);
    }
  }

  private Response get(Call built) throws ApiException, InterruptedException {
    call = http.newCall(built.request());
    var response = receive(call::execute);
    if (!response.isSuccessful()) {
      var seconds = response.header("Retry-After", "");
      Thread.sleep(seconds.matches("[1-9][0-9]?") ? Integer.parseInt(seconds) * 1000 : 0);
      receive(() -> client.handleResponse(response, null)); // throws what execute() would throw
    }
    contact = System.nanoTime();
    return response;
  }

  /** Waits on a thread of the client: no interrupt wakes one that reads from a TLS socket. */
  private <T> T receive(Callable<T> reading) throws ApiException, InterruptedException {
    try {
      return http.dispatcher().executorService().submit(reading).get();
    } catch (InterruptedException stopped) {
      call.cancel();
      throw stopped;
    } catch (ExecutionException broken) { // Gson's message quotes the answer: do not print it
      throw broken.getCause() instanceof ApiException refused
          ? refused
          : new ApiException(new IOException("the watch or list was cut", broken.getCause()));
    }
  }
}

// SPDX-License-Identifier: MIT-0
//JAVA 17+
//DEPS io.fabric8:kubernetes-client:8.0.0
// Also with:  io.fabric8:kubernetes-client:7.9.0
// Permission: list, watch pods
// Cases:      watch-pods.*
// Page:       docs/patterns/watch-pods.md
package example.fabric8;

import static java.net.URLEncoder.encode;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.WatchEvent;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Utils;
import java.io.BufferedReader;
import java.io.Reader;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Tells a listener of every pod and of every change. It lists the pods, and watches from the list's
 * resourceVersion. Every watch ends some time; the next one continues after the last event, or
 * after 410 Gone lists again and reports the difference.
 *
 * <p>{@code client.pods().watch()} reconnects by itself: for ever after 403 (case
 * watch-pods.refused-later), seconds later after a cut (watch-pods.cut-at-every-byte), and not at
 * all after silence (watch-pods.silence).
 *
 * @see <a href="https://kubernetes.io/docs/reference/using-api/api-concepts/">API concepts:
 *     efficient detection of changes</a>
 */
public final class WatchPods {

  private static final int PAUSE = 100; // milliseconds at most after a failure; then doubled
  private static final int LONGEST_PAUSE = 30_000; // milliseconds

  private final KubernetesClient client;
  private final String namespace;
  private final Duration silence;
  private final ExecutorService reader =
      Executors.newCachedThreadPool(Utils.daemonThreadFactory("watch-pods"));
  private final Map<String, Known> known = new HashMap<>(); // by name
  private String version = ""; // resourceVersion of the last list or event; empty: list first
  private long contact = System.nanoTime(); // when the server last sent something
  private int failures; // in a row

  private record Known(String uid, String version) {}

  /**
   * @param client trusts the server's CA and adds the caller's credentials to every request
   * @param silence after which a connection is dead, say 150 s: a bookmark comes every minute or so
   */
  public WatchPods(KubernetesClient client, String namespace, Duration silence) {
    this.client = client;
    this.namespace = namespace;
    this.silence = silence;
  }

  /** Is called by the thread that watches. After an exception, run() reports the event again. */
  public interface Listener {
    void changed(Pod pod); // or new

    void deleted(String name, String uid);
  }

  /**
   * Watches until the thread is interrupted.
   *
   * @throws KubernetesClientException if the server refuses, or is away at first or for 4 silences
   */
  // @start region="run"
  public void run(Listener listener) throws InterruptedException {
    for (; ; failures++) {
      try {
        if (version.isEmpty()) {
          list(listener);
        }
        watch(listener); // until the server ends it
      } catch (KubernetesClientException failed) {
        retryOrThrow(failed);
      }
      // A random pause, or a thousand clients come back at the same moment.
      var pause = Math.min(LONGEST_PAUSE, PAUSE << Math.min(failures, 10));
      Thread.sleep(ThreadLocalRandom.current().nextInt(pause));
    }
  }

  /** Throws what another attempt cannot mend; after 410 Gone the next attempt lists again. */
  private void retryOrThrow(KubernetesClientException failed) {
    var code = failed.getCode(); // below 100: cut or silent
    var unreachable = code < 100 && version.isEmpty() && known.isEmpty();
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

  private void list(Listener listener) throws InterruptedException {
    var gone = new HashMap<>(known);
    var next = "";
    var listed = "";
    do {
      var page = new ListOptionsBuilder().withLimit(500L).withContinue(next).build();
      var list = receive(() -> client.pods().inNamespace(namespace).list(page));
      for (var pod : Objects.requireNonNullElse(list.getItems(), List.<Pod>of())) {
        changed(pod, listener);
        gone.remove(pod.getMetadata().getName());
      }
      next = Objects.toString(list.getMetadata().getContinue(), "");
      listed = list.getMetadata().getResourceVersion();
    } while (!next.isEmpty());
    gone.keySet().forEach(name -> deleted(name, listener));
    version = listed;
  }

  private void watch(Listener listener) throws InterruptedException {
    var json = client.getKubernetesSerialization();
    var body = get();
    try {
      var lines = new BufferedReader(body).lines();
      var events = lines.map(line -> json.unmarshal(line, WatchEvent.class)).iterator();
      Callable<WatchEvent> next = () -> events.hasNext() ? events.next() : null;
      for (WatchEvent event; (event = receive(next)) != null; ) {
        if (event.getObject() instanceof Status status) { // an ERROR
          throw new KubernetesClientException(status);
        }
        var pod = (Pod) event.getObject();
        switch (event.getType()) {
          case "ADDED", "MODIFIED" -> changed(pod, listener);
          case "DELETED" -> deleted(pod.getMetadata().getName(), listener);
          default -> {} // BOOKMARK: only a newer resourceVersion
        }
        version = pod.getMetadata().getResourceVersion();
        contact = System.nanoTime();
        failures = 0;
      }
    } finally {
      Utils.closeQuietly(body);
    }
  }

  private void changed(Pod pod, Listener listener) {
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

  private Reader get() throws InterruptedException {
    var life = 300 + ThreadLocalRandom.current().nextInt(300); // seconds; then the server ends it
    var query = "watch=true&allowWatchBookmarks=true&timeoutSeconds=%d&resourceVersion=%s";
    var path = "api/v1/namespaces/" + encode(namespace, UTF_8) + "/pods?";
    var url = client.getMasterUrl() + path + query.formatted(life, encode(version, UTF_8));
    var http = client.getHttpClient();
    var request = http.newHttpRequestBuilder().uri(url).forStreaming().build();
    var sent = http.sendAsync(request, Reader.class);
    try {
      var answer = receive(sent::get);
      if (answer.isSuccessful()) {
        contact = System.nanoTime();
        return answer.body();
      }
      var line = receive(() -> new BufferedReader(answer.body()).readLine());
      Utils.closeQuietly(answer.body());
      var status = receive(() -> client.getKubernetesSerialization().unmarshal(line, Status.class));
      var seconds = Objects.toString(answer.header("Retry-After"), "");
      Thread.sleep(seconds.matches("[1-9][0-9]?") ? Integer.parseInt(seconds) * 1000 : 0);
      throw new KubernetesClientException(status);
    } finally {
      sent.cancel(true); // if it has not been answered
    }
  }

  /** Waits on another thread, since neither a request nor a body has a time limit of its own. */
  private <T> T receive(Callable<T> reading) throws InterruptedException {
    try {
      return reader.invokeAny(List.of(reading), silence.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException silent) {
      throw new KubernetesClientException("the API server has sent nothing for " + silence, silent);
    } catch (ExecutionException broken) { // Jackson's message quotes the answer: do not print it
      throw broken.getCause() instanceof KubernetesClientException refused
          ? refused
          : new KubernetesClientException("the API server's answer ended early", broken.getCause());
    }
  }
}

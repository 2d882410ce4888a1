// SPDX-License-Identifier: MIT-0
//JAVA 17+
//DEPS io.kubernetes:client-java:27.0.0
// Also with:  io.kubernetes:client-java:26.0.0
// Permission: list, watch pods
// Cases:      cache-pods.*
// Page:       docs/patterns/cache-pods.md
package example.clientjava;

import com.google.gson.Gson;
import com.google.gson.reflect.TypeToken;
import io.kubernetes.client.informer.ListerWatcher;
import io.kubernetes.client.informer.ResourceEventHandler;
import io.kubernetes.client.informer.SharedIndexInformer;
import io.kubernetes.client.informer.cache.Cache;
import io.kubernetes.client.informer.impl.DefaultSharedIndexInformer;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.JSON;
import io.kubernetes.client.openapi.apis.CoreV1Api;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1PodList;
import io.kubernetes.client.util.CallGeneratorParams;
import io.kubernetes.client.util.Watch;
import io.kubernetes.client.util.Watchable;
import java.io.IOException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import okhttp3.Call;
import okhttp3.OkHttpClient;
import okhttp3.Response;

/**
 * Keeps the pods of a namespace in memory and up to date with the client's informer, so that
 * reading them costs no request. The calls that it lists and watches with are written out here.
 *
 * @see <a href="https://kubernetes.io/docs/reference/using-api/api-concepts/">API concepts:
 *     efficient detection of changes</a>
 */
public final class CachePods implements AutoCloseable {

  private static final int PAUSE = 500; // milliseconds after a failure; 32 s after eight in a row
  private static final TypeToken<Watch.Response<V1Pod>> EVENT = new TypeToken<>() {};

  /** Without the client's own reader, which refuses fields that it does not know. */
  private static final Gson LENIENT =
      JSON.createGson()
          .registerTypeAdapter(OffsetDateTime.class, new JSON.OffsetDateTimeTypeAdapter())
          .create();

  private final CoreV1Api api;
  private final OkHttpClient http;
  private final String namespace;
  private final CompletableFuture<Void> synced = new CompletableFuture<>();
  private final AtomicInteger untold = new AtomicInteger(-1); // until it is synced; -1: no list yet
  private final SharedIndexInformer<V1Pod> informer;
  private volatile int failures; // since the last event
  private volatile long contact = System.nanoTime();

  /**
   * @param client trusts the server's CA and adds the caller's credentials to every request
   * @param silence after which a connection counts as dead and is replaced; take some minutes,
   *     since the server sends a bookmark about once a minute
   */
  public CachePods(ApiClient client, String namespace, Duration silence) {
    this.api = new CoreV1Api(client);
    this.namespace = namespace;
    // SharedInformerFactory demands a client without read timeout, and such a watch waits for ever
    // on a connection that is dead (case cache-pods.silence). The caller's stays as it is.
    this.http = client.getHttpClient().newBuilder().readTimeout(silence).build();
    // 0: no resync, which would repeat what is in the cache, and ask no server.
    this.informer =
        new DefaultSharedIndexInformer<>(V1Pod.class, new Server(), 0, new Cache<>(), this::failed);
    informer.addIndexers(
        Map.of("node", pod -> List.of(Objects.toString(pod.getSpec().getNodeName(), ""))));
    informer.setTransform(
        object -> { // no cast: a missed deletion comes as another type than V1Pod
          object.getMetadata().setManagedFields(null); // much of a pod; from 27 on not even read
          return object;
        });
  }

  /**
   * Is told what changes, one call at a time. Return soon, throw nothing, and do not change a pod:
   * it is the one in the cache. Changes may be combined; a deletion is always told.
   */
  public interface Handler {
    void added(V1Pod pod);

    void updated(V1Pod before, V1Pod after);

    void deleted(V1Pod last);
  }

  /**
   * Starts; once only.
   *
   * @return completes when the cache holds the first list, the handler was told of it, and the
   *     watch is open; fails, and nothing is tried again, if the server cannot be reached or
   *     refuses one of the two. 429, 5xx and later failures are tried again, ever more slowly
   */
  public CompletableFuture<Void> start(Handler handler) {
    informer.addEventHandler(
        new ResourceEventHandler<>() {
          @Override
          public void onAdd(V1Pod pod) {
            handler.added(pod);
            told();
          }

          @Override
          public void onUpdate(V1Pod before, V1Pod after) {
            if (!after.getMetadata().getUid().equals(before.getMetadata().getUid())) {
              handler.deleted(before); // another pod took its name
              handler.added(after);
            } else if (!after.equals(before)) { // if they are equal, it was listed again
              handler.updated(before, after);
            }
          }

          @Override
          public void onDelete(V1Pod last, boolean unknown) {
            handler.deleted(last);
          }
        });
    informer.run();
    return synced;
  }

  /** Null if there is none. */
  public V1Pod get(String name) {
    return informer.getIndexer().getByKey(namespace + "/" + name);
  }

  /** The pods that are scheduled to a node; for the empty name, those that are not scheduled. */
  public List<V1Pod> onNode(String node) {
    return informer.getIndexer().byIndex("node", node);
  }

  /** The age of the last list, event or bookmark. A readiness probe compares it with silence. */
  public Duration sinceLastContact() {
    return Duration.ofNanos(System.nanoTime() - contact);
  }

  @Override
  public void close() {
    informer.stop();
  }

  /** The informer's own failures; it tries again by itself, after a second, for ever. */
  private void failed(Class<V1Pod> type, Throwable failed) {
    failures++;
    var code = failed instanceof ApiException refused ? refused.getCode() : 0;
    if (code != 410 && code != 429 && code < 500 && synced.completeExceptionally(failed)) {
      informer.stop();
    }
  }

  private void told() {
    if (untold.decrementAndGet() == 0) {
      synced.complete(null);
    }
  }

  private final class Server implements ListerWatcher<V1Pod, V1PodList> {
    @Override
    public V1PodList list(CallGeneratorParams from) throws ApiException {
      var list = api.listNamespacedPod(namespace).resourceVersion(from.resourceVersion);
      try (var answer = answer(http.newCall(list.buildCall(null).request()))) {
        var pods = LENIENT.fromJson(answer.body().charStream(), V1PodList.class);
        contact = System.nanoTime();
        untold.compareAndSet(-1, pods.getItems().size() + 1); // the watch is the last
        return pods;
      }
    }

    // @start region="watch"
    @Override
    public Watchable<V1Pod> watch(CallGeneratorParams from) throws ApiException {
      var watch =
          api.listNamespacedPod(namespace)
              .watch(true)
              .allowWatchBookmarks(true) // without them a later watch begins too far back: 410
              .resourceVersion(from.resourceVersion);
      var call = http.newCall(watch.buildCall(null).request());
      var answer = answer(call);
      told();
      failures++; // until there is an event: a proxy may end each watch as soon as it has begun
      return new Watch<V1Pod>(new JSON(), answer.body(), EVENT.getType(), call) {
        @Override
        protected Response<V1Pod> parseLine(String line) throws IOException {
          contact = System.nanoTime();
          failures = isStatus(line) ? failures : 0;
          return isStatus(line) ? super.parseLine(line) : LENIENT.fromJson(line, EVENT);
        }
      };
    }

    // @end
    private Response answer(Call call) throws ApiException {
      try {
        // At random: replicas that failed together come back one by one.
        Thread.sleep((long) (Math.random() * PAUSE * Math.min(failures * failures, 64)));
        var answer = call.execute();
        if (!answer.isSuccessful()) {
          api.getApiClient()
              .handleResponse(answer, null); // throws the exception that execute() would
        }
        return answer;
      } catch (IOException | InterruptedException broken) { // interrupted by close()
        throw new ApiException(broken);
      }
    }
  }
}

// SPDX-License-Identifier: MIT-0
//JAVA 17+
//DEPS io.fabric8:kubernetes-client:8.0.0
// Also with:  io.fabric8:kubernetes-client:7.9.0
// Permission: list, watch pods
// Cases:      cache-pods.*
// Page:       docs/patterns/cache-pods.md
package example.fabric8;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.informers.cache.BasicItemStore;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * Keeps the pods of a namespace in memory and up to date with the client's informer: it lists them,
 * watches from the list's resourceVersion, and lists again when that has expired. Reading them then
 * costs no request. What is added here: the informer's connection is replaced when it is silent.
 *
 * @see <a href="https://kubernetes.io/docs/reference/using-api/api-concepts/">API concepts:
 *     efficient detection of changes</a>
 */
public final class CachePods implements AutoCloseable {

  private static final long PAGE = 500; // pods in one answer; what client-go asks for
  private static final long NO_RESYNC = 0; // it would repeat the cache, and ask no server
  private static final String NODE = "node"; // the name of the index

  private final KubernetesClient client;
  private final String namespace;
  private final Duration silence;
  private final CompletableFuture<Void> synced = new CompletableFuture<>();
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private volatile SharedIndexInformer<Pod> informer;
  private String version; // that the informer had when somebody looked
  private long contact = System.nanoTime();
  private long renewed = System.nanoTime();

  /**
   * @param client trusts the server's CA and adds the caller's credentials to every request
   * @param silence after which a connection counts as dead and is replaced; take some minutes,
   *     since the server sends a bookmark about once a minute
   */
  public CachePods(KubernetesClient client, String namespace, Duration silence) {
    this.client = client;
    this.namespace = namespace;
    this.silence = silence;
    this.informer = informer(Stream.of());
  }

  /**
   * Is told what changes, one call at a time. Return soon, throw nothing, and do not change a pod:
   * it is the one in the cache. Changes may be combined; a deletion is always told.
   */
  public interface Handler {
    void added(Pod pod);

    void updated(Pod before, Pod after);

    void deleted(Pod last);
  }

  /**
   * Starts; once only.
   *
   * @return completes when the cache holds the first list, the handler was told of it, and the
   *     watch is open; fails, and nothing is tried again, if the server cannot be reached or
   *     refuses one of the two. 429, 5xx and later failures are tried again, ever more slowly
   */
  public CompletableFuture<Void> start(Handler handler) {
    informer.addEventHandler(new Told(handler));
    informer
        .start()
        .whenComplete(
            (started, failed) -> {
              if (failed == null) {
                synced.complete(null);
              } else {
                synced.completeExceptionally(failed);
              }
            });
    var often = silence.toMillis() / 10;
    timer.scheduleWithFixedDelay(() -> renewIfSilent(handler), often, often, TimeUnit.MILLISECONDS);
    return synced;
  }

  /** Null if there is none. */
  public Pod get(String name) {
    return informer.getStore().getByKey(Cache.namespaceKeyFunc(namespace, name));
  }

  /** The pods that are scheduled to a node; for the empty name, those that are not scheduled. */
  public List<Pod> onNode(String node) {
    return informer.getIndexer().byIndex(NODE, node);
  }

  /** The age of the last list, event or bookmark. A readiness probe compares it with silence. */
  public synchronized Duration sinceLastContact() {
    var now = informer.lastSyncResourceVersion();
    // Not equals: every list, event and bookmark brings a new String, also one that reads the same.
    if (now != null && now != version) {
      version = now;
      contact = System.nanoTime();
    }
    return Duration.ofNanos(System.nanoTime() - contact);
  }

  @Override
  public void close() {
    timer.shutdownNow();
    informer.close();
  }

  // @start region="informer"
  private SharedIndexInformer<Pod> informer(Stream<Pod> known) {
    return client
        .pods()
        .inNamespace(namespace)
        .withLimit(PAGE)
        .runnableInformer(NO_RESYNC)
        .itemStore(new WithoutManagedFields())
        .addIndexers(Map.of(NODE, CachePods::node))
        // Also if it is empty: the watch then begins after the handler was told of the list.
        .initialState(known)
        // By itself it would stop at an event that it cannot read, and only its log would say so.
        .exceptionHandler((started, failed) -> synced.isDone() || isBusy(failed));
  }

  // @end

  private static final class WithoutManagedFields extends BasicItemStore<Pod> {
    WithoutManagedFields() {
      super(Cache::metaNamespaceKeyFunc);
    }

    @Override
    public Pod put(String key, Pod pod) {
      pod.getMetadata().setManagedFields(null); // often half of a pod's size
      return super.put(key, pod);
    }
  }

  private static List<String> node(Pod pod) {
    return List.of(Objects.toString(pod.getSpec().getNodeName(), ""));
  }

  private static boolean isBusy(Throwable failed) {
    return Stream.iterate(failed, Objects::nonNull, Throwable::getCause)
        .anyMatch(
            cause ->
                cause instanceof KubernetesClientException refused
                    && (refused.getCode() == 429 || refused.getCode() >= 500));
  }

  /**
   * The client sends no WebSocket pings, and gives up a watch after 5 to 10 minutes, whether it is
   * dead or not (case cache-pods.silence). A new informer that knows the cache tells the
   * difference.
   */
  // @start region="silence"
  private void renewIfSilent(Handler handler) {
    var age = Math.min(sinceLastContact().toNanos(), System.nanoTime() - renewed);
    if (age < silence.toNanos() || synced.isCompletedExceptionally()) {
      return;
    }
    if (!synced.isDone()) {
      synced.completeExceptionally(new TimeoutException("the first list of pods did not end"));
      informer.close();
      return;
    }
    var old = informer;
    old.close();
    var next = informer(old.getStore().list().stream()); // its list is compared with what is known
    next.addEventHandler(new Told(handler));
    next.start();
    informer = next;
    renewed = System.nanoTime();
  }

  // @end

  private record Told(Handler handler) implements ResourceEventHandler<Pod> {
    @Override
    public void onAdd(Pod pod) {
      handler.added(pod);
    }

    @Override
    public void onUpdate(Pod before, Pod after) {
      if (before.getMetadata().getUid().equals(after.getMetadata().getUid())) {
        handler.updated(before, after);
      } else { // another pod took its name while nobody watched
        handler.deleted(before);
        handler.added(after);
      }
    }

    @Override
    public void onDelete(Pod last, boolean unknown) {
      handler.deleted(last);
    }
  }
}

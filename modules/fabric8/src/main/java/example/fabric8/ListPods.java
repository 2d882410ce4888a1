// SPDX-License-Identifier: MIT-0
//JAVA 17+
//DEPS io.fabric8:kubernetes-client:8.0.0
// Also with:  io.fabric8:kubernetes-client:7.9.0
// Permission: list pods
// Cases:      list-pods.*
// Page:       docs/patterns/list-pods.md
package example.fabric8;

import io.fabric8.kubernetes.api.model.ListOptions;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodList;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Lists the pods of a namespace a page at a time and hands each to a consumer, so that memory stays
 * flat however many there are: one list of ten thousand pods is some hundred megabytes of objects.
 *
 * @see <a href="https://kubernetes.io/docs/reference/using-api/api-concepts/">API concepts:
 *     retrieving large results sets in chunks</a>
 */
public final class ListPods {

  private static final long PAGE = 500; // objects; what client-go asks for
  private static final int RESTARTS = 3; // a server that compacts faster than we read wins for ever
  private static final int REFUSALS = 5; // of one page with 429, before it is passed on
  private static final int LONGEST_WAIT = 30; // seconds; a server may ask for an hour
  private static final Duration ANSWER = Duration.ofSeconds(75); // behind the client's own 65

  private final KubernetesClient client;
  private final String namespace;

  /**
   * @param client trusts the server's CA and adds the caller's credentials to every request
   */
  public ListPods(KubernetesClient client, String namespace) {
    this.client = client;
    this.namespace = namespace;
  }

  /**
   * Is handed the pods one by one; fields that the client is too old for are kept aside in them.
   */
  public interface Consumer {
    void pod(Pod pod);

    /** The list starts over: what was handed out so far is void. */
    void restarted();
  }

  /** What to do when the server no longer has the snapshot that the pages come from. */
  public enum WhenExpired {
    /** Read everything again: one consistent list, at the price of the pages read so far. */
    START_OVER,
    /** Go on from the same place in the present state: cheap, but pods may be missed or stale. */
    CONTINUE_INCONSISTENTLY
  }

  /**
   * Hands every pod that matches to the consumer, in the order of their names.
   *
   * @param labels a label selector such as {@code app=web,tier!=cache}; empty for all
   * @param fields a field selector such as {@code status.phase=Running}; empty for all
   * @return the list's resourceVersion, from which a watch can go on
   * @throws KubernetesClientException if the server cannot be reached, or refuses: 403 without the
   *     permission above, 400 for a selector it does not understand
   */
  public String each(String labels, String fields, WhenExpired whenExpired, Consumer consumer)
      throws InterruptedException {
    var next = "";
    for (int restarts = 0; ; ) {
      PodList page;
      try {
        page = page(labels, fields, next);
      } catch (KubernetesClientException refused) {
        if (refused.getCode() != 410 || next.isEmpty() || restarts == RESTARTS) {
          throw refused;
        }
        // 410 Gone: the snapshot behind `continue` was compacted while we read it. The answer holds
        // another token, which goes on in the present state: half an old list and half a new one.
        next = next(refused);
        if (whenExpired == WhenExpired.START_OVER || next.isEmpty()) {
          next = "";
          restarts++;
          consumer.restarted();
        }
        continue;
      }
      page.getItems().forEach(consumer::pod); // outside the try: its own 410 is none of ours
      next = Objects.toString(page.getMetadata().getContinue(), "");
      if (next.isEmpty()) {
        return page.getMetadata().getResourceVersion();
      }
    }
  }

  // @start region="page"
  private PodList page(String labels, String fields, String next) throws InterruptedException {
    var options =
        new ListOptionsBuilder()
            .withLimit(PAGE)
            .withLabelSelector(labels)
            .withFieldSelector(fields)
            .withContinue(next)
            .build();
    for (int refusals = 0; ; refusals++) {
      try {
        return checked(answer(options));
      } catch (KubernetesClientException refused) {
        if (refused.getCode() != 429 || refusals == REFUSALS) {
          throw refused;
        }
        // 429 Too Many Requests: the server protects itself and says for how long.
        Thread.sleep(Duration.ofSeconds(retryAfter(refused, refusals)).toMillis());
      }
    }
  }

  // @end

  /**
   * The client's request timeout ends with the headers, and a server that stalls behind them would
   * be waited for for ever: its {@code list} has no time limit of its own.
   */
  private PodList answer(ListOptions options) throws InterruptedException {
    var answer = new FutureTask<>(() -> client.pods().inNamespace(namespace).list(options));
    var thread = new Thread(answer, "list-pods");
    thread.setDaemon(true);
    thread.start();
    try {
      return answer.get(ANSWER.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException failed) {
      throw failed.getCause() instanceof KubernetesClientException refused
          ? refused
          : new KubernetesClientException("the pods could not be listed", failed.getCause());
    } catch (TimeoutException late) {
      throw new KubernetesClientException("the API server's answer did not end in time", late);
    } finally {
      answer.cancel(true); // the client lets go of the connection when it is interrupted
    }
  }

  private static PodList checked(PodList list) {
    if (list == null || list.getMetadata() == null) {
      throw new KubernetesClientException("what the API server sent is not a PodList", 200, null);
    }
    if (list.getItems() == null) {
      list.setItems(List.of()); // `items: null` is how Go writes an empty list
    }
    return list;
  }

  /**
   * Seconds. The exception holds the server's Status and none of its headers, and a busy API server
   * says how long in the header Retry-After alone: then wait 1, 2, 4, 8 and 16 seconds.
   */
  private static long retryAfter(KubernetesClientException refused, int refusals) {
    var details = refused.getStatus() == null ? null : refused.getStatus().getDetails();
    var asked = details == null ? null : details.getRetryAfterSeconds();
    return asked == null ? 1L << refusals : Math.min(asked, LONGEST_WAIT);
  }

  private static String next(KubernetesClientException expired) {
    var metadata = expired.getStatus() == null ? null : expired.getStatus().getMetadata();
    return metadata == null ? "" : Objects.toString(metadata.getContinue(), "");
  }
}

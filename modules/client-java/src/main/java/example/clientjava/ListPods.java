// SPDX-License-Identifier: MIT-0
//JAVA 17+
//DEPS io.kubernetes:client-java:27.0.0
// Also with:  io.kubernetes:client-java:26.0.0
// Permission: list pods
// Cases:      list-pods.*
// Page:       docs/patterns/list-pods.md
package example.clientjava;

import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import com.google.gson.stream.MalformedJsonException;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.JSON;
import io.kubernetes.client.openapi.apis.CoreV1Api;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1PodList;
import io.kubernetes.client.openapi.models.V1Status;
import java.io.IOException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;
import okhttp3.Call;

/**
 * Lists the pods of a namespace a page at a time and hands each to a consumer, so that memory stays
 * flat however many there are: one list of ten thousand pods is some hundred megabytes of objects.
 *
 * @see <a href="https://kubernetes.io/docs/reference/using-api/api-concepts/">API concepts:
 *     retrieving large results sets in chunks</a>
 */
public final class ListPods {

  private static final int PAGE = 500; // objects; what client-go asks for
  private static final int RESTARTS = 3; // a server that compacts faster than we read wins for ever
  private static final int REFUSALS = 5; // of one page with 429, before it is passed on
  private static final int LONGEST_WAIT = 30; // seconds; a server may ask for an hour

  /**
   * The client's models without its own reader, which refuses what it does not know: after the
   * cluster's upgrade a plain {@code execute()} fails with IllegalArgumentException "The field `x`
   * in the JSON string is not defined" (case list-pods.unknown-field), and
   * JSON.setLenientOnJson(true) does not help.
   */
  private static final Gson LENIENT =
      JSON.createGson()
          .registerTypeAdapter(OffsetDateTime.class, new JSON.OffsetDateTimeTypeAdapter())
          .create();

  private final ApiClient client;
  private final CoreV1Api api;
  private final String namespace;

  /**
   * @param client trusts the server's CA and adds the caller's credentials to every request
   */
  public ListPods(ApiClient client, String namespace) {
    this.client = client;
    this.api = new CoreV1Api(client);
    this.namespace = namespace;
  }

  /**
   * Is handed the pods one by one, without managedFields and fields that the client is too old for.
   */
  public interface Consumer {
    void pod(V1Pod pod);

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
   * @throws ApiException if the server cannot be reached, or refuses: 403 without the permission
   *     above, 400 for a selector it does not understand
   */
  public String each(String labels, String fields, WhenExpired whenExpired, Consumer consumer)
      throws ApiException, InterruptedException {
    var next = "";
    for (int restarts = 0; ; ) {
      try {
        var page = page(labels, fields, next);
        page.getItems().forEach(consumer::pod);
        next = Objects.toString(page.getMetadata().getContinue(), "");
        if (next.isEmpty()) {
          return page.getMetadata().getResourceVersion();
        }
      } catch (ApiException refused) {
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
      }
    }
  }

  // @start region="page"
  private V1PodList page(String labels, String fields, String next)
      throws ApiException, InterruptedException {
    var request =
        api.listNamespacedPod(namespace)
            .limit(PAGE)
            .labelSelector(labels)
            .fieldSelector(fields)
            ._continue(next);
    for (int refusals = 0; ; refusals++) {
      try {
        return read(request.buildCall(null));
      } catch (ApiException refused) {
        if (refused.getCode() != 429 || refusals == REFUSALS) {
          throw refused;
        }
        // 429 Too Many Requests: the server protects itself and says for how long.
        Thread.sleep(Duration.ofSeconds(retryAfter(refused)).toMillis());
      }
    }
  }

  // @end

  /** What {@code execute()} does, without its reader. */
  private V1PodList read(Call call) throws ApiException {
    try (var response = call.execute()) {
      if (!response.isSuccessful()) {
        client.handleResponse(response, null); // throws the exception that execute() would
      }
      var list =
          client.isJsonMime(response.header("Content-Type"))
              ? LENIENT.getAdapter(V1PodList.class).fromJson(response.body().charStream())
              : null;
      if (list == null || list.getMetadata() == null) {
        throw new ApiException(response.code(), "what the API server sent is not a PodList");
      }
      // `items: null` is how Go writes an empty list
      return list.getItems() == null ? list.items(List.of()) : list;
    } catch (MalformedJsonException | RuntimeException malformed) {
      // Without the cause, which may quote the answer.
      throw new ApiException(new IOException("the API server's answer is not JSON of that kind"));
    } catch (IOException broken) {
      throw new ApiException(broken);
    }
  }

  /** Seconds. */
  private static long retryAfter(ApiException refused) {
    var asked = refused.getResponseHeaders().getOrDefault("retry-after", List.of("1")).get(0);
    return asked.matches("[0-9]{1,9}") ? Math.min(Long.parseLong(asked), LONGEST_WAIT) : 1;
  }

  private static String next(ApiException expired) {
    try {
      var status = LENIENT.fromJson(expired.getResponseBody(), V1Status.class);
      var metadata = status == null ? null : status.getMetadata();
      return metadata == null ? "" : Objects.toString(metadata.getContinue(), "");
    } catch (JsonParseException noStatus) {
      return "";
    }
  }
}

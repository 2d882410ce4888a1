// SPDX-License-Identifier: MIT-0
//JAVA 17+
//DEPS tools.jackson.jr:jackson-jr-objects:3.2.1
// Permission: list pods
// Cases:      list-pods.*
// Page:       docs/patterns/list-pods.md
package example.javanethttp;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import tools.jackson.core.JacksonException;
import tools.jackson.jr.ob.JSON;

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
  private static final Duration ANSWER = Duration.ofSeconds(65); // the server gives up after 60

  private final HttpClient http;
  private final URI pods;

  /**
   * @param http trusts the server's CA and adds the caller's credentials to every request
   * @param server where the API is served, ending in a slash so that a base path is kept
   */
  public ListPods(HttpClient http, URI server, String namespace) {
    this.http = http;
    this.pods = server.resolve("api/v1/namespaces/" + encode(namespace) + "/pods");
  }

  /** Is handed the pods one by one, as trees of maps, lists and plain values. */
  public interface Consumer {
    void pod(Map<String, Object> pod);

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
   * @throws IOException if the server cannot be reached, or refuses: 403 without the permission
   *     above, 400 for a selector it does not understand
   */
  public String each(String labels, String fields, WhenExpired whenExpired, Consumer consumer)
      throws IOException, InterruptedException {
    var next = "";
    for (int restarts = 0; ; ) {
      try {
        var page = page(labels, fields, next);
        page.pods().forEach(consumer::pod);
        if (page.next().isEmpty()) {
          return page.resourceVersion();
        }
        next = page.next();
      } catch (Refused refused) {
        if (refused.code != 410 || next.isEmpty() || restarts == RESTARTS) {
          throw refused;
        }
        // 410 Gone: the snapshot behind `continue` was compacted while we read it. The answer holds
        // another token, which goes on in the present state: half an old list and half a new one.
        next = refused.next;
        if (whenExpired == WhenExpired.START_OVER || next.isEmpty()) {
          next = "";
          restarts++;
          consumer.restarted();
        }
      }
    }
  }

  // @start region="page"
  private Page page(String labels, String fields, String next)
      throws IOException, InterruptedException {
    var query =
        "limit=%d&labelSelector=%s&fieldSelector=%s&continue=%s"
            .formatted(PAGE, encode(labels), encode(fields), encode(next));
    var request = HttpRequest.newBuilder(URI.create(pods + "?" + query)).timeout(ANSWER).build();
    for (int refusals = 0; ; refusals++) {
      var response = http.send(request, BodyHandlers.ofInputStream());
      if (response.statusCode() == 200) {
        return read(response.body());
      }
      var refused = new Refused(response);
      if (refused.code != 429 || refusals == REFUSALS) {
        throw refused;
      }
      // 429 Too Many Requests: the server protects itself and says for how long.
      Thread.sleep(Duration.ofSeconds(refused.retryAfter).toMillis());
    }
  }

  // @end

  /**
   * Reads a PodList within the time that its headers had, too. Up to JDK 25 the request's timeout
   * ends with the headers, and a server that stalls behind them would be waited for for ever.
   */
  private static Page read(InputStream body) throws IOException {
    var late = new CompletableFuture<Void>().orTimeout(ANSWER.toSeconds(), TimeUnit.SECONDS);
    late.exceptionally(expired -> close(body));
    try (body) {
      return Page.of(JSON.std.mapFrom(body));
    } catch (JacksonException | IOException cut) {
      if (late.isCompletedExceptionally()) {
        throw new HttpTimeoutException("the API server's answer did not end in time");
      }
      // Jackson's is unchecked. It quotes a few characters of the answer: do not print it.
      throw new IOException("the API server's answer ended early, or is not JSON", cut);
    } finally {
      late.complete(null);
    }
  }

  private static Void close(InputStream body) {
    try {
      body.close(); // whoever reads it is woken up
    } catch (IOException closed) {
      // it is over either way
    }
    return null;
  }

  private record Page(List<Map<String, Object>> pods, String resourceVersion, String next) {

    @SuppressWarnings("unchecked") // JSON objects have text keys
    static Page of(Map<String, Object> list) throws IOException {
      if (list == null || !(list.get("metadata") instanceof Map<?, ?> metadata)) {
        throw new IOException("the API server answered 200: what it sent is not a PodList");
      }
      // `items: null` is how Go writes an empty list
      var items = list.get("items") instanceof List<?> some ? some : List.of();
      return new Page(
          (List<Map<String, Object>>) items,
          text(metadata, "resourceVersion"),
          text(metadata, "continue"));
    }
  }

  private static String text(Map<?, ?> object, String field) {
    return object.get(field) instanceof String text ? text : "";
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, UTF_8).replace("+", "%20"); // in a path a plus is a plus
  }

  /** What the server said instead of a page: {@code GET URL answered 403: BODY}. */
  private static final class Refused extends IOException {
    private static final int LIMIT = 16 << 10; // bytes of a body; proxies send whole pages

    final int code;
    final long retryAfter; // seconds
    final String next;

    Refused(HttpResponse<InputStream> response) throws IOException {
      this(response, body(response));
    }

    private Refused(HttpResponse<InputStream> response, String body) {
      super("GET %s answered %d: %s".formatted(response.uri(), response.statusCode(), body));
      this.code = response.statusCode();
      this.next = next(body);
      var asked = response.headers().firstValue("Retry-After").orElse("1");
      this.retryAfter =
          asked.matches("[0-9]{1,9}") ? Math.min(Long.parseLong(asked), LONGEST_WAIT) : 1;
    }

    private static String body(HttpResponse<InputStream> response) throws IOException {
      try (var body = response.body()) {
        return new String(body.readNBytes(LIMIT), UTF_8);
      }
    }

    private static String next(String body) {
      try {
        return JSON.std.mapFrom(body).get("metadata") instanceof Map<?, ?> metadata
            ? text(metadata, "continue")
            : "";
      } catch (JacksonException noStatus) {
        return "";
      }
    }
  }
}

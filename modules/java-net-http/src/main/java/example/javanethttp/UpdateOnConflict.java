// SPDX-License-Identifier: MIT-0
//JAVA 17+
//DEPS tools.jackson.jr:jackson-jr-objects:3.2.1
// Permission: get configmaps, update configmaps
// Cases:      update-on-conflict.*
// Page:       docs/patterns/update-on-conflict.md
package example.javanethttp;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;
import tools.jackson.jr.ob.JSON;

/**
 * Changes a ConfigMap that others change too: reads it, changes what was read, and writes it back
 * with the resourceVersion of that read. If somebody else was faster, the server answers 409
 * Conflict, and all of it is done again.
 *
 * @see <a href="https://kubernetes.io/docs/reference/using-api/api-concepts/">API concepts:
 *     resource versions</a>
 */
public final class UpdateOnConflict {

  private static final int ATTEMPTS = 20;
  private static final int PAUSE = 10; // milliseconds; doubled after each conflict
  private static final int DOUBLED = 6; // times at most, to 640 ms
  private static final Duration ANSWER = Duration.ofSeconds(65); // the server gives up after 60

  private final HttpClient http;
  private final URI maps;

  /**
   * @param http trusts the server's CA and adds the caller's credentials to every request
   * @param server where the API is served, ending in a slash so that a base path is kept
   */
  public UpdateOnConflict(HttpClient http, URI server, String namespace) {
    this.http = http;
    this.maps = server.resolve("api/v1/namespaces/" + encode(namespace) + "/configmaps/");
  }

  /**
   * Changes a ConfigMap. Fields that the program does not know are kept: the object is plain JSON.
   *
   * @param change changes the object it is given, and does nothing else: it is called once for each
   *     attempt
   * @return the ConfigMap as the server stored it
   * @throws IOException if the server cannot be reached, or refuses: 404 for a ConfigMap that does
   *     not exist, 403 without the permissions above, 409 if others were faster 20 times
   */
  // @start region="update"
  public Map<String, Object> update(String name, Consumer<Map<String, Object>> change)
      throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(maps.resolve(encode(name))).timeout(ANSWER);
    for (int conflicts = 0; ; conflicts++) {
      var map = send(request.copy().GET());
      change.accept(map);
      try {
        // The resourceVersion of the read is in the object: without it, the last writer would win.
        var body = BodyPublishers.ofString(JSON.std.asString(map));
        return send(request.copy().header("Content-Type", "application/json").PUT(body));
      } catch (Refused refused) {
        if (refused.code != 409 || conflicts + 1 == ATTEMPTS) {
          throw refused;
        }
        // With a random pause, writers that met once do not meet again.
        var pause = PAUSE << Math.min(conflicts, DOUBLED);
        Thread.sleep(ThreadLocalRandom.current().nextInt(pause) + 1);
      }
    }
  }

  // @end

  private Map<String, Object> send(HttpRequest.Builder builder)
      throws IOException, InterruptedException {
    var request = builder.build();
    var response = http.send(request, BodyHandlers.ofString());
    if (response.statusCode() != 200) {
      throw new Refused(request, response.statusCode(), response.body());
    }
    try {
      return JSON.std.mapFrom(response.body());
    } catch (JacksonException malformed) { // quotes the answer: do not keep it as the cause
      throw new IOException("the API server's answer ended early, or is not JSON");
    }
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /** What the server said instead of the object: {@code PUT URL answered 409: BODY}. */
  private static final class Refused extends IOException {
    final int code;

    Refused(HttpRequest request, int code, String body) {
      super("%s %s answered %d: %s".formatted(request.method(), request.uri(), code, body));
      this.code = code;
    }
  }
}

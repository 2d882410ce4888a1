// SPDX-License-Identifier: MIT-0
//JAVA 17+
//DEPS tools.jackson.jr:jackson-jr-objects:3.2.1
// Permission: create, patch configmaps
// Cases:      apply-config-map.*
// Page:       docs/patterns/apply-config-map.md
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
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.jr.ob.JSON;

/**
 * Creates or changes a ConfigMap with server-side apply: it sends the keys that this program wants
 * to own, under the name of its field manager. The server leaves the keys of other managers as they
 * are, and refuses to change a key that another manager has set to another value.
 *
 * @see <a href="https://kubernetes.io/docs/reference/using-api/server-side-apply/">Server-side
 *     apply</a>
 */
public final class ApplyConfigMap {

  private static final Duration ANSWER = Duration.ofSeconds(65); // the server gives up after 60

  /** How the server names the owner of a field: {@code conflict with "helm" using v1}. */
  private static final Pattern OWNER = Pattern.compile("conflict with \"([^\"]+)\"");

  private final HttpClient http;
  private final URI maps;
  private final String fieldManager;

  /**
   * A field that was not changed, since another field manager owns it.
   *
   * @param field {@code .data.level}
   * @param manager the owner
   */
  public record Conflict(String field, String manager) {}

  /**
   * @param http trusts the server's CA and adds the caller's credentials to every request
   * @param server where the API is served, ending in a slash so that a base path is kept
   * @param fieldManager names this program, and stays the same in all its versions and replicas:
   *     two programs under one name remove each other's keys
   */
  public ApplyConfigMap(HttpClient http, URI server, String namespace, String fieldManager) {
    this.http = http;
    this.maps = server.resolve("api/v1/namespaces/" + encode(namespace) + "/configmaps/");
    this.fieldManager = fieldManager;
  }

  /**
   * Applies a ConfigMap, which is created if it does not exist. To apply the same again changes
   * nothing, so a request that failed on the way can be repeated.
   *
   * @param data all keys that this program wants to own: a key that it applied before and leaves
   *     out now is removed
   * @param force takes over the keys that other managers own, instead of failing with a conflict
   * @return the ConfigMap as the server stored it, with the keys of other managers
   * @throws IOException if the server cannot be reached, or refuses: 409 with {@link #conflicts},
   *     403 without the permissions above
   */
  // @start region="apply"
  public Map<String, Object> apply(String name, Map<String, String> data, boolean force)
      throws IOException, InterruptedException {
    // Only what this program owns, and nothing that was read: with managedFields in it the server
    // refuses it, and with a resourceVersion it refuses it once somebody else has changed the map.
    var map =
        Map.of(
            "apiVersion",
            "v1",
            "kind",
            "ConfigMap",
            "metadata",
            Map.of("name", name),
            "data",
            data);
    var query = "?fieldManager=%s&force=%s".formatted(encode(fieldManager), force);
    var request =
        HttpRequest.newBuilder(maps.resolve(encode(name) + query))
            .header("Content-Type", "application/apply-patch+yaml") // JSON is YAML, too
            .method("PATCH", BodyPublishers.ofString(JSON.std.asString(map)));
    return send(request.timeout(ANSWER).build());
  }

  // @end

  // @start region="conflicts"
  /** The fields that others own, if that is why the server refused; else none. */
  public static List<Conflict> conflicts(Exception failed) {
    if (!(failed instanceof Refused refused) || refused.code != 409) {
      return List.of();
    }
    return causes(refused.body).stream()
        .filter(cause -> "FieldManagerConflict".equals(cause.get("reason")))
        .map(cause -> new Conflict((String) cause.get("field"), owner(cause.get("message"))))
        .toList();
  }

  // @end

  private static List<Map<?, ?>> causes(String status) {
    try {
      return JSON.std.mapFrom(status).get("details") instanceof Map<?, ?> details
              && details.get("causes") instanceof List<?> causes
          ? causes.stream().<Map<?, ?>>map(cause -> (Map<?, ?>) cause).toList()
          : List.of();
    } catch (JacksonException noStatus) { // but a proxy's page
      return List.of();
    }
  }

  private static String owner(Object message) {
    var owner = OWNER.matcher(String.valueOf(message));
    return owner.find() ? owner.group(1) : String.valueOf(message);
  }

  private Map<String, Object> send(HttpRequest request) throws IOException, InterruptedException {
    var response = http.send(request, BodyHandlers.ofString());
    if (response.statusCode() != 200 && response.statusCode() != 201) { // changed, created
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

  /** What the server said instead of the object: {@code PATCH URL answered 409: BODY}. */
  private static final class Refused extends IOException {
    final int code;
    final String body;

    Refused(HttpRequest request, int code, String body) {
      super("%s %s answered %d: %s".formatted(request.method(), request.uri(), code, body));
      this.code = code;
      this.body = body;
    }
  }
}

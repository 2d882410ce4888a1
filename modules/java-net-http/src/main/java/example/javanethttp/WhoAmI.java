// SPDX-License-Identifier: MIT-0
// Needs:      tools.jackson.jr:jackson-jr-objects:3.2.1
// Permission: none
// Cases:      who-am-i.*
// Page:       docs/patterns/who-am-i.md
package example.javanethttp;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.jr.ob.JSON;

/**
 * Asks the API server who the caller is and what it may do, and puts beside it where the
 * configuration came from: most wrong answers come from the right server for the wrong user, or the
 * other way round. Every authenticated user may ask; no Role is needed.
 *
 * @see <a href="https://kubernetes.io/docs/reference/access-authn-authz/authentication/">
 *     Authenticating: API access to authentication information for a client</a>
 */
public final class WhoAmI {

  private static final Duration ANSWER = Duration.ofSeconds(65); // the server gives up after 60
  private static final int LIMIT = 16 << 10; // characters of a refusal; proxies send whole pages

  private final HttpClient http;
  private final URI server;
  private final String namespace;

  /**
   * @param http trusts the server's CA and adds the caller's credentials to every request
   * @param server where the API is served, ending in a slash so that a base path is kept
   * @param namespace the one whose permissions are asked for
   */
  public WhoAmI(HttpClient http, URI server, String namespace) {
    this.http = http;
    this.server = server;
    this.namespace = namespace;
  }

  /**
   * Asks the server.
   *
   * @param origin what is known without the server, such as mode and source; comes first
   * @param claims of the bearer token, as JSON; empty if there are none
   * @return {@code origin}, then {@code user} (username, uid, groups), {@code token} (expires,
   *     warnAfter: ISO 8601 or null) and {@code rules} (complete, may: verbs, apiGroups, resources,
   *     resourceNames); only maps, lists and plain values
   * @throws IOException if the server cannot be reached, or refuses: 401 for a bad credential
   */
  public Map<String, Object> ask(Map<String, Object> origin, String claims)
      throws IOException, InterruptedException {
    var answer = new LinkedHashMap<String, Object>(origin);
    answer.put("user", user());
    answer.put("token", token(claims));
    answer.put("rules", rules());
    return answer;
  }

  // @start region="ask"
  private Map<String, Object> user() throws IOException, InterruptedException {
    var review = create("authentication.k8s.io/v1", "SelfSubjectReview", Map.of());
    var info = map(map(review.get("status")).get("userInfo"));
    var user = new LinkedHashMap<String, Object>();
    user.put("username", info.get("username"));
    user.put("uid", info.get("uid"));
    user.put("groups", list(info.get("groups")));
    return user;
  }

  private Map<String, Object> rules() throws IOException, InterruptedException {
    var spec = Map.<String, Object>of("namespace", namespace);
    var review = create("authorization.k8s.io/v1", "SelfSubjectRulesReview", spec);
    var status = map(review.get("status"));
    var may = new ArrayList<Map<String, Object>>();
    for (var each : list(status.get("resourceRules"))) {
      var rule = new LinkedHashMap<String, Object>();
      for (var field : List.of("verbs", "apiGroups", "resources", "resourceNames")) {
        rule.put(field, list(map(each).get(field)));
      }
      may.add(rule);
    }
    var rules = new LinkedHashMap<String, Object>();
    // Incomplete means that an authorizer cannot list its rules, not that there are none.
    rules.put("complete", !Boolean.TRUE.equals(status.get("incomplete")));
    rules.put("may", may);
    return rules;
  }

  // @end

  /** When a token expires, as it says of itself; the server may know better, and decides. */
  private static Map<String, Object> token(String claims) throws IOException {
    var parsed = claims.isEmpty() ? Map.<String, Object>of() : parse(claims);
    var token = new LinkedHashMap<String, Object>();
    token.put("expires", instant(parsed.get("exp")));
    token.put("warnAfter", instant(map(parsed.get("kubernetes.io")).get("warnafter")));
    return token;
  }

  private static String instant(Object seconds) {
    return seconds instanceof Number n ? Instant.ofEpochSecond(n.longValue()).toString() : null;
  }

  private Map<String, Object> create(String apiVersion, String kind, Map<String, Object> spec)
      throws IOException, InterruptedException {
    var review = Map.of("apiVersion", apiVersion, "kind", kind, "spec", spec);
    var path = "apis/" + apiVersion + "/" + kind.toLowerCase(Locale.ROOT) + "s";
    var request =
        HttpRequest.newBuilder(server.resolve(path))
            .timeout(ANSWER)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(JSON.std.asString(review), UTF_8))
            .build();
    var response = http.send(request, BodyHandlers.ofString(UTF_8));
    if (response.statusCode() != 201) {
      var body = response.body();
      throw new IOException(
          "POST %s answered %d: %s"
              .formatted(
                  response.uri(),
                  response.statusCode(),
                  body.substring(0, Math.min(body.length(), LIMIT))));
    }
    return parse(response.body());
  }

  private static Map<String, Object> parse(String json) throws IOException {
    try {
      return JSON.std.mapFrom(json);
    } catch (JacksonException malformed) {
      throw new IOException("the API server's answer is not JSON"); // the cause may quote it
    }
  }

  private static Map<?, ?> map(Object value) {
    return value instanceof Map<?, ?> map ? map : Map.of();
  }

  private static List<?> list(Object value) {
    return value instanceof List<?> list ? list : List.of();
  }

  /**
   * Lays out an answer, or its origin alone, for people: a line per fact, names in one column.
   *
   * @return lines, each ending in a line feed
   */
  public static String text(Map<String, Object> answer) {
    var text = new StringBuilder();
    answer.forEach(
        (name, value) -> {
          switch (name) {
            case "user" -> {
              line(text, "user", map(value).get("username"));
              lines(text, "groups", list(map(value).get("groups")));
            }
            case "token" -> {
              line(text, "expires", map(value).get("expires"));
              line(text, "warn after", map(value).get("warnAfter"));
            }
            case "rules" -> {
              lines(text, "may", list(map(value).get("may")).stream().map(WhoAmI::rule).toList());
              if (Boolean.FALSE.equals(map(value).get("complete"))) {
                line(text, "", "(the server cannot list all rules: others are unknown)");
              }
            }
            case "lookedAt" -> lines(text, "looked at", list(value));
            case "ca" -> lines(text, "ca", list(value));
            default -> line(text, name, value);
          }
        });
    return text.toString();
  }

  private static String rule(Object rule) {
    var names = list(map(rule).get("resourceNames"));
    return "%s %s%s"
        .formatted(
            joined(map(rule).get("verbs")),
            joined(map(rule).get("resources")),
            names.isEmpty() ? "" : " named " + joined(names));
  }

  private static String joined(Object values) {
    return String.join(",", list(values).stream().map(String::valueOf).toList());
  }

  private static void lines(StringBuilder text, String name, List<?> values) {
    for (var value : values) {
      line(text, value == values.get(0) ? name : "", value);
    }
  }

  private static void line(StringBuilder text, String name, Object value) {
    if (value != null) {
      text.append("%-12s%s\n".formatted(name, value));
    }
  }
}

// SPDX-License-Identifier: MIT-0
// Needs:      io.kubernetes:client-java:27.0.0
// Permission: none
// Cases:      who-am-i.*
// Page:       docs/patterns/who-am-i.md
package example.clientjava;

import com.google.gson.Gson;
import com.google.gson.stream.MalformedJsonException;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.JSON;
import io.kubernetes.client.openapi.apis.AuthenticationV1Api;
import io.kubernetes.client.openapi.apis.AuthorizationV1Api;
import io.kubernetes.client.openapi.models.V1ResourceRule;
import io.kubernetes.client.openapi.models.V1SelfSubjectReview;
import io.kubernetes.client.openapi.models.V1SelfSubjectRulesReview;
import io.kubernetes.client.openapi.models.V1SelfSubjectRulesReviewSpec;
import io.kubernetes.client.openapi.models.V1SubjectRulesReviewStatus;
import io.kubernetes.client.openapi.models.V1UserInfo;
import java.io.IOException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import okhttp3.Call;

/**
 * Asks the API server who the caller is and what it may do, and puts beside it where the
 * configuration came from: most wrong answers come from the right server for the wrong user, or the
 * other way round. Every authenticated user may ask; no Role is needed.
 *
 * @see <a href="https://kubernetes.io/docs/reference/access-authn-authz/authentication/">
 *     Authenticating: API access to authentication information for a client</a>
 */
public final class WhoAmI {

  /**
   * The models without the client's own reader, which refuses what it does not know: after the
   * cluster's upgrade {@code execute()} fails with IllegalArgumentException.
   */
  private static final Gson LENIENT =
      JSON.createGson()
          .registerTypeAdapter(OffsetDateTime.class, new JSON.OffsetDateTimeTypeAdapter())
          .create();

  private final ApiClient client;
  private final String namespace;

  /**
   * @param client trusts the server's CA and adds the caller's credentials to every request
   * @param namespace the one whose permissions are asked for
   */
  public WhoAmI(ApiClient client, String namespace) {
    this.client = client;
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
   * @throws ApiException if the server cannot be reached, or refuses: 401 for a bad credential
   */
  public Map<String, Object> ask(Map<String, Object> origin, String claims) throws ApiException {
    var answer = new LinkedHashMap<String, Object>(origin);
    answer.put("user", user());
    answer.put("token", token(claims));
    answer.put("rules", rules());
    return answer;
  }

  // @start region="ask"
  private Map<String, Object> user() throws ApiException {
    var review = new V1SelfSubjectReview();
    review.apiVersion("authentication.k8s.io/v1").kind("SelfSubjectReview");
    var call = new AuthenticationV1Api(client).createSelfSubjectReview(review).buildCall(null);
    var status = read(call, V1SelfSubjectReview.class).getStatus();
    var info =
        status == null || status.getUserInfo() == null ? new V1UserInfo() : status.getUserInfo();
    var user = new LinkedHashMap<String, Object>();
    user.put("username", info.getUsername());
    user.put("uid", info.getUid());
    user.put("groups", list(info.getGroups()));
    return user;
  }

  private Map<String, Object> rules() throws ApiException {
    var review = new V1SelfSubjectRulesReview();
    review.apiVersion("authorization.k8s.io/v1").kind("SelfSubjectRulesReview");
    review.spec(new V1SelfSubjectRulesReviewSpec().namespace(namespace));
    var call = new AuthorizationV1Api(client).createSelfSubjectRulesReview(review).buildCall(null);
    var answer = read(call, V1SelfSubjectRulesReview.class).getStatus();
    var status = answer == null ? new V1SubjectRulesReviewStatus() : answer;
    var may = new ArrayList<Map<String, Object>>();
    for (var each :
        Objects.requireNonNullElse(status.getResourceRules(), List.<V1ResourceRule>of())) {
      var rule = new LinkedHashMap<String, Object>();
      rule.put("verbs", list(each.getVerbs()));
      rule.put("apiGroups", list(each.getApiGroups()));
      rule.put("resources", list(each.getResources()));
      rule.put("resourceNames", list(each.getResourceNames()));
      may.add(rule);
    }
    var rules = new LinkedHashMap<String, Object>();
    // Incomplete means that an authorizer cannot list its rules, not that there are none.
    rules.put("complete", !Boolean.TRUE.equals(status.getIncomplete()));
    rules.put("may", may);
    return rules;
  }

  // @end

  /** When a token expires, as it says of itself; the server may know better, and decides. */
  private static Map<String, Object> token(String claims) {
    var parsed = claims.isEmpty() ? Map.of() : LENIENT.fromJson(claims, Map.class);
    var token = new LinkedHashMap<String, Object>();
    token.put("expires", instant(parsed.get("exp")));
    token.put("warnAfter", instant(map(parsed.get("kubernetes.io")).get("warnafter")));
    return token;
  }

  private static String instant(Object seconds) {
    return seconds instanceof Number n ? Instant.ofEpochSecond(n.longValue()).toString() : null;
  }

  /** What {@code execute()} does, without its reader. */
  private <T> T read(Call call, Class<T> type) throws ApiException {
    try (var response = call.execute()) {
      if (!response.isSuccessful()) {
        client.handleResponse(response, null); // throws the exception that execute() would
      }
      var review =
          client.isJsonMime(response.header("Content-Type"))
              ? LENIENT.getAdapter(type).fromJson(response.body().charStream())
              : null;
      if (review == null) {
        throw new ApiException(response.code(), "what the API server sent is not a review");
      }
      return review;
    } catch (MalformedJsonException | RuntimeException malformed) {
      // Without the cause, which may quote the answer.
      throw new ApiException(new IOException("the API server's answer is not JSON of that kind"));
    } catch (IOException broken) {
      throw new ApiException(broken);
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

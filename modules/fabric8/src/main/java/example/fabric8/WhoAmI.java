// SPDX-License-Identifier: MIT-0
// Needs:      io.fabric8:kubernetes-client:8.0.0
// Permission: none
// Cases:      who-am-i.*
// Page:       docs/patterns/who-am-i.md
package example.fabric8;

import io.fabric8.kubernetes.api.model.authentication.SelfSubjectReview;
import io.fabric8.kubernetes.api.model.authentication.SelfSubjectReviewStatus;
import io.fabric8.kubernetes.api.model.authentication.UserInfo;
import io.fabric8.kubernetes.api.model.authorization.v1.ResourceRule;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectRulesReviewBuilder;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectRulesReviewStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Asks the API server who the caller is and what it may do, and puts beside it where the
 * configuration came from: most wrong answers come from the right server for the wrong user, or the
 * other way round. Every authenticated user may ask; no Role is needed.
 *
 * @see <a href="https://kubernetes.io/docs/reference/access-authn-authz/authentication/">
 *     Authenticating: API access to authentication information for a client</a>
 */
public final class WhoAmI {

  private static final List<ResourceRule> NO_RULES = List.of();

  private final KubernetesClient client;
  private final String namespace;

  /**
   * @param client trusts the server's CA and adds the caller's credentials to every request
   * @param namespace the one whose permissions are asked for
   */
  public WhoAmI(KubernetesClient client, String namespace) {
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
   * @throws KubernetesClientException if the server cannot be reached, or refuses: 401 for a bad
   *     credential
   */
  public Map<String, Object> ask(Map<String, Object> origin, String claims) {
    var answer = new LinkedHashMap<String, Object>(origin);
    answer.put("user", user());
    answer.put("token", token(claims));
    answer.put("rules", rules());
    return answer;
  }

  // @start region="ask"
  private Map<String, Object> user() {
    var review = new SelfSubjectReview();
    var info = user(client.authentication().v1().selfSubjectReviews().create(review).getStatus());
    var user = new LinkedHashMap<String, Object>();
    user.put("username", info.getUsername());
    user.put("uid", info.getUid());
    user.put("groups", list(info.getGroups()));
    return user;
  }

  private Map<String, Object> rules() {
    var review =
        new SelfSubjectRulesReviewBuilder()
            .withNewSpec()
            .withNamespace(namespace)
            .endSpec()
            .build();
    var answer = client.authorization().v1().selfSubjectRulesReview().create(review).getStatus();
    var status = answer == null ? new SubjectRulesReviewStatus() : answer;
    var may = new ArrayList<Map<String, Object>>();
    for (var each : Objects.requireNonNullElse(status.getResourceRules(), NO_RULES)) {
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

  private static UserInfo user(SelfSubjectReviewStatus status) {
    return status == null || status.getUserInfo() == null ? new UserInfo() : status.getUserInfo();
  }

  /** When a token expires, as it says of itself; the server may know better, and decides. */
  private Map<String, Object> token(String claims) {
    var parsed =
        claims.isEmpty()
            ? Map.of()
            : client.getKubernetesSerialization().unmarshal(claims, Map.class);
    var token = new LinkedHashMap<String, Object>();
    token.put("expires", instant(parsed.get("exp")));
    token.put("warnAfter", instant(map(parsed.get("kubernetes.io")).get("warnafter")));
    return token;
  }

  private static String instant(Object seconds) {
    return seconds instanceof Number n ? Instant.ofEpochSecond(n.longValue()).toString() : null;
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

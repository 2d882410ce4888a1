// SPDX-License-Identifier: MIT-0
//JAVA 17+
//DEPS io.fabric8:kubernetes-client:8.0.0
// Also with:  io.fabric8:kubernetes-client:7.9.0
// Permission: none
// Cases:      who-am-i.*
// Page:       docs/patterns/who-am-i.md
package example.fabric8;

import static java.time.format.DateTimeFormatter.RFC_1123_DATE_TIME;
import static java.util.Collections.singletonMap;

import io.fabric8.kubernetes.api.model.authentication.SelfSubjectReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectRulesReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Asks the API server who the caller is and what it may do, and reads from the token's claims when
 * it expires: most wrong answers come from the right server for the wrong user. It needs no Role.
 *
 * @see <a href="https://kubernetes.io/docs/reference/access-authn-authz/authentication/">
 *     Authenticating: API access to authentication information for a client</a>
 */
public final class WhoAmI {

  private static final long SKEW = 10; // seconds; more than an answer takes on its way

  private static final String BEHIND =
      "The token expired at %s by the server's clock, and this machine's is behind (401). Set it"
          + " right, then get a new token.";

  /** What people read in place of a bare value. */
  private static final Map<String, String> WORDS =
      Map.of(
          "expired true", "yes, by this machine's clock",
          "extended true", "yes: the server takes it after \"warn after\" too, and counts that",
          "complete false", "unknown: the server cannot list all rules; others may exist");

  private static final long ANSWER = 75; // seconds; behind the client's own 65

  private final KubernetesClient client;
  private final String namespace;
  private final InstantSource clock;

  /**
   * @param client trusts the server's CA and adds the caller's credentials to every request
   * @param namespace the one whose permissions are asked for
   * @param clock this machine's, to compare with the token's times and the server's clock
   */
  public WhoAmI(KubernetesClient client, String namespace, InstantSource clock) {
    this.client = client;
    this.namespace = namespace;
    this.clock = clock;
  }

  /**
   * Asks the server, and adds to an answer as it learns: what it has added stays when it throws.
   *
   * @param answer what is known without the server. Added are {@code token} (notBefore, expires,
   *     warnAfter; expired, by this machine's clock; extended, by the server), {@code clock}
   *     (serverAhead: seconds, null for few), {@code refused} (if the token tells why it was),
   *     {@code user} and {@code rules} (complete, may); only maps, lists and plain values
   * @param claims of the bearer token, as JSON; empty if there are none
   * @throws KubernetesClientException if the server cannot be reached, or refuses: 401 for a bad
   *     credential
   */
  public void ask(Map<String, Object> answer, String claims) throws InterruptedException {
    answer.put("token", token(claims));
    asked(answer);
    user(answer);
    rules(answer);
  }

  // @start region="ask"
  private void user(Map<String, Object> answer) {
    var review = client.authentication().v1().selfSubjectReviews().create(new SelfSubjectReview());
    var info = map(status(review.getStatus()).get("userInfo"));
    var user = new LinkedHashMap<String, Object>();
    user.put("username", info.get("username"));
    user.put("uid", info.get("uid"));
    user.put("groups", list(info.get("groups")));
    answer.put("user", user);
  }

  private void rules(Map<String, Object> answer) {
    var review =
        new SelfSubjectRulesReviewBuilder()
            .withNewSpec()
            .withNamespace(namespace)
            .endSpec()
            .build();
    var reviewed = client.authorization().v1().selfSubjectRulesReview().create(review);
    var status = status(reviewed.getStatus());
    var rules = new LinkedHashMap<String, Object>();
    // Incomplete means that an authorizer cannot list its rules, not that there are none.
    rules.put("complete", !Boolean.TRUE.equals(status.get("incomplete")));
    rules.put("may", list(status.get("resourceRules")));
    answer.put("rules", rules);
  }

  /**
   * The server's clock. This client's answers and exceptions hold no headers, so the HTTP client
   * under it sends one more request, whose answer has them.
   */
  private void asked(Map<String, Object> answer) throws InterruptedException {
    var http = client.getHttpClient();
    var version = http.newHttpRequestBuilder().uri(client.getMasterUrl() + "version").build();
    try {
      var response = http.sendAsync(version, String.class).get(ANSWER, TimeUnit.SECONDS);
      heard(answer, response.code(), Objects.toString(response.header("Date"), ""));
    } catch (ExecutionException | TimeoutException failed) {
      throw new KubernetesClientException("the API server does not answer", failed);
    }
  }

  // @end

  private Map<?, ?> status(Object model) {
    return map(client.getKubernetesSerialization().convertValue(model, Map.class));
  }

  /** When a token expires, as it says of itself; the server may know better, and decides. */
  private Map<String, Object> token(String claims) {
    var parsed =
        claims.isEmpty()
            ? Map.of()
            : client.getKubernetesSerialization().unmarshal(claims, Map.class);
    var token = new LinkedHashMap<String, Object>();
    var expires = instant(parsed.get("exp"));
    var warnAfter = instant(map(parsed.get("kubernetes.io")).get("warnafter"));
    token.put("notBefore", instant(parsed.get("nbf")));
    token.put("expires", expires);
    token.put("warnAfter", warnAfter);
    token.put(
        "expired", expires == null ? null : !clock.instant().isBefore(Instant.parse(expires)));
    // An hour became a year for programs that read a token once; their requests are counted.
    token.put("extended", expires == null ? null : warnAfter != null);
    return token;
  }

  private static String instant(Object seconds) {
    return seconds instanceof Number n ? Instant.ofEpochSecond(n.longValue()).toString() : null;
  }

  /** What an answer says beside its body: the server's clock, and whether it takes the token. */
  private void heard(Map<String, Object> answer, int code, String date) {
    var here = clock.instant();
    var there = here;
    try {
      there = RFC_1123_DATE_TIME.parse(date, Instant::from);
      var ahead = Duration.between(here, there).toSeconds();
      answer.put("clock", singletonMap("serverAhead", Math.abs(ahead) > SKEW ? ahead : null));
    } catch (DateTimeException noDate) {
      // then the server's clock is taken to be this machine's
    }
    var token = map(answer.get("token"));
    if (code == 401 && token.get("expires") instanceof String expires) {
      var end = Instant.parse(expires);
      var start = token.get("notBefore") instanceof String from ? Instant.parse(from) : there;
      var why =
          "The API server does not accept the token (401), which is valid until %s: it was revoked"
              + " with its pod or account, or is for another cluster. Get a new one.";
      if (there.isBefore(start)) {
        why = "The token is valid from %2$s on (401). Correct the server's or the issuer's clock.";
      } else if (!there.isBefore(end)) {
        why = "The token expired at %s (401). Get a new one; in a pod, see why its file is old.";
        why = here.isBefore(end) ? BEHIND : why;
      }
      answer.put("refused", why.formatted(end, start));
    }
  }

  private static Map<?, ?> map(Object value) {
    return value instanceof Map<?, ?> map ? map : Map.of();
  }

  private static List<?> list(Object value) {
    return value instanceof List<?> list ? list : List.of();
  }

  /** Lays out an answer, or its origin alone, for people: a line per fact but {@code refused}. */
  public static String text(Map<String, Object> answer) {
    var text = new StringBuilder();
    answer.forEach((name, value) -> lines(text, name, name.equals("refused") ? null : value));
    return text.toString();
  }

  private static void lines(StringBuilder text, String name, Object value) {
    if (value instanceof Map<?, ?> rule && rule.containsKey("verbs")) {
      var names = list(rule.get("resourceNames"));
      var may = joined(rule.get("verbs")) + " " + joined(rule.get("resources"));
      lines(text, name, names.isEmpty() ? may : may + " named " + joined(names));
    } else if (value instanceof Map<?, ?> facts) {
      facts.forEach((fact, each) -> lines(text, fact.toString(), each));
    } else if (value instanceof List<?> list) {
      list.forEach(each -> lines(text, each == list.get(0) ? name : "", each));
    } else if (value != null) {
      var label = name.replaceAll("([A-Z])", " $1").toLowerCase(Locale.ROOT);
      var said = value instanceof Long seconds ? seconds + " s" : value.toString();
      text.append("%-14s%s\n".formatted(label, WORDS.getOrDefault(name + " " + said, said)));
    }
  }

  private static String joined(Object values) {
    return String.join(",", list(values).stream().map(String::valueOf).toList());
  }
}

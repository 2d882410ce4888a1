// SPDX-License-Identifier: MIT-0
//JAVA 17+
//DEPS io.kubernetes:client-java:27.0.0
// Also with:  io.kubernetes:client-java:26.0.0
// Permission: none
// Cases:      handle-api-errors.*
// Page:       docs/patterns/handle-api-errors.md
package example.clientjava;

import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.models.V1Status;
import io.kubernetes.client.openapi.models.V1StatusDetails;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Turns an API error into one readable sentence (what was wanted, what prevents it, what to do) and
 * decides whether the request may be sent again. A create is not repeated after a 5xx or a broken
 * connection: neither says whether the server stored the object.
 *
 * @see <a href="https://kubernetes.io/docs/reference/using-api/api-concepts/">API concepts</a>
 */
public final class HandleApiErrors {

  /** Verbs that may run twice. Not create and patch, which can add something a second time. */
  private static final Set<String> REPEATABLE =
      Set.of("get", "list", "watch", "update", "delete", "apply");

  private static final long[] PAUSES = {1, 2, 4, 8}; // seconds after the first, second, … attempt
  private static final int LONGEST_PAUSE = 30; // seconds; a server may ask for an hour
  private static final int LONGEST_MESSAGE = 1000; // characters; a webhook may send pages
  private static final Map<String, List<String>> NO_HEADERS = Map.of();

  // @start region="sentences"
  /** Sentences for an answer CODE RETRY-AFTER REASON: MESSAGE; the first line that fits counts. */
  private static final String ANSWERS =
      """
      401 -> The API server does not accept the credential (401): it has expired, was revoked, or \
      is for another cluster. Get a new token or kubeconfig.
      403 .*User "system:anonymous" -> The request carried no credential (403, system:anonymous). \
      Give it a token or a client certificate.
      403 .*User "(.+?)" cannot (\\S+) \\S+ "(.+?)".* in the namespace (".+?") -> $3 in namespace $4: \
      $1 may not $2 them (403). Give it a Role with verb "$2" on "$3" in that namespace.
      403 .*User "(.+?)" cannot (\\S+) \\S+ "(.+?)" -> $3: $1 may not $2 them (403). \
      Give it a ClusterRole with verb "$2" on "$3".
      404 .* NotFound: (.+) not found -> $1: not found (404). Check the name and the namespace.
      404 -> The API server does not serve this path (404). Check the API version and the CRD.
      409 .* object is being deleted: (.+) already exists -> $1: still being deleted (409). Wait until it is gone.
      409 .* AlreadyExists: (.+) -> $1 (409). Update it, or choose another name.
      409 .* (Apply failed .+) -> $1 (409). Leave the field to its owner, or force the apply.
      409 \\S+ \\S+ (.+) -> $1 (409). Read it again, then decide.
      410 -> The resourceVersion or continue token is too old (410). Start again with a new list.
      422 \\S+ \\S+ (.+?) is invalid: (.+) -> $1: invalid (422): $2. Correct what is named.
      429 (\\d+) -> The API server asks for fewer requests (429). Try again in $1 s.
      429 -> The API server asks for fewer requests (429). Try again in a few s.
      (5..) \\S+ \\S+ (.+) -> The API server, or a proxy in front of it, failed ($1: $2). Try again later.
      (5..) -> The API server, or a proxy in front of it, failed ($1). Try again later.
      (...) \\S+ \\S+ (.+) -> The API server refused the request ($1): $2.
      (...) -> What answers is not the Kubernetes API ($1). Check the server's address for a proxy \
      or login page.
      """;

  // @end

  /** Sentences for an exception CLASS: MESSAGE without an answer, where waiting does not help. */
  private static final String LASTING =
      """
      .*field `([^`]+)`.* JSON string -> The API server's answer does not fit this client's models \
      (field "$1"). Use the client-java of the cluster's Kubernetes version or a newer one.
      .*Certificate(?:Expired|NotYetValid)E -> The server's certificate is not valid now. Check the clocks of both machines.
      .*SSLPeerUnverifiedException: ([^\\n]*?):?(?:\\n|$) -> The server's certificate is not for this address ($1). Use a name that it holds.
      .*: KeyUsage does not allow -> The server's certificate lacks the key usage digitalSignature, \
      which Java demands and kubectl does not. Have it issued again with that usage.
      .* fatal alert: (\\S*certificate\\S*|unknown_ca) -> The server demands a client certificate \
      that it accepts, and got none ($1). Check client-certificate and client-key of the user.
      java.security.SignatureException -> The server's certificate is of another CA of the same name \
      (PKIX path validation failed), as after a cluster was created again. \
      Get its kubeconfig or ca.crt anew.
      .*CertPathBuilderException -> The server's certificate is not signed by the configured CA \
      (PKIX path building failed). Check certificate-authority-data, or ca.crt in the pod.
      javax.net.ssl.SSL\\S+: ([^\\n]*) -> TLS failed: $1.
      """;

  /** The same, where the next attempt may get an answer. */
  private static final String PASSING =
      """
      java.net.UnknownHost -> The server's host name cannot be resolved. Check the address and DNS.
      .*NoRouteToHost|.*: Network is unre -> There is no route to the server. Check the address and network policies.
      java.io.EOFException|.*: (?:unexpected end of stream|stream was reset) -> The connection ended before the answer did. Try again, then look for a proxy.
      .*TimeoutException -> The server did not answer in time. Check the address and network policies.
      java.net.ConnectException: ([^\\n]*) -> Nothing answers at the server's address ($1). Check that it is right and running.
      """;

  private static final String OTHER = "[^:]+: (?:Message: )?([^\\n]*) -> The request failed: $1.";

  private HandleApiErrors() {}

  /**
   * Describes an exception that a call to the API server ended in.
   *
   * @return one line without a stack trace, a body that is not Kubernetes' own, or a credential
   */
  public static String describe(Throwable failure) {
    var answer = answer(failure);
    return answer.code == 0
        ? unanswered(LASTING + PASSING, failure).or(() -> unanswered(OTHER, failure)).orElseThrow()
        : sentence(ANSWERS, answer.text()).orElseThrow();
  }

  // @start region="retry"
  /**
   * Decides whether a request may be sent again, and when.
   *
   * @param verb of the request, as in a Role; "apply" for a server-side apply
   * @param attempt how often it was sent, from 1
   * @return how long to wait before; empty if it must not be sent again
   */
  public static Optional<Duration> retryAfter(Throwable failure, String verb, int attempt) {
    var answer = answer(failure);
    var safe =
        switch (answer.code) {
          case 429 -> true; // the server has done nothing: a create may be sent again, too
          case 500, 502, 503, 504 -> REPEATABLE.contains(verb);
          case 0 -> REPEATABLE.contains(verb) && unanswered(PASSING, failure).isPresent();
          default -> false;
        };
    if (!safe || attempt > PAUSES.length) {
      return Optional.empty();
    }
    var seconds = Math.min(answer.retryAfter.orElse(PAUSES[attempt - 1]), LONGEST_PAUSE);
    // Jitter of up to half as much: who was refused together must not come back together.
    var jitter = ThreadLocalRandom.current().nextLong(seconds * 500 + 1);
    return Optional.of(Duration.ofSeconds(seconds).plusMillis(jitter));
  }

  // @end

  /** Looks at the deepest cause first, which is the nearest to what happened. */
  private static Optional<String> unanswered(String sentences, Throwable failure) {
    return failure == null
        ? Optional.empty()
        : unanswered(sentences, failure.getCause())
            .or(() -> sentence(sentences, failure.getClass().getName() + ": " + message(failure)));
  }

  private static Optional<String> sentence(String sentences, String text) {
    return sentences
        .lines()
        .map(line -> line.split(" -> "))
        .filter(line -> text.matches("(?s)(?:" + line[0] + ").*"))
        .map(line -> text.replaceFirst("(?s)(?:" + line[0] + ").*", line[1]))
        .findFirst();
  }

  /** An answer of the server; its code is 0 if there was none. */
  private record Answer(int code, Optional<Long> retryAfter, String reason, String message) {
    String text() {
      var wait = retryAfter.map(String::valueOf).orElse("-");
      var text = "%d %s %s: %s".formatted(code, wait, reason, message).replaceAll("\\s+", " ");
      return text.substring(0, Math.min(text.length(), LONGEST_MESSAGE)).strip();
    }
  }

  private static Answer answer(Throwable failure) {
    for (var cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof ApiException refused && refused.getCode() != 0) {
        var headers = Objects.requireNonNullElse(refused.getResponseHeaders(), NO_HEADERS);
        var retryAfter = headers.getOrDefault("retry-after", List.of("")).get(0);
        var status = status(refused.getResponseBody());
        var details = Objects.requireNonNullElseGet(status.getDetails(), V1StatusDetails::new);
        return new Answer(
            refused.getCode(),
            seconds(retryAfter).or(() -> seconds(details.getRetryAfterSeconds())),
            Objects.toString(status.getReason(), ""),
            Objects.toString(status.getMessage(), ""));
      }
    }
    return new Answer(0, Optional.empty(), "", "");
  }

  /** The body as a Status; empty if it is a proxy's page, or text. */
  private static V1Status status(String body) {
    try {
      var status = new Gson().fromJson(body, V1Status.class); // anyone may replace the client's own
      return status != null && "Status".equals(status.getKind()) ? status : new V1Status();
    } catch (JsonParseException noStatus) {
      return new V1Status();
    }
  }

  private static String message(Throwable cause) {
    return Objects.toString(cause.getMessage(), cause.getClass().getSimpleName());
  }

  /** Retry-After in seconds, which is a number or a date. */
  private static Optional<Long> seconds(Object retryAfter) {
    var text = String.valueOf(retryAfter);
    if (text.matches("[0-9]{1,9}")) {
      return Optional.of(Long.valueOf(text));
    }
    try {
      var then = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      return Optional.of(Math.max(0, Duration.between(Instant.now(), then).toSeconds() + 1));
    } catch (DateTimeException absent) {
      return Optional.empty();
    }
  }
}

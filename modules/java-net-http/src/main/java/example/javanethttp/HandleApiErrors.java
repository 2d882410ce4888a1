// SPDX-License-Identifier: MIT-0
//JAVA 17+
//DEPS tools.jackson.jr:jackson-jr-objects:3.2.1
// Permission: none
// Cases:      handle-api-errors.*
// Page:       docs/patterns/handle-api-errors.md
package example.javanethttp;

import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.security.SignatureException;
import java.security.cert.CertPathBuilderException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.core.exc.UnexpectedEndOfInputException;
import tools.jackson.jr.ob.JSON;

/**
 * Turns an API error into one readable sentence: what was wanted, what prevents it, what to do.
 * Only the 403 is taken from the server's message, which alone says who may not do what.
 *
 * @see <a href="https://kubernetes.io/docs/reference/using-api/api-concepts/">API concepts</a>
 */
public final class HandleApiErrors {

  /**
   * How the patterns of this client word a refusal: {@code GET URL answered 403: BODY}. With
   * nothing but an HttpClient there is no library's exception that could carry it.
   */
  private static final Pattern ANSWERED =
      Pattern.compile("answered ([0-9]{3}): (.*)", Pattern.DOTALL);

  private static final Pattern FORBIDDEN =
      Pattern.compile(
          "User \"([^\"]+)\" cannot (\\S+) (?:resource|path) \"([^\"]+)\""
              + "(?: in API group \"([^\"]*)\")?(?: in the namespace \"([^\"]+)\")?");

  private HandleApiErrors() {}

  // @start region="describe"
  /**
   * Describes an exception that a call to the API server ended in.
   *
   * @return one line without a stack trace, a body that is not Kubernetes' own, or a credential
   */
  public static String describe(Throwable failure) {
    for (var cause : causes(failure)) {
      var answered = ANSWERED.matcher(String.valueOf(cause.getMessage()));
      if (answered.find()) {
        return refused(Integer.parseInt(answered.group(1)), status(answered.group(2)));
      }
    }
    return unreachable(causes(failure));
  }

  // @end

  private static String refused(int code, Map<?, ?> status) {
    var message = Objects.toString(status.get("message"), "").strip();
    var details = status.get("details") instanceof Map<?, ?> map ? map : Map.of();
    var subject = subject(details);
    var about = subject.isEmpty() ? "" : subject + ": ";
    if (code >= 500) {
      return "The API server, or a proxy in front of it, failed (%d%s). Try again later."
          .formatted(code, message.isEmpty() ? "" : ": " + message);
    }
    return switch (code) {
      case 401 ->
          "The API server does not accept the credential (401): it has expired, was revoked, or is"
              + " for another cluster. Get a new token or kubeconfig.";
      case 403 -> forbidden(message);
      case 404 ->
          subject.isEmpty()
              ? "The API server does not serve this path (404). Check the API version and the CRD."
              : about + "not found (404). Check the name and the namespace.";
      case 409 -> about + message + " (409). Read it again, then decide.";
      case 410 ->
          "The resourceVersion or continue token is too old (410). Start again with a new list.";
      case 422 ->
          "%s invalid (422): %s. Correct what is named."
              .formatted(
                  subject.isEmpty() ? "The request is" : subject + ":", causes(details, message));
      case 429 ->
          "The API server asks for fewer requests (429). Try again in %s s."
              .formatted(Objects.toString(details.get("retryAfterSeconds"), "a few"));
      default ->
          status.isEmpty()
              ? "What answers is not the Kubernetes API (%d). Check the server's address for a proxy"
                      .formatted(code)
                  + " or login page."
              : "The API server refused the request (%d): %s.".formatted(code, message);
    };
  }

  private static String forbidden(String message) {
    var said = FORBIDDEN.matcher(message);
    if (!said.find()) {
      return "The API server forbids it (403): %s."
          .formatted(message.isEmpty() ? "it does not say why" : message);
    }
    var user = said.group(1);
    var verb = said.group(2);
    var resource = said.group(3);
    var namespace = said.group(5);
    var what = namespace == null ? resource : resource + " in namespace \"" + namespace + '"';
    var role = namespace == null ? "ClusterRole" : "Role";
    var where = namespace == null ? "" : " in that namespace";
    if (user.equals("system:anonymous")) {
      return "%s: the request carried no credential (403, system:anonymous). Give it a token or a"
              .formatted(what)
          + " client certificate.";
    }
    return "%s: %s may not %s them (403). Give it a %s with verb \"%s\" on \"%s\"%s."
        .formatted(what, user, verb, role, verb, resource, where);
  }

  private static String subject(Map<?, ?> details) {
    var kind = Objects.toString(details.get("kind"), "");
    var name = Objects.toString(details.get("name"), "");
    return name.isEmpty() ? kind : "%s \"%s\"".formatted(kind, name);
  }

  private static String causes(Map<?, ?> details, String message) {
    if (!(details.get("causes") instanceof List<?> causes) || causes.isEmpty()) {
      return message;
    }
    return causes.stream()
        .map(each -> each instanceof Map<?, ?> cause ? cause : Map.of())
        .map(cause -> cause.get("field") + ": " + cause.get("message"))
        .collect(Collectors.joining("; "));
  }

  /** The body as a Status; empty if it is a proxy's page, or text. */
  private static Map<?, ?> status(String body) {
    try {
      var status = JSON.std.mapFrom(body);
      return "Status".equals(status.get("kind")) ? status : Map.of();
    } catch (JacksonException noStatus) {
      return Map.of();
    }
  }

  private static String unreachable(Deque<Throwable> causes) {
    for (var cause : causes) {
      var message = Objects.toString(cause.getMessage(), "");
      if (cause instanceof UnexpectedEndOfInputException || message.startsWith("EOF reached")) {
        return "The connection ended before the answer did. Try again, then look for a proxy.";
      }
      if (cause instanceof StreamReadException) { // its message may quote the answer
        return refused(200, Map.of());
      }
      if (cause.getClass().getSimpleName().matches("Certificate(Expired|NotYetValid)Exception")) {
        return "The server's certificate is not valid now. Check the clocks of both machines.";
      }
      if (message.startsWith("No subject alternative") || message.startsWith("No name matching")) {
        return "The server's certificate is not for this address (%s). Use a name that it holds."
            .formatted(message);
      }
      if (message.startsWith("KeyUsage does not allow")) {
        return "The server's certificate lacks the key usage digitalSignature, which Java demands and"
            + " kubectl does not. Have it issued again with that usage.";
      }
      if (message.matches(".*fatal alert: (.*certificate.*|unknown_ca)")) {
        return "The server demands a client certificate that it accepts, and got none (%s). Check"
                .formatted(message.replaceAll(".* ", ""))
            + " client-certificate and client-key of the user.";
      }
      if (cause instanceof SignatureException) {
        return "The server's certificate is of another CA of the same name (PKIX path validation failed),"
            + " as after a cluster was created again. Get its kubeconfig or ca.crt anew.";
      }
      if (cause instanceof CertPathBuilderException) {
        return "The server's certificate is not signed by the configured CA (PKIX path building"
            + " failed). Check certificate-authority-data, or ca.crt in the pod.";
      }
      if (cause instanceof UnknownHostException || cause instanceof UnresolvedAddressException) {
        return "The server's host name cannot be resolved. Check the address and DNS.";
      }
      if (cause instanceof NoRouteToHostException || message.startsWith("Network is unre")) {
        return "There is no route to the server. Check the address and network policies.";
      }
      if (cause instanceof HttpTimeoutException || cause instanceof SocketTimeoutException) {
        return "The server did not answer in time. Check the address and network policies.";
      }
    }
    var deepest = causes.getFirst();
    var text = Objects.toString(deepest.getMessage(), deepest.getClass().getSimpleName());
    if (causes.stream().anyMatch(ConnectException.class::isInstance)) {
      return "Nothing answers at the server's address (%s). Check that it is right and running."
          .formatted(text.lines().findFirst().orElse(text));
    }
    var layer = causes.stream().anyMatch(SSLException.class::isInstance) ? "TLS" : "The request";
    return "%s failed: %s.".formatted(layer, text.lines().findFirst().orElse(text));
  }

  /** From the deepest cause outwards: the deeper, the nearer to what happened. */
  private static Deque<Throwable> causes(Throwable failure) {
    var deepest = new ArrayDeque<Throwable>();
    Stream.iterate(failure, Objects::nonNull, Throwable::getCause).limit(9).forEach(deepest::push);
    return deepest;
  }
}

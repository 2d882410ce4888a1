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
import io.kubernetes.client.openapi.models.V1StatusCause;
import io.kubernetes.client.openapi.models.V1StatusDetails;
import java.io.EOFException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.SignatureException;
import java.security.cert.CertPathBuilderException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;

/**
 * Turns an API error into one readable sentence: what was wanted, what prevents it, what to do.
 * Only the 403 is taken from the server's message, which alone says who may not do what.
 *
 * @see <a href="https://kubernetes.io/docs/reference/using-api/api-concepts/">API concepts</a>
 */
public final class HandleApiErrors {

  /** How the client's models refuse an answer of a newer server; the rest quotes the answer. */
  private static final Pattern UNKNOWN = Pattern.compile("field `([^`]+)`.* JSON string");

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
      if (cause instanceof ApiException refused && refused.getCode() != 0) {
        return refused(refused.getCode(), status(refused.getResponseBody()));
      }
    }
    return unreachable(causes(failure));
  }

  private static String refused(int code, V1Status status) {
    var message = Objects.toString(status.getMessage(), "").strip();
    var details = Objects.requireNonNullElseGet(status.getDetails(), V1StatusDetails::new);
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
              .formatted(Objects.toString(details.getRetryAfterSeconds(), "a few"));
      default ->
          status.getKind() == null
              ? "What answers is not the Kubernetes API (%d). Check the server's address for a proxy"
                      .formatted(code)
                  + " or login page."
              : "The API server refused the request (%d): %s.".formatted(code, message);
    };
  }

  // @end

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

  private static String subject(V1StatusDetails details) {
    var kind = Objects.toString(details.getKind(), "");
    var name = Objects.toString(details.getName(), "");
    return name.isEmpty() ? kind : "%s \"%s\"".formatted(kind, name);
  }

  private static String causes(V1StatusDetails details, String message) {
    var causes = Objects.requireNonNullElse(details.getCauses(), List.<V1StatusCause>of());
    return causes.isEmpty()
        ? message
        : causes.stream()
            .map(cause -> cause.getField() + ": " + cause.getMessage())
            .collect(Collectors.joining("; "));
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

  private static String unreachable(Deque<Throwable> causes) {
    for (var cause : causes) {
      var message = Objects.toString(cause.getMessage(), "");
      var unknown = UNKNOWN.matcher(message);
      if (unknown.find()) {
        return "The API server's answer does not fit this client's models (field \"%s\"). Use the"
                .formatted(unknown.group(1))
            + " client-java of the cluster's Kubernetes version or a newer one.";
      }
      if (cause.getClass().getSimpleName().matches("Certificate(Expired|NotYetValid)Exception")) {
        return "The server's certificate is not valid now. Check the clocks of both machines.";
      }
      if (cause instanceof SSLPeerUnverifiedException) {
        return "The server's certificate is not for this address (%s). Use a name that it holds."
            .formatted(firstLine(cause));
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
      if (cause instanceof UnknownHostException) {
        return "The server's host name cannot be resolved. Check the address and DNS.";
      }
      if (cause instanceof NoRouteToHostException || message.startsWith("Network is unre")) {
        return "There is no route to the server. Check the address and network policies.";
      }
      if (cause instanceof EOFException
          || message.matches("(?s)(unexpected end of stream|stream was reset).*")) {
        return "The connection ended before the answer did. Try again, then look for a proxy.";
      }
      if (cause instanceof SocketTimeoutException) {
        return "The server did not answer in time. Check the address and network policies.";
      }
    }
    var text = firstLine(causes.getFirst());
    if (causes.stream().anyMatch(ConnectException.class::isInstance)) {
      return "Nothing answers at the server's address (%s). Check that it is right and running."
          .formatted(text);
    }
    var layer = causes.stream().anyMatch(SSLException.class::isInstance) ? "TLS" : "The request";
    return "%s failed: %s.".formatted(layer, text);
  }

  /** An ApiException's message has four lines, of which the others are for logs. */
  private static String firstLine(Throwable cause) {
    var text = Objects.toString(cause.getMessage(), cause.getClass().getSimpleName());
    return text.lines().findFirst().orElse(text).replaceAll("^Message: |:$", "");
  }

  /** From the deepest cause outwards: the deeper, the nearer to what happened. */
  private static Deque<Throwable> causes(Throwable failure) {
    var deepest = new ArrayDeque<Throwable>();
    Stream.iterate(failure, Objects::nonNull, Throwable::getCause).limit(9).forEach(deepest::push);
    return deepest;
  }
}

// SPDX-License-Identifier: MIT-0
//JAVA 17+
//DEPS io.fabric8:kubernetes-client:8.0.0
// Also with:  io.fabric8:kubernetes-client:7.9.0
// Permission: none
// Cases:      handle-api-errors.*
// Page:       docs/patterns/handle-api-errors.md
package example.fabric8;

import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.StatusDetails;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.security.SignatureException;
import java.security.cert.CertPathBuilderException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;

/**
 * Turns an API error into one readable sentence: what was wanted, what prevents it, what to do.
 * Only the 403 is taken from the server's message, which alone says who may not do what.
 *
 * @see <a href="https://kubernetes.io/docs/reference/using-api/api-concepts/">API concepts</a>
 */
public final class HandleApiErrors {

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
      if (cause instanceof KubernetesClientException refused && refused.getCode() > 0) {
        return refused(refused.getCode(), status(refused.getStatus()));
      }
    }
    return unreachable(causes(failure));
  }

  // @end

  private static String refused(int code, Status status) {
    var message = Objects.toString(status.getMessage(), "").strip();
    var details = Objects.requireNonNullElseGet(status.getDetails(), StatusDetails::new);
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
          status.getStatus() == null
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

  private static String subject(StatusDetails details) {
    var kind = Objects.toString(details.getKind(), "");
    var name = Objects.toString(details.getName(), "");
    return name.isEmpty() ? kind : "%s \"%s\"".formatted(kind, name);
  }

  private static String causes(StatusDetails details, String message) {
    if (details.getCauses() == null || details.getCauses().isEmpty()) {
      return message;
    }
    return details.getCauses().stream()
        .map(cause -> cause.getField() + ": " + cause.getMessage())
        .collect(Collectors.joining("; "));
  }

  /**
   * What the server sent as a Status; empty if it was a proxy's page, or text. The client then
   * makes a Status of its own, whose kind is right and whose message is "Not Found" or the like.
   */
  private static Status status(Status status) {
    return status == null || status.getStatus() == null ? new Status() : status;
  }

  private static String unreachable(Deque<Throwable> causes) {
    for (var cause : causes) {
      var message = Objects.toString(cause.getMessage(), "");
      // By name: the client's versions 7 and 8 bring two Jacksons of different packages.
      var reader = cause.getClass().getName();
      var unfit = reader.contains(".jackson.databind.") && message.contains("reference chain: ");
      if (unfit) { // its message may quote the answer
        return "The API server's answer does not fit this client's models. Use the"
            + " kubernetes-client of the cluster's Kubernetes version or a newer one.";
      }
      // Not even an object: what does not start with a brace, such as HTML, is YAML to the client.
      if (reader.contains(".jackson.") || reader.startsWith("org.snakeyaml.")) {
        return refused(200, new Status());
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
      if (cause instanceof UnknownHostException) {
        return "The server's host name cannot be resolved. Check the address and DNS.";
      }
      if (cause instanceof NoRouteToHostException || message.startsWith("Network is unre")) {
        return "There is no route to the server. Check the address and network policies.";
      }
      if (message.startsWith("not an SSL/TLS record")) { // the rest is the answer, in hexadecimal
        return "TLS failed: the server does not speak it. Check the port.";
      }
      if (message.startsWith("Connection was closed")) {
        return "The connection ended before the answer did. Try again, then look for a proxy.";
      }
      if (cause instanceof TimeoutException || message.startsWith("connection timed out")) {
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

package example.contract;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** A kubeconfig with one cluster {@code dev}, one user {@code jane} and one context {@code dev}. */
public final class KubeconfigText {

  private KubeconfigText() {}

  /**
   * @param user the user's fields as YAML flow text, such as {@code {token: abc}}
   */
  public static String of(String server, String caPem, String user, String namespace) {
    return """
    apiVersion: v1
    kind: Config
    clusters: [{name: dev, cluster: {server: "%s", certificate-authority-data: %s}}]
    users: [{name: jane, user: %s}]
    contexts: [{name: dev, context: {cluster: dev, user: jane, namespace: %s}}]
    current-context: dev
    """
        .formatted(server.replaceAll("/$", ""), base64(caPem), user, namespace);
  }

  /** A user with a client certificate and its key. */
  public static String user(String certificatePem, String keyPem) {
    return "{client-certificate-data: %s, client-key-data: %s}"
        .formatted(base64(certificatePem), base64(keyPem));
  }

  public static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}

package example.contract.defaults;

import example.contract.AdminClient;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import javax.net.ssl.KeyManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509KeyManager;
import javax.net.ssl.X509TrustManager;

/**
 * What a client library has found by default, in the words of {@code library-defaults.yaml}. Runs
 * inside the child process of {@link LibraryDefaults}. Tokens are planted there under a name, and
 * only that name is said.
 */
public final class DiscoveredConfig {

  /** A planted token is this and the name of the place where it lies. */
  static final String TOKEN = "planted-token-of-";

  private DiscoveredConfig() {}

  /** What the call says, or its failure as class and first line. */
  public static Map<String, String> by(Callable<Map<String, String>> library) {
    try {
      return library.call();
    } catch (Exception failed) {
      var message = String.valueOf(failed.getMessage()).lines().findFirst().orElse("");
      return Map.of("error", failed.getClass().getSimpleName() + ": " + message);
    }
  }

  /**
   * Whose requests these are: what the library itself would send and show.
   *
   * @param header the value that it gives to a header of a request, or null
   * @param keys what it offers in the TLS handshake, or null
   */
  public static String identity(UnaryOperator<String> header, KeyManager[] keys) {
    var parts = new ArrayList<String>();
    for (var each : keys == null ? new KeyManager[0] : keys) {
      if (each instanceof X509KeyManager manager) {
        parts.addAll(certificates(manager));
      }
    }
    var authorization = header.apply("Authorization");
    if (authorization != null) {
      parts.add(credential(authorization));
    }
    if (header.apply("Impersonate-User") != null) {
      parts.add("acting as " + header.apply("Impersonate-User"));
    }
    return parts.isEmpty() ? "anonymous" : String.join(", ", parts);
  }

  private static List<String> certificates(X509KeyManager manager) {
    var subjects = new ArrayList<String>();
    for (var type : List.of("EC", "RSA")) {
      var aliases = manager.getClientAliases(type, null);
      for (var alias : aliases == null ? new String[0] : aliases) {
        var subject = manager.getCertificateChain(alias)[0].getSubjectX500Principal();
        subjects.add("certificate " + subject.getName());
      }
    }
    return subjects;
  }

  private static String credential(String authorization) {
    var bearer = "Bearer " + TOKEN;
    if (authorization.startsWith(bearer)) {
      return "token " + authorization.substring(bearer.length());
    }
    if (authorization.startsWith("Basic ")) {
      var pair = Base64.getDecoder().decode(authorization.substring("Basic ".length()));
      return "user " + new String(pair, StandardCharsets.UTF_8).replaceFirst(":.*", "");
    }
    return "a token that was not planted";
  }

  /** The trusted CAs by name; the JVM's own, which are many, are called {@code JVM}. */
  public static String trusts(X509TrustManager manager) throws GeneralSecurityException {
    var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init((KeyStore) null);
    var jvm = (X509TrustManager) factory.getTrustManagers()[0];
    var ofJvm = new HashSet<>(List.of(jvm.getAcceptedIssuers()));
    var names = new TreeSet<String>();
    for (var each : manager.getAcceptedIssuers()) {
      names.add(ofJvm.contains(each) ? "JVM" : each.getSubjectX500Principal().getName());
    }
    return names.isEmpty() ? "nobody" : String.join(", ", names);
  }

  /** Prints one line of JSON: for each entry point of the library, what it found. */
  public static void print(Map<String, Map<String, String>> answers) {
    System.out.println(AdminClient.JSON.writeValueAsString(answers));
  }
}

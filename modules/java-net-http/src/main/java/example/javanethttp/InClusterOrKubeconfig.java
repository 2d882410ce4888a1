// SPDX-License-Identifier: MIT-0
//JAVA 17+
//DEPS org.snakeyaml:snakeyaml-engine:3.2
//DEPS tools.jackson.jr:jackson-jr-objects:3.2.1
//SOURCES AuthorizingClient.java
// Permission: none
// Cases:      in-cluster-or-kubeconfig.*
// Page:       docs/in-cluster-or-kubeconfig.md
package example.javanethttp;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.snakeyaml.engine.v2.api.ConstructNode;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.schema.FailsafeSchema;
import tools.jackson.jr.ob.JSON;

/** Connects to the API server from a pod (service account) and from a laptop (kubeconfig). */
public final class InClusterOrKubeconfig {
  private static final Path POD = Path.of("/var/run/secrets/kubernetes.io/serviceaccount");

  /** An authorized client, the server's address (ends in a slash), and where they came from. */
  public record Connection(HttpClient http, URI server, String namespace, String source) {}

  /** Takes the first source that is set up; an error in it is thrown, and no other is tried. */
  public static Connection open() throws IOException {
    if (isSet("KUBECONFIG")) {
      return open(System.getenv("KUBECONFIG"), null);
    }
    var pod = isSet("KUBERNETES_SERVICE_HOST") && isSet("KUBERNETES_SERVICE_PORT");
    if (pod && !Files.notExists(POD.resolve("token")) && !Files.isDirectory(POD.resolve("token"))) {
      return inCluster();
    }
    var home = isSet("HOME") ? System.getenv("HOME") : System.getProperty("user.home");
    var homeConfig = Path.of(home, ".kube", "config"); // if it may not be read, that is an error
    if (!Files.notExists(homeConfig) && !Files.isDirectory(homeConfig)) {
      return open(homeConfig.toString(), null);
    }
    throw new IOException("No cluster found in KUBECONFIG, " + POD + " or " + shown(homeConfig));
  }

  // @start region="pod"
  private static Connection inCluster() throws IOException {
    var host = System.getenv("KUBERNETES_SERVICE_HOST").strip().replaceFirst("^[^\\[]*:.*", "[$0]");
    var port = System.getenv("KUBERNETES_SERVICE_PORT").strip(); // IPv6 is put into brackets
    var address = host + ":" + port;
    require(address.matches("[\\w.:\\[\\]-]+:[1-9]\\d{0,4}"), "bad KUBERNETES_SERVICE_HOST/_PORT");
    var server = URI.create("https://" + address + "/");
    var tls = tls(Files.readAllBytes(POD.resolve("ca.crt")), null);
    var http = client(tls, server, () -> "Bearer " + token(POD.resolve("token")));
    var name = Files.readString(POD.resolve("namespace")).strip();
    return new Connection(http, server, name.isEmpty() ? "default" : name, "service account");
  }

  /** Read for each request: the kubelet replaces the file before the token expires. */
  private static String token(Path file) throws IOException {
    var token = Files.readString(file).strip(); // a header must not hold the trailing newline
    require(token.matches("[!-~]+"), file + ": holds no token");
    return token;
  }

  /** Trusts these CAs and no other: any public CA could otherwise vouch for the API server. */
  private static SSLContext tls(byte[] ca, KeyManager[] keys) throws IOException {
    try {
      KeyStore trusted = null; // the JVM's
      if (ca != null) {
        trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        for (var certificate : certificates(ca)) { // two, while a cluster replaces its CA
          trusted.setCertificateEntry("ca-" + trusted.size(), certificate);
        }
        require(trusted.size() > 0, "the cluster's CA holds no certificate");
      }
      var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(trusted);
      var tls = SSLContext.getInstance("TLS");
      tls.init(keys, trust.getTrustManagers(), null);
      return tls;
    } catch (GeneralSecurityException unusable) {
      throw new IOException("the cluster's CA is not valid", unusable);
    }
  }

  private static HttpClient client(SSLContext tls, URI server, AuthorizingClient.Header source)
      throws IOException {
    var port = server.getPort();
    require(server.getHost() != null && port != 0 && port < 65536, "not a valid host and port");
    source.authorization(); // fails now, not at the first request, if there is none
    var http =
        HttpClient.newBuilder() // which follows no redirect
            .version(HttpClient.Version.HTTP_1_1) // over HTTP/2, a 401 ends the connection
            .connectTimeout(Duration.ofSeconds(10)) // the default is none
            .sslContext(tls)
            .build();
    return new AuthorizingClient(http, server, source);
  }

  // @end
  /**
   * Connects using one kubeconfig file, as kind, minikube, k3d, K3s and kubeadm write it; exec
   * plugins need the strict version in {@code access/}. A null context means its current context.
   */
  public static Connection open(String kubeconfig, String context) throws IOException {
    var source = "kubeconfig " + shown(kubeconfig);
    try {
      var file = Path.of(kubeconfig).toAbsolutePath();
      var readable = Files.isReadable(file) && !Files.isDirectory(file);
      require(readable, "cannot be read (one path, no list, no text)");
      var load = new Load(LoadSettings.builder().setSchema(new Strings()).build());
      var config = new Entry(file, (Map<?, ?>) load.loadFromString(Files.readString(file)));
      var name = context == null ? config.text("current-context") : context;
      source += ", context " + shown(name);
      var chosen = config.find("context", name);
      var cluster = config.find("cluster", chosen.text("cluster"));
      var anonymous = chosen.text("user").isEmpty();
      var user = anonymous ? new Entry(file, Map.of()) : config.find("user", chosen.text("user"));
      cluster.reject("insecure-skip-tls-verify", "proxy-url", "tls-server-name");
      user.reject("exec", "auth-provider", "username", "password");
      user.reject("as", "as-groups", "as-uid", "as-user-extra");
      require(cluster.text("server").matches("https://[^@?#]+"), "no https:// server");
      var server = URI.create(cluster.text("server").replaceAll("/*$", "") + "/");
      var keys = keys(user.bytes("client-certificate"), user.bytes("client-key"));
      var tls = tls(cluster.bytes("certificate-authority"), keys);
      var token = user.text("token");
      require(token.matches("[!-~]*"), "the token is not valid"); // or HttpRequest would quote it
      var tokenFile = user.path("tokenFile");
      require(anonymous || keys != null || tokenFile != null || !token.isEmpty(), "no credential");
      var kept = token.isEmpty() ? "" : "Bearer " + token;
      var http = client(tls, server, () -> tokenFile == null ? kept : "Bearer " + token(tokenFile));
      var namespace = chosen.text("namespace").isEmpty() ? "default" : chosen.text("namespace");
      return new Connection(http, server, namespace, source);
    } catch (FileSystemException unreadable) {
      throw new IOException(source + ": cannot read " + shown(unreadable.getFile()));
    } catch (IOException mistake) {
      throw new IOException(source + ": " + mistake.getMessage());
    } catch (GeneralSecurityException | RuntimeException unusable) { // no cause: it may quote it
      throw new IOException(source + ": not a kubeconfig, or its certificate or key is not valid");
    }
  }

  /** Every value is a string: YAML would make the number 12000 of {@code token: 12e3}. */
  private static final class Strings extends FailsafeSchema {
    @Override
    public Map<Tag, ConstructNode> getSchemaTagConstructors() {
      return Map.of(Tag.NULL, node -> null); // a field without a value is common
    }
  }

  /** The fields of a kubeconfig, or of one of its entries. Paths are relative to the file. */
  private record Entry(Path file, Map<?, ?> fields) {
    Entry find(String kind, String name) throws IOException {
      for (var entry : fields.get(kind + "s") instanceof List<?> all ? all : List.of()) {
        if (entry instanceof Map<?, ?> named && name.equals(named.get("name"))) {
          return new Entry(file, (Map<?, ?>) named.get(kind));
        }
      }
      throw new IOException(kind + " " + shown(name) + " is not defined");
    }

    /** Ignored, these would change who you are or whom you talk to. */
    void reject(String... unsupported) throws IOException {
      for (var field : unsupported) {
        var harmless = List.of("null", "", "false").contains(fields.get(field) + "");
        require(harmless, field + " is not supported");
      }
    }

    String text(String field) {
      return fields.get(field) instanceof String text ? text.strip() : "";
    }

    Path path(String field) {
      return text(field).isEmpty() ? null : file.resolveSibling(text(field));
    }

    byte[] bytes(String field) throws IOException {
      if (!text(field + "-data").isEmpty()) {
        return Base64.getMimeDecoder().decode(text(field + "-data"));
      }
      return path(field) == null ? null : Files.readAllBytes(path(field));
    }
  }

  private static Certificate[] certificates(byte[] pem) throws GeneralSecurityException {
    var found =
        CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(pem));
    return found.toArray(Certificate[]::new);
  }

  private static KeyManager[] keys(byte[] certificate, byte[] key)
      throws GeneralSecurityException, IOException {
    if (certificate == null && key == null) {
      return null;
    }
    var chain = certificates(certificate);
    var privateKey = privateKey(new String(key), chain[0].getPublicKey());
    var store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry("client", privateKey, new char[0], chain);
    var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, new char[0]);
    return keys.getKeyManagers();
  }

  /**
   * The JDK reads PKCS#8 only, but kind writes PKCS#1 (RSA) and K3s SEC1 (EC). They lack just the
   * algorithm and its curve, with which the certificate's public key begins.
   */
  private static PrivateKey privateKey(String pem, PublicKey pair) throws GeneralSecurityException {
    var body = pem.replaceAll("(?s).*-----BEGIN (RSA |EC )?PRIVATE KEY-----|-----END.*", "");
    var der = Base64.getMimeDecoder().decode(body);
    var factory = KeyFactory.getInstance(pair.getAlgorithm());
    try { // whatever the label says
      return factory.generatePrivate(new PKCS8EncodedKeySpec(der));
    } catch (InvalidKeySpecException notPkcs8) {
      var publicKey = pair.getEncoded();
      var start = publicKey[1] < 0 ? 2 + (publicKey[1] & 0x7f) : 2; // after the outer tag, length
      var hex = HexFormat.of();
      var algorithm = hex.formatHex(publicKey, start, start + 2 + publicKey[start + 1]);
      var pkcs8 = tlv("30", "020100" + algorithm + tlv("04", hex.formatHex(der)));
      return factory.generatePrivate(new PKCS8EncodedKeySpec(hex.parseHex(pkcs8)));
    }
  }

  /** One DER value in hexadecimal: its tag, the length of its content, and the content. */
  private static String tlv(String tag, String content) {
    var length = content.length() / 2;
    var large = length < 0x100 ? "81%02x" : "82%04x";
    return tag + (length < 0x80 ? "%02x" : large).formatted(length) + content;
  }

  private static void require(boolean fine, String otherwise) throws IOException {
    if (!fine) {
      throw new IOException(otherwise);
    }
  }

  private static boolean isSet(String variable) {
    return !System.getenv().getOrDefault(variable, "").isBlank();
  }

  /** A path or name, unless it may be a secret, as in {@code KUBECONFIG="$(cat kubeconfig)"}. */
  private static String shown(Object value) {
    var harmless = (value + "").matches("(?!.*([\\w+=]{40}|: |//.*@))[^\\p{Cntrl}{?]*");
    return harmless ? "\"" + value + "\"" : "(not shown: it may be a secret)";
  }

  /** Lists pods, if a Role allows it. Exit code 2: bad configuration; 1: any other failure. */
  public static void main(String[] args) throws InterruptedException {
    var exitCode = 2;
    try {
      var connection = open();
      exitCode = 1;
      System.out.println(connection.source + ": " + connection.server);
      var uri = connection.server.resolve("api/v1/namespaces/" + connection.namespace + "/pods");
      var request = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(20)).build();
      var response = connection.http.send(request, BodyHandlers.ofString());
      require(response.statusCode() == 200, "Listing pods failed: HTTP " + response.statusCode());
      var pods = (List<?>) JSON.std.mapFrom(response.body()).get("items");
      System.out.println(pods.size() + " pods in " + connection.namespace);
      for (var pod : pods) {
        System.out.println(((Map<?, ?>) ((Map<?, ?>) pod).get("metadata")).get("name"));
      }
      exitCode = 0;
    } catch (ConnectException failed) { // which has no message
      System.err.println("Listing pods failed: connection refused, or no such host");
    } catch (IOException | RuntimeException failed) {
      System.err.println(failed instanceof FileSystemException ? failed : failed.getMessage());
    }
    System.exit(exitCode);
  }
}

package example.contract;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;
import javax.net.ssl.SSLContext;
import nl.altindag.ssl.SSLFactory;
import nl.altindag.ssl.pem.util.PemUtils;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * The administrator's way to an API server, fake or real, for what a case needs before it starts.
 * Deliberately none of the three clients: a client must not prepare its own examination.
 */
public final class AdminClient {

  public static final ObjectMapper JSON = new ObjectMapper();
  public static final ObjectMapper YAML = new YAMLMapper();

  private static final Duration ANSWER = Duration.ofSeconds(30);

  private final HttpClient http;
  private final URI server;
  private final String caPem;
  private final String kubeconfig;
  private final String token;

  private AdminClient(String kubeconfig, JsonNode cluster, JsonNode user) {
    this.kubeconfig = kubeconfig;
    this.caPem = decode(cluster.get("certificate-authority-data"));
    this.server = URI.create(cluster.get("server").asString().replaceAll("/*$", "/"));
    this.token = user.path("token").asString("");
    this.http =
        HttpClient.newBuilder()
            .sslContext(tls(caPem, user))
            .version(HttpClient.Version.HTTP_1_1)
            .proxy(HttpClient.Builder.NO_PROXY)
            .connectTimeout(ANSWER)
            .build();
  }

  /** Reads a kubeconfig with one cluster and one user, a token or an embedded certificate. */
  public static AdminClient of(String kubeconfig) {
    var config = YAML.readTree(kubeconfig);
    return new AdminClient(
        kubeconfig, config.at("/clusters/0/cluster"), config.at("/users/0/user"));
  }

  private static String decode(JsonNode base64) {
    return new String(Base64.getDecoder().decode(base64.asString()), StandardCharsets.US_ASCII);
  }

  private static SSLContext tls(String ca, JsonNode user) {
    var tls = SSLFactory.builder().withTrustMaterial(PemUtils.parseTrustMaterial(ca));
    if (user.has("client-key-data")) {
      var chain = decode(user.get("client-certificate-data"));
      var key = decode(user.get("client-key-data"));
      tls.withIdentityMaterial(PemUtils.parseIdentityMaterial(chain, key, null));
    }
    return tls.build().getSslContext();
  }

  /** Trusts the certificates of a store, and presents its key, which has an empty password. */
  public static SSLContext tls(KeyStore store) {
    return SSLFactory.builder()
        .withTrustMaterial(store)
        .withIdentityMaterial(store, new char[0])
        .build()
        .getSslContext();
  }

  public URI server() {
    return server;
  }

  public String caPem() {
    return caPem;
  }

  /** The administrator's kubeconfig, as it was given. */
  public String kubeconfig() {
    return kubeconfig;
  }

  /** A new, empty object. */
  public static ObjectNode object() {
    return JSON.createObjectNode();
  }

  /** A new object with nothing but a name. */
  public static ObjectNode named(String name) {
    var object = object();
    object.withObject("/metadata").put("name", name);
    return object;
  }

  public ObjectNode get(String path) {
    return call("GET", path, null, "application/json");
  }

  public ObjectNode post(String path, ObjectNode body) {
    return call("POST", path, body, "application/json");
  }

  public ObjectNode put(String path, ObjectNode body) {
    return call("PUT", path, body, "application/json");
  }

  public ObjectNode delete(String path) {
    return call("DELETE", path, null, "application/json");
  }

  /** Reads an answer that comes bit by bit, such as a log that is followed. */
  public InputStream stream(String path) throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(server.resolve(path)).build();
    var response = http.send(request, BodyHandlers.ofInputStream());
    if (response.statusCode() >= 300) {
      throw new IOException("GET %s: %d".formatted(path, response.statusCode()));
    }
    return response.body();
  }

  /** Merges a patch into an object (RFC 7386). */
  public ObjectNode merge(String path, ObjectNode patch) {
    return call("PATCH", path, patch, "application/merge-patch+json");
  }

  /** Creates what a manifest holds in a namespace; documents without a namespace get it. */
  public void create(Path manifest, String namespace) throws IOException {
    try (var documents = YAML.readerFor(JsonNode.class).<JsonNode>readValues(manifest.toFile())) {
      while (documents.hasNext()) {
        if (documents.next() instanceof ObjectNode document) {
          create(document, namespace);
        }
      }
    }
  }

  private void create(ObjectNode document, String namespace) {
    var version = document.get("apiVersion").asString();
    var kind = document.get("kind").asString();
    document.withObject("/metadata").put("namespace", namespace);
    for (var subject : document.path("subjects")) {
      ((ObjectNode) subject).put("namespace", namespace);
    }
    var group = version.contains("/") ? "apis/" : "api/";
    post(group + version + "/namespaces/" + namespace + "/" + kind.toLowerCase() + "s", document);
  }

  private ObjectNode call(String method, String path, ObjectNode body, String contentType) {
    var publisher =
        body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body.toString());
    var request =
        HttpRequest.newBuilder(server.resolve(path))
            .timeout(ANSWER)
            .header("Content-Type", contentType)
            .header("Accept", "application/json")
            .method(method, publisher);
    if (!token.isEmpty()) {
      request.header("Authorization", "Bearer " + token);
    }
    try {
      var response = http.send(request.build(), BodyHandlers.ofString());
      if (response.statusCode() >= 300) {
        throw new IllegalStateException(
            "%s %s: %d %s".formatted(method, path, response.statusCode(), response.body()));
      }
      return (ObjectNode) JSON.readTree(response.body());
    } catch (IOException unreachable) {
      throw new UncheckedIOException(method + " " + path, unreachable);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }

  /** Reads a file of the repository. */
  public static Path inRepository(String path) {
    var root = Path.of(System.getProperty("repository.root", "../.."));
    var file = root.resolve(path);
    if (!Files.exists(file)) {
      throw new IllegalStateException(file.toAbsolutePath().normalize() + " does not exist");
    }
    return file.toAbsolutePath().normalize();
  }
}

package example.fakeapiserver;

import example.fakeapiserver.storage.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A plain client of one server, as one user: what goes over the wire is what a test looks at. */
final class Client {

  private static final Duration ANSWER = Duration.ofSeconds(10);

  private final HttpClient http;
  private final URI server;
  private final String token;
  private final String actingAs;

  private Client(HttpClient http, URI server, String token, String actingAs) {
    this.http = http;
    this.server = server;
    this.token = token;
    this.actingAs = actingAs;
  }

  /** What came back; the body is a missing node if it is not JSON. */
  record Answer(int status, JsonNode body, String text, HttpResponse<String> response) {
    String at(String pointer) {
      return body.at(pointer).asString("");
    }
  }

  /** With a bearer token, or as nobody if it is null. */
  static Client of(FakeApiServer fake, String token) {
    return new Client(http(fake, null, HttpClient.Version.HTTP_1_1), fake.uri(), token, null);
  }

  static Client of(FakeApiServer fake, FakeCertificates.Identity identity) {
    return new Client(http(fake, identity, HttpClient.Version.HTTP_1_1), fake.uri(), null, null);
  }

  static Client admin(FakeApiServer fake) {
    fake.addToken("for-the-test", "tester", List.of("system:masters"));
    return of(fake, "for-the-test");
  }

  Client overHttp2(FakeApiServer fake) {
    return new Client(http(fake, null, HttpClient.Version.HTTP_2), server, token, null);
  }

  /** The same, impersonating somebody. */
  Client as(String user) {
    return new Client(http, server, token, user);
  }

  private static HttpClient http(
      FakeApiServer fake, FakeCertificates.Identity identity, HttpClient.Version version) {
    try {
      var trusted = KeyStore.getInstance("PKCS12");
      trusted.load(null, null);
      trusted.setCertificateEntry("ca", certificate(fake.caPem()));
      var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(trusted);
      var tls = SSLContext.getInstance("TLS");
      tls.init(identity == null ? null : keys(identity), trust.getTrustManagers(), null);
      return HttpClient.newBuilder().sslContext(tls).version(version).build();
    } catch (GeneralSecurityException | IOException broken) {
      throw new IllegalStateException(broken);
    }
  }

  private static KeyManager[] keys(FakeCertificates.Identity identity)
      throws GeneralSecurityException, IOException {
    var der = Base64.getMimeDecoder().decode(identity.keyPkcs8Pem().replaceAll("-----.*-----", ""));
    var algorithm = identity.keySec1Pem() != null ? "EC" : "RSA";
    var key = KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
    var store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    var chain = new Certificate[] {certificate(identity.certificatePem())};
    store.setKeyEntry("user", key, new char[0], chain);
    var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, new char[0]);
    return keys.getKeyManagers();
  }

  private static Certificate certificate(String pem) throws GeneralSecurityException {
    var in = new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII));
    return CertificateFactory.getInstance("X.509").generateCertificate(in);
  }

  Answer get(String path) throws IOException, InterruptedException {
    return send("GET", path, "", "");
  }

  Answer post(String path, String json) throws IOException, InterruptedException {
    return send("POST", path, "application/json", json);
  }

  Answer put(String path, String json) throws IOException, InterruptedException {
    return send("PUT", path, "application/json", json);
  }

  Answer delete(String path) throws IOException, InterruptedException {
    return send("DELETE", path, "", "");
  }

  Answer send(String method, String path, String type, String body)
      throws IOException, InterruptedException {
    var builder =
        request(path)
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    if (!type.isEmpty()) {
      builder.header("Content-Type", type);
    }
    var response = http.send(builder.build(), BodyHandlers.ofString());
    var isJson =
        response.headers().firstValue("Content-Type").orElse("").equals("application/json");
    var json = isJson ? Json.JSON.readTree(response.body()) : Json.JSON.missingNode();
    return new Answer(response.statusCode(), json, response.body(), response);
  }

  /** The answer as a stream that is still open. */
  InputStream open(String path) throws IOException, InterruptedException {
    return http.send(request(path).build(), BodyHandlers.ofInputStream()).body();
  }

  private HttpRequest.Builder request(String path) {
    var builder = HttpRequest.newBuilder(server.resolve(path)).timeout(ANSWER);
    if (actingAs != null) {
      builder.header("Impersonate-User", actingAs);
    }
    return token == null ? builder : builder.header("Authorization", "Bearer " + token);
  }

  /** A config map with one entry. */
  static String map(String name, String value) {
    var map = Json.object();
    map.putObject("metadata").put("name", name);
    map.putObject("data").put("k", value);
    return map.toString();
  }

  static ObjectNode pod(String name) {
    var pod = Json.object();
    pod.putObject("metadata").put("name", name);
    pod.putObject("spec").putArray("containers").addObject().put("name", "c").put("image", "i");
    return pod;
  }
}

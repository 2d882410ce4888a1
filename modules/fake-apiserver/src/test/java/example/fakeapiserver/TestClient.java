package example.fakeapiserver;

import example.fakeapiserver.storage.Json;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import nl.altindag.ssl.SSLFactory;
import nl.altindag.ssl.pem.util.PemUtils;
import tools.jackson.databind.JsonNode;

/** Sends requests to a server as one user. */
record TestClient(HttpClient http, URI server, String token) {

  /** What came back; the body is a missing node if it is not JSON. */
  record Answer(int status, JsonNode body) {
    String at(String pointer) {
      return body.at(pointer).asString("");
    }
  }

  static TestClient of(FakeApiServer fake, String token, Version version) {
    var trust = PemUtils.parseTrustMaterial(fake.caPem());
    var tls = SSLFactory.builder().withTrustMaterial(trust).build().getSslContext();
    var http = HttpClient.newBuilder().sslContext(tls).version(version).build();
    return new TestClient(http, fake.uri(), token);
  }

  static TestClient of(FakeApiServer fake, String token) {
    return of(fake, token, Version.HTTP_1_1);
  }

  static TestClient admin(FakeApiServer fake) {
    fake.addToken("for-the-test", "tester", List.of("system:masters"));
    return of(fake, "for-the-test");
  }

  Answer get(String path) throws IOException, InterruptedException {
    return send("GET", path, "", "");
  }

  Answer send(String method, String path, String type, String body)
      throws IOException, InterruptedException {
    var request = request(path).method(method, BodyPublishers.ofString(body));
    if (!type.isEmpty()) {
      request.header("Content-Type", type);
    }
    var response = http.send(request.build(), BodyHandlers.ofString());
    var isJson = response.headers().allValues("Content-Type").contains("application/json");
    var json = isJson ? Json.JSON.readTree(response.body()) : Json.JSON.missingNode();
    return new Answer(response.statusCode(), json);
  }

  /** The answer as a stream that is still open. */
  InputStream open(String path) throws IOException, InterruptedException {
    return http.send(request(path).build(), BodyHandlers.ofInputStream()).body();
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(server.resolve(path))
        .timeout(Duration.ofSeconds(10))
        .header("Authorization", "Bearer " + token);
  }
}

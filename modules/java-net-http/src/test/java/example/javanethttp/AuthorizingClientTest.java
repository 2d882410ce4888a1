package example.javanethttp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import example.fakeapiserver.FakeApiServer;
import example.fakeapiserver.http.RecordedRequest;
import example.javanethttp.access.ClusterAccess;
import example.javanethttp.access.ClusterAccess.Environment;
import example.javanethttp.access.ClusterAccess.Options;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What the HttpClient that patterns are given does, beyond what a list of pods shows. */
@ParameterizedClass
@EnumSource
class AuthorizingClientTest {

  /** Which version of cluster access made the client. */
  enum From {
    SHORT,
    STRICT
  }

  @Parameter From from;
  @TempDir Path folder;
  private final FakeApiServer server = FakeApiServer.start();
  private HttpClient http;

  @BeforeEach
  void aKubeconfigWithATokenFile() throws Exception {
    server.addToken("first-marker", "jane", List.of());
    server.addToken("second-marker", "joe", List.of());
    Files.writeString(folder.resolve("token"), "first-marker\n");
    var config =
        server.kubeconfig().replaceAll("user: \\{client-.*}}", "user: {tokenFile: token}}");
    var file = Files.writeString(folder.resolve("kubeconfig"), config);
    http =
        from == From.SHORT
            ? InClusterOrKubeconfig.open(file.toString(), null).http()
            : ClusterAccess.open(new Options(false, null, file, null), Environment.ofThisProcess())
                .http();
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void speaksHttp11() throws Exception {
    assertEquals(Version.HTTP_1_1, http.send(request(), BodyHandlers.ofString()).version());
    assertEquals("HTTP/1.1", server.requests().get(0).httpVersion());
  }

  @Test
  void anAsynchronousRequestCarriesTheToken() {
    http.sendAsync(request(), BodyHandlers.discarding()).join();

    assertEquals(List.of("jane"), users());
  }

  /** Of the short version; the strict one waits a minute, as the contract's cases show. */
  @Test
  void aReplacedTokenFileIsReadAtTheNextRequest() throws Exception {
    http.send(request(), BodyHandlers.discarding());
    Files.writeString(folder.resolve("token"), "second-marker\n");
    http.send(request(), BodyHandlers.discarding());

    assertEquals(List.of("jane", from == From.SHORT ? "joe" : "jane"), users());
  }

  @Test
  void aWebSocketToTheServerCarriesTheToken() {
    upgrade(server.uri());

    assertEquals(List.of("jane"), users());
  }

  @Test
  void aWebSocketToAnotherOriginDoesNot() {
    // Another name of the same server, so that TLS is not what keeps the token.
    upgrade(URI.create("https://localhost:" + server.uri().getPort() + "/"));

    assertEquals(List.of("system:anonymous"), users());
  }

  private HttpRequest request() {
    return HttpRequest.newBuilder(server.uri().resolve("version")).build();
  }

  /** The fake server offers no WebSocket: the handshake fails, but it has seen the request. */
  private void upgrade(URI where) {
    var uri = URI.create(where.resolve("version").toString().replace("https:", "wss:"));
    var builder = http.newWebSocketBuilder().subprotocols("v5.channel.k8s.io");
    assertThrows(
        CompletionException.class,
        () -> builder.buildAsync(uri, new WebSocket.Listener() {}).join());
  }

  private List<String> users() {
    return server.requests().stream().map(RecordedRequest::user).toList();
  }
}

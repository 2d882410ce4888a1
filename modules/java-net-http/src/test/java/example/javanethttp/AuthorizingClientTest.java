package example.javanethttp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import example.fakeapiserver.FakeApiServer;
import example.fakeapiserver.http.RecordedRequest;
import example.javanethttp.access.ClusterAccess;
import example.javanethttp.access.ClusterAccess.Environment;
import example.javanethttp.access.ClusterAccess.Options;
import java.net.URI;
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

/** What the HttpClient that patterns are given does, beyond what a list of pods shows. */
class AuthorizingClientTest {

  private static final String TOKEN = "websocket-marker";

  @TempDir Path folder;
  private final FakeApiServer server = FakeApiServer.start();
  private ClusterAccess.Access access;

  @BeforeEach
  void open() throws Exception {
    server.addToken(TOKEN, "jane", List.of());
    var config = server.kubeconfig().replaceAll("(?m)^    client-(certificate|key)-data: .*\n", "");
    config = config.replace("  user:\n", "  user:\n    token: " + TOKEN + "\n");
    var file = Files.writeString(folder.resolve("kubeconfig"), config);
    var options = new Options(false, null, file, null);
    access = ClusterAccess.open(options, Environment.ofThisProcess());
  }

  @AfterEach
  void close() {
    access.close();
    server.close();
  }

  private static List<String> users(FakeApiServer server) {
    return server.requests().stream().map(RecordedRequest::user).toList();
  }

  @Test
  void speaksHttp11() throws Exception {
    var request = HttpRequest.newBuilder(access.server().resolve("version")).build();

    assertEquals(Version.HTTP_1_1, access.http().send(request, BodyHandlers.ofString()).version());
    assertEquals("HTTP/1.1", server.requests().get(0).httpVersion());
  }

  @Test
  void anAsynchronousRequestCarriesTheToken() {
    var request = HttpRequest.newBuilder(access.server().resolve("version")).build();

    access.http().sendAsync(request, BodyHandlers.discarding()).join();

    assertEquals(List.of("jane"), users(server));
  }

  @Test
  void aWebSocketCarriesTheToken() {
    ask(server.uri());

    assertEquals(List.of("jane"), users(server));
  }

  @Test
  void aWebSocketToAnotherServerDoesNot() throws Exception {
    // Another name of the same server, so that TLS is not what keeps the token.
    ask(URI.create("https://localhost:" + server.uri().getPort() + "/"));

    assertEquals(List.of("system:anonymous"), users(server));
  }

  /** The fake offers no WebSocket, so that the handshake fails; it has seen the request. */
  private void ask(URI where) {
    var uri = URI.create(where.resolve("version").toString().replace("https:", "wss:"));
    var builder = access.http().newWebSocketBuilder().subprotocols("v5.channel.k8s.io");
    assertThrows(
        CompletionException.class,
        () -> builder.buildAsync(uri, new WebSocket.Listener() {}).join());
  }
}

package example.javanethttp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import example.fakeapiserver.FakeApiServer;
import example.javanethttp.InClusterOrKubeconfig.Connection;
import java.net.URI;
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

/** Whose requests the HttpClient of the short version sends. */
class ShortVersionClientTest {

  @TempDir Path folder;
  private final FakeApiServer server = FakeApiServer.start();
  private Connection connection;

  @BeforeEach
  void aKubeconfigWithATokenFile() throws Exception {
    server.addToken("first-marker", "jane", List.of());
    server.addToken("second-marker", "joe", List.of());
    Files.writeString(folder.resolve("token"), "first-marker\n");
    var config = server.kubeconfig().replaceAll("(?m)^    client-(certificate|key)-data: .*\n", "");
    config = config.replace("  user:\n", "  user:\n    tokenFile: token\n");
    var file = Files.writeString(folder.resolve("kubeconfig"), config);
    connection = InClusterOrKubeconfig.open(file.toString(), null);
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void aReplacedTokenFileIsReadAtTheNextRequest() throws Exception {
    send();
    Files.writeString(folder.resolve("token"), "second-marker\n");
    send();

    assertEquals(List.of("jane", "joe"), users());
  }

  @Test
  void aWebSocketToTheServerCarriesTheToken() {
    upgrade(server.uri());

    assertEquals(List.of("jane"), users());
  }

  @Test
  void aWebSocketToAnotherOriginDoesNotAndIsRefused() {
    // Another name of the same server, so that TLS is not what keeps the token.
    upgrade(URI.create("https://localhost:" + server.uri().getPort() + "/"));

    assertEquals(List.of("system:anonymous"), users());
  }

  private void send() throws Exception {
    var request = HttpRequest.newBuilder(connection.server().resolve("version")).build();
    connection.http().send(request, BodyHandlers.discarding());
  }

  /** The fake server offers no WebSocket: the handshake fails, but it has seen the request. */
  private void upgrade(URI where) {
    var uri = URI.create(where.resolve("version").toString().replace("https:", "wss:"));
    var builder = connection.http().newWebSocketBuilder();
    assertThrows(
        CompletionException.class,
        () -> builder.buildAsync(uri, new WebSocket.Listener() {}).join());
  }

  private List<String> users() {
    return server.requests().stream().map(request -> request.user()).toList();
  }
}

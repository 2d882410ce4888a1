package example.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class TcpProxyTest {

  private static final int SHORT = 300; // milliseconds in which nothing may come

  @AutoClose
  private final ServerSocket server = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());

  @AutoClose
  private final TcpProxy proxy =
      new TcpProxy(URI.create("https://127.0.0.1:" + server.getLocalPort()));

  @AutoClose private Socket client = connect();
  @AutoClose private Socket peer = server.accept();

  TcpProxyTest() throws IOException {}

  private Socket connect() throws IOException {
    return new Socket("127.0.0.1", proxy.uri().getPort());
  }

  private static String pass(Socket from, Socket to, String text) throws IOException {
    from.getOutputStream().write(text.getBytes());
    return new String(to.getInputStream().readNBytes(text.length()));
  }

  @Test
  void forwards_both_ways_and_resets_when_it_is_cut() throws IOException {
    assertEquals("question", pass(client, peer, "question"));
    assertEquals("answer", pass(peer, client, "answer"));
    proxy.cut();
    assertThrows(SocketException.class, () -> client.getInputStream().read());
  }

  @Test
  void a_silent_connection_stays_open_and_stays_silent() throws IOException {
    proxy.silence();
    client.setSoTimeout(SHORT);
    peer.getOutputStream().write(1);
    assertThrows(SocketTimeoutException.class, () -> client.getInputStream().read());
    proxy.heal();
    peer.getOutputStream().write(1);
    assertThrows(SocketTimeoutException.class, () -> client.getInputStream().read());

    try (var next = connect();
        var nextPeer = server.accept()) {
      assertEquals("question", pass(next, nextPeer, "question"));
    }
  }

  @Test
  void forwards_later() throws IOException {
    proxy.delay(SHORT);
    var begin = System.nanoTime();
    assertEquals("question", pass(client, peer, "question"));
    assertTrue(System.nanoTime() - begin >= Duration.ofMillis(SHORT).toNanos());
  }

  @Test
  void refuses_connections_until_it_is_healed() throws IOException {
    proxy.close();
    assertThrows(IOException.class, this::connect);
    proxy.heal();
    connect().close();
  }
}

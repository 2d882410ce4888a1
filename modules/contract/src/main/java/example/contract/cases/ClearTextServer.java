package example.contract.cases;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;

/** A server that does not speak TLS, and gives the same answer to everybody. */
final class ClearTextServer implements AutoCloseable {

  private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final byte[] answer;

  /**
   * @param status {@code 403 Forbidden}
   */
  ClearTextServer(String status) throws IOException {
    answer =
        "HTTP/1.1 %s\r\nContent-Length: 0\r\n\r\n"
            .formatted(status)
            .getBytes(StandardCharsets.US_ASCII);
    var thread = new Thread(this::serve, "clear-text");
    thread.setDaemon(true);
    thread.start();
  }

  int port() {
    return socket.getLocalPort();
  }

  private void serve() {
    while (!socket.isClosed()) {
      try (var connection = socket.accept()) {
        connection.getInputStream().read(new byte[1 << 14]);
        connection.getOutputStream().write(answer);
      } catch (IOException gone) {
        // the client, or this server
      }
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}

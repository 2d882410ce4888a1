package example.contract.cases;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;

/** A server on the loopback address that gives the same answer to everybody. */
final class FixedAnswerServer implements AutoCloseable {

  private final ServerSocket socket;
  private final byte[] answer;

  private FixedAnswerServer(ServerSocket socket, String status, String body) throws IOException {
    var head = "HTTP/1.1 %s\r\nContent-Type: application/json\r\nConnection: close\r\n";
    var text = (head + "Content-Length: %d\r\n\r\n%s").formatted(status, body.length(), body);
    this.socket = socket;
    this.answer = text.getBytes(StandardCharsets.US_ASCII);
    socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    var thread = new Thread(this::serve, "fixed-answer");
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * Does not speak TLS.
   *
   * @param status {@code 403 Forbidden}
   */
  static FixedAnswerServer inClearText(String status) throws IOException {
    return new FixedAnswerServer(new ServerSocket(), status, "");
  }

  /** Speaks TLS, demands a client certificate or not, and answers with a list of no pods. */
  static FixedAnswerServer of(SSLContext tls, boolean demanding) throws IOException {
    var socket = (SSLServerSocket) tls.getServerSocketFactory().createServerSocket();
    socket.setNeedClientAuth(demanding);
    var pods = "{\"apiVersion\":\"v1\",\"kind\":\"PodList\",\"metadata\":{},\"items\":[]}";
    return new FixedAnswerServer(socket, "200 OK", pods);
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
        // the client, or this server; or no certificate that is trusted
      }
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}

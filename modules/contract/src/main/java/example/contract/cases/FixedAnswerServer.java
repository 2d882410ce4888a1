package example.contract.cases;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import javax.net.ssl.SSLServerSocket;
import nl.altindag.ssl.SSLFactory;

/** A server on the loopback address that gives the same answer to everybody. */
final class FixedAnswerServer implements AutoCloseable {

  private final ServerSocket socket;
  private final byte[] answer;

  private FixedAnswerServer(ServerSocket socket, String status) throws IOException {
    this.socket = socket;
    var head = "HTTP/1.1 %s\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";
    this.answer = head.formatted(status).getBytes(StandardCharsets.US_ASCII);
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
    return new FixedAnswerServer(new ServerSocket(), status);
  }

  /**
   * Ends the handshake with a client that has no certificate.
   *
   * @param keys with the server's certificate and an empty password
   */
  static FixedAnswerServer demandingCertificates(KeyStore keys) throws IOException {
    var tls = SSLFactory.builder().withIdentityMaterial(keys, new char[0]).build();
    var socket = (SSLServerSocket) tls.getSslServerSocketFactory().createServerSocket();
    socket.setNeedClientAuth(true);
    return new FixedAnswerServer(socket, "200 OK");
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
        // the client, or this server; or no certificate
      }
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}

package example.fakeapiserver.http;

import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.logging.Level;
import java.util.logging.Logger;
import nl.altindag.ssl.SSLFactory;
import org.eclipse.jetty.alpn.server.ALPNServerConnectionFactory;
import org.eclipse.jetty.http2.server.HTTP2ServerConnectionFactory;
import org.eclipse.jetty.io.RateControl;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * Serves HTTP/1.1 and HTTP/2 over TLS on the loopback address, and asks for client certificates.
 */
public final class HttpsServer implements AutoCloseable {

  private static final int THREADS = 1000; // each open watch holds one
  private static final int HEADERS = 64 << 10; // bytes
  private static final Duration IDLE = Duration.ofHours(1); // silence is a fault, not a timeout
  // kept, because java.util.logging forgets the level of a logger that nobody refers to
  private static final Logger JETTY = Logger.getLogger("org.eclipse.jetty");

  private final Server server;
  private final int port; // known also after the end

  /**
   * Starts a server.
   *
   * @param port 0 for a free one
   * @param keys with the server's certificate and an empty password
   * @param authority whose client certificates are asked for
   * @throws IllegalStateException if the port is taken
   */
  public HttpsServer(int port, KeyStore keys, X509Certificate authority, Handler handler) {
    JETTY.setLevel(Level.OFF);
    var threads = new QueuedThreadPool(THREADS);
    threads.setName("fake-api-server");
    threads.setDaemon(true);
    this.server = new Server(threads);
    var connector = connector(server, tls(keys, authority));
    connector.setHost("127.0.0.1");
    connector.setPort(port);
    connector.setIdleTimeout(IDLE.toMillis());
    server.addConnector(connector);
    server.setHandler(handler);
    try {
      server.start();
    } catch (Exception broken) {
      throw new IllegalStateException(
          "port %d of the loopback address cannot be used".formatted(port), broken);
    }
    this.port = connector.getLocalPort();
  }

  private static ServerConnector connector(Server server, SslContextFactory.Server tls) {
    var http = new HttpConfiguration();
    http.setSendServerVersion(false);
    http.setRequestHeaderSize(HEADERS);
    http.addCustomizer(new SecureRequestCustomizer(false));
    var alpn = new ALPNServerConnectionFactory();
    alpn.setDefaultProtocol("http/1.1");
    var http2 = new HTTP2ServerConnectionFactory(http);
    // Jetty closes the connection of a client that sends too many small frames, as Go's does when
    // it
    // reads large lists; the real server does not.
    http2.setRateControlFactory(new RateControl.Factory() {});
    return new ServerConnector(
        server,
        new SslConnectionFactory(tls, alpn.getProtocol()),
        alpn,
        http2,
        new HttpConnectionFactory(http));
  }

  /**
   * Any client certificate passes the handshake. As in the real server, it is the authenticator
   * that rejects one it does not know, with a 401.
   */
  private static SslContextFactory.Server tls(KeyStore keys, X509Certificate authority) {
    var ssl =
        SSLFactory.builder()
            .withIdentityMaterial(keys, new char[0])
            .withTrustMaterial(authority)
            .withTrustEnhancer(any -> true)
            .build();
    var tls = new SslContextFactory.Server();
    tls.setSslContext(ssl.getSslContext());
    tls.setWantClientAuth(true);
    return tls;
  }

  public int port() {
    return port;
  }

  /** Closes every connection. */
  @Override
  public void close() {
    LifeCycle.stop(server);
  }
}

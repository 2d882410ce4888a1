package example.contract;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.commons.io.IOUtils;

/** A TCP proxy in front of an API server, for what happens to connections on the way there. */
public final class TcpProxy implements AutoCloseable {

  private final URI server;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private volatile ServerSocket listener;
  private volatile long latency; // milliseconds
  private volatile int silence; // odd while nothing is forwarded

  public TcpProxy(URI server) throws IOException {
    this.server = server;
    listen(0);
  }

  /** Where it listens, ending in a slash: {@code https://127.0.0.1:40123/}. */
  public URI uri() {
    return URI.create("https://127.0.0.1:%d/".formatted(listener.getLocalPort()));
  }

  /** Resets every connection (RST). New ones are accepted. */
  public void cut() {
    for (var socket : sockets) {
      try (socket) {
        socket.setSoLinger(true, 0); // seconds: RST in place of FIN
      } catch (IOException closed) {
        sockets.remove(socket);
      }
    }
  }

  /** Keeps connections, also new ones, but forwards nothing. Then they are half-open for ever. */
  public void silence() {
    silence |= 1;
  }

  /** Forwards every piece so many milliseconds later. */
  public void delay(long latency) {
    this.latency = latency;
  }

  /** From now on nothing goes wrong with new connections, also after {@link #close}. */
  public void heal() throws IOException {
    silence += silence & 1;
    latency = 0;
    if (listener.isClosed()) {
      listen(listener.getLocalPort());
    }
  }

  private void listen(int port) throws IOException {
    listener = new ServerSocket(port, 0, InetAddress.getLoopbackAddress());
    new Thread(() -> accept(listener)).start();
  }

  private synchronized void accept(ServerSocket socket) {
    while (!socket.isClosed()) {
      try {
        var client = socket.accept();
        sockets.add(client);
        var upstream = new Socket(server.getHost(), server.getPort());
        sockets.add(upstream);
        new Thread(() -> forward(client, upstream)).start();
        new Thread(() -> forward(upstream, client)).start();
      } catch (IOException gone) {
        // the listener was closed, or the server is away
      }
    }
  }

  private void forward(Socket from, Socket to) {
    var piece = new byte[16 << 10];
    var born = silence & ~1; // a connection that has known silence is dead
    try (from) {
      for (int length; (length = from.getInputStream().read(piece)) >= 0; ) {
        Thread.sleep(latency);
        if (silence == born) {
          to.getOutputStream().write(piece, 0, length);
        }
      }
    } catch (IOException | InterruptedException broken) {
      // the other side learns it as the end
    }
    if (silence == born) {
      IOUtils.closeQuietly(to);
    }
  }

  /** Cuts, and refuses new connections as if nothing listened. */
  @Override
  public void close() throws IOException {
    listener.close();
    synchronized (this) { // when it accepts no more
      cut();
    }
  }
}

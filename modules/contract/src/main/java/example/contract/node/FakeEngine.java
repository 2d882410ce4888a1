package example.contract.node;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A Docker engine on loopback that has 2 GiB, runs on amd64 and has both images, unless told
 * otherwise.
 */
public final class FakeEngine implements AutoCloseable {

  public long memory = 2L << 30; // bytes
  public String network = "{\"IPAM\": {\"Config\": [{\"Subnet\": \"10.0.0.0/8\"}]}}";
  public String node = "{\"Architecture\": \"amd64\"}";
  public String java = "{\"Architecture\": \"amd64\"}";
  public Answer info =
      exchange ->
          send(
              exchange,
              200,
              "{\"MemTotal\": %d, \"Architecture\": \"x86_64\", \"OSType\": \"linux\"}"
                  .formatted(memory));
  public Answer pull = exchange -> send(exchange, 500, "{\"message\": \"pulled without need\"}");
  public Answer create = exchange -> send(exchange, 500, "{\"message\": \"created without need\"}");

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final HttpServer server;

  /** How the engine answers a request. */
  public interface Answer {
    void to(HttpExchange exchange) throws IOException, InterruptedException;
  }

  public FakeEngine() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  /** What DOCKER_HOST is set to. */
  public String address() {
    return "tcp://127.0.0.1:" + port();
  }

  public int port() {
    return server.getAddress().getPort();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      exchange.getRequestBody().readAllBytes();
      var version = "^/v[0-9.]+";
      var registry = "example.test/";
      var path = exchange.getRequestURI().getPath().replaceFirst(version, "").replace(registry, "");
      switch (path) {
        case "/_ping" -> send(exchange, 200, "OK");
        case "/version" -> send(exchange, 200, "{\"ApiVersion\": \"1.44\", \"Version\": \"29.0\"}");
        case "/info" -> info.to(exchange);
        case "/networks/bridge" -> json(exchange, network);
        case "/images/node:1/json" -> json(exchange, node);
        case "/images/java:1/json" -> json(exchange, java);
        case "/images/create" -> pull.to(exchange);
        case "/containers/create" -> create.to(exchange);
        default -> send(exchange, 404, "{\"message\": \"no " + path + "\"}");
      }
    } catch (InterruptedException end) {
      Thread.currentThread().interrupt();
    }
  }

  /** Sends JSON; without any, the thing asked for does not exist. */
  private static void json(HttpExchange exchange, String body) throws IOException {
    if (body == null) {
      send(exchange, 404, "{\"message\": \"no such image\"}");
    } else {
      send(exchange, 200, body);
    }
  }

  public static void send(HttpExchange exchange, int status, String body) throws IOException {
    var bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  /** Sends these lines as they come, and says nothing more. */
  public void stall(HttpExchange exchange, String lines) throws IOException, InterruptedException {
    if (!lines.isEmpty()) {
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(200, 0);
      exchange.getResponseBody().write(lines.getBytes(StandardCharsets.UTF_8));
      exchange.getResponseBody().flush();
    }
    closed.await();
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}

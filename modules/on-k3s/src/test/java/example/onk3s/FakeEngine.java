package example.onk3s;

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
final class FakeEngine implements AutoCloseable {

  long memory = 2L << 30; // bytes
  String network = "{\"IPAM\": {\"Config\": [{\"Subnet\": \"10.0.0.0/8\"}]}}";
  String node = "{\"Architecture\": \"amd64\"}";
  String java = "{\"Architecture\": \"amd64\"}";
  Answer info =
      exchange ->
          send(
              exchange,
              200,
              "{\"MemTotal\": %d, \"Architecture\": \"x86_64\", \"OSType\": \"linux\"}"
                  .formatted(memory));
  Answer pull = exchange -> send(exchange, 500, "{\"message\": \"pulled without need\"}");
  Answer create = exchange -> send(exchange, 500, "{\"message\": \"created without need\"}");

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final HttpServer server;

  /** How the engine answers a request. */
  interface Answer {
    void to(HttpExchange exchange) throws IOException, InterruptedException;
  }

  FakeEngine() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  /** What DOCKER_HOST is set to. */
  String address() {
    return "tcp://127.0.0.1:" + port();
  }

  int port() {
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

  static void send(HttpExchange exchange, int status, String body) throws IOException {
    var bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  /** Sends these lines as they come, and says nothing more. */
  void stall(HttpExchange exchange, String lines) throws IOException, InterruptedException {
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

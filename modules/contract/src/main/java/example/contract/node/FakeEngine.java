package example.contract.node;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A Docker engine on loopback that has 2 GiB, runs on amd64 and has both images, unless told
 * otherwise.
 */
public final class FakeEngine implements AutoCloseable {

  private static final String AMD64 = "{\"Architecture\": \"amd64\"}";

  private final Map<String, Answer> answers = new ConcurrentHashMap<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final HttpServer server;

  /** How the engine answers a request. */
  public interface Answer {
    void to(HttpExchange exchange) throws IOException, InterruptedException;
  }

  public FakeEngine() throws IOException {
    answer("/_ping", 200, "OK");
    answer("/version", 200, "{\"ApiVersion\": \"1.44\", \"Version\": \"29.0\"}");
    var machine = "{\"MemTotal\": 2147483648, \"Architecture\": \"x86_64\", \"OSType\": \"linux\"}";
    answer("/info", 200, machine);
    answer("/images/node:1/json", 200, AMD64);
    answer("/images/java:1/json", 200, AMD64);
    answer("/images/create", 500, "{\"message\": \"pulled without need\"}");
    answer("/containers/create", 500, "{\"message\": \"created without need\"}");
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  /** From now on it answers requests for this path so. */
  public void answer(String path, int status, String body) {
    answer(path, exchange -> send(exchange, status, body));
  }

  public void answer(String path, Answer answer) {
    answers.put(path, answer);
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
      var path = exchange.getRequestURI().getPath().replaceFirst("^/v[0-9.]+", "");
      var answer = answers.get(path.replace("example.test/", ""));
      if (answer == null) {
        send(exchange, 404, "{\"message\": \"no " + path + "\"}");
      } else {
        answer.to(exchange);
      }
    } catch (InterruptedException end) {
      Thread.currentThread().interrupt();
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

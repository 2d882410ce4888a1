// SPDX-License-Identifier: MIT-0
//JAVA 17+
// Permission: none
// Cases:      in-cluster-or-kubeconfig.*
// Page:       docs/in-cluster-or-kubeconfig.md
package example.javanethttp;

import java.io.IOException;
import java.net.Authenticator;
import java.net.CookieHandler;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.PushPromiseHandler;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/** Adds {@code Authorization} to requests for one server only. A 401 is not retried. */
final class AuthorizingClient extends HttpClient {

  /** The value of the header. Asked for each request; an empty one means no header. */
  interface Header {
    String authorization() throws IOException;
  }

  private final HttpClient http;
  private final URI origin;
  final Header source;

  AuthorizingClient(HttpClient http, URI server, Header source) {
    this.http = http;
    this.origin = server.resolve("/"); // scheme, host and port
    this.source = source;
  }

  private HttpRequest authorized(HttpRequest request) throws IOException {
    var header = source(request.uri());
    if (header.isEmpty()) {
      return request;
    }
    var copy = HttpRequest.newBuilder(request, (name, value) -> true);
    return copy.setHeader("Authorization", header).build();
  }

  /** Empty for any other server. */
  private String source(URI uri) throws IOException {
    var http = uri.toString().replaceFirst("^ws", "http");
    return origin.equals(URI.create(http).resolve("/")) ? source.authorization() : "";
  }

  @Override
  public <T> HttpResponse<T> send(HttpRequest request, BodyHandler<T> handler)
      throws IOException, InterruptedException {
    return http.send(authorized(request), handler);
  }

  @Override
  public <T> CompletableFuture<HttpResponse<T>> sendAsync(
      HttpRequest request, BodyHandler<T> handler) {
    return sendAsync(request, handler, null);
  }

  @Override
  public <T> CompletableFuture<HttpResponse<T>> sendAsync(
      HttpRequest request, BodyHandler<T> handler, PushPromiseHandler<T> pushes) {
    try {
      return http.sendAsync(authorized(request), handler, pushes);
    } catch (IOException noToken) {
      return CompletableFuture.failedFuture(noToken);
    }
  }

  @Override
  public Optional<CookieHandler> cookieHandler() {
    return http.cookieHandler();
  }

  @Override
  public Optional<Duration> connectTimeout() {
    return http.connectTimeout();
  }

  @Override
  public Redirect followRedirects() {
    return http.followRedirects();
  }

  @Override
  public Optional<ProxySelector> proxy() {
    return http.proxy();
  }

  @Override
  public SSLContext sslContext() {
    return http.sslContext();
  }

  @Override
  public SSLParameters sslParameters() {
    return http.sslParameters();
  }

  @Override
  public Optional<Authenticator> authenticator() {
    return http.authenticator();
  }

  @Override
  public Version version() {
    return http.version();
  }

  @Override
  public Optional<Executor> executor() {
    return http.executor();
  }

  @Override
  public WebSocket.Builder newWebSocketBuilder() {
    var builder = http.newWebSocketBuilder();
    return new WebSocket.Builder() {
      @Override
      public WebSocket.Builder header(String name, String value) {
        builder.header(name, value);
        return this;
      }

      @Override
      public WebSocket.Builder connectTimeout(Duration timeout) {
        builder.connectTimeout(timeout);
        return this;
      }

      @Override
      public WebSocket.Builder subprotocols(String mostPreferred, String... others) {
        builder.subprotocols(mostPreferred, others);
        return this;
      }

      @Override
      public CompletableFuture<WebSocket> buildAsync(URI uri, WebSocket.Listener listener) {
        try {
          var header = source(uri);
          return (header.isEmpty() ? builder : builder.header("Authorization", header))
              .buildAsync(uri, listener);
        } catch (IOException noToken) {
          return CompletableFuture.failedFuture(noToken);
        }
      }
    };
  }
}

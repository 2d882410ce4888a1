package example.fakeapiserver.http;

import example.fakeapiserver.auth.Reviews;
import example.fakeapiserver.faults.Fault;
import example.fakeapiserver.storage.Json;
import example.fakeapiserver.storage.Query;
import example.fakeapiserver.storage.StatusException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.ExtendedSSLSession;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http2.ErrorCode;
import org.eclipse.jetty.http2.HTTP2Connection;
import org.eclipse.jetty.http2.frames.ResetFrame;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** One request and its answer, with the fault that applies to it. */
final class Exchange {

  private static final int PIECE = 64; // bytes of a slow body

  /** Says that nothing more is to be sent, but that the connection stays open. */
  @SuppressWarnings("serial")
  static final class Silenced extends IOException {}

  /** Says that nothing more is to be sent, and that the answer ends properly. */
  @SuppressWarnings("serial")
  static final class Ended extends IOException {}

  final String method;
  final String path;
  final String rawQuery; // undecoded; empty if there is none
  final Query query;

  private final Request request;
  private final Response response;
  private final AtomicReference<RecordedRequest> logged;
  private final byte[] body;
  private volatile boolean failed;
  private Fault.Action fault;
  private boolean goAway;
  private long written;

  /**
   * Logs the request, and reads its body at once: an answer before the body's end would cost
   * HTTP/1.1 the connection.
   */
  Exchange(Request request, Response response, Queue<AtomicReference<RecordedRequest>> log)
      throws IOException {
    this.request = request;
    this.response = response;
    this.method = request.getMethod();
    this.path = request.getHttpURI().getDecodedPath();
    this.rawQuery = Optional.ofNullable(request.getHttpURI().getQuery()).orElse("");
    var version = request.getConnectionMetaData().getHttpVersion().asString();
    this.logged =
        new AtomicReference<>(
            new RecordedRequest(method, path, rawQuery, "", 0, version, serverName()));
    log.add(logged);
    var parameters = new HashMap<String, String>();
    Request.extractQueryParameters(request)
        .forEach(field -> parameters.put(field.getName(), field.getValue()));
    this.query = new Query(parameters);
    try (var in = Request.asInputStream(request)) {
      this.body = in.readAllBytes();
    }
    request.addFailureListener(why -> failed = true);
  }

  // ---- request ----

  private EndPoint.SslSessionData tls() {
    return (EndPoint.SslSessionData) request.getAttribute(EndPoint.SslSessionData.ATTRIBUTE);
  }

  private String serverName() {
    var names = ((ExtendedSSLSession) tls().sslSession()).getRequestedServerNames();
    return names.isEmpty() ? "" : new String(names.get(0).getEncoded(), StandardCharsets.UTF_8);
  }

  /** What the client proved to own in the TLS handshake; may be empty. */
  List<X509Certificate> certificates() {
    var certificates = tls().peerCertificates();
    return certificates == null ? List.of() : List.of(certificates);
  }

  /** Null if there is none. */
  String authorization() {
    return request.getHeaders().get(HttpHeader.AUTHORIZATION);
  }

  /** Whether it is to become a WebSocket. */
  boolean isUpgrade() {
    return request.getHeaders().contains(HttpHeader.UPGRADE, "websocket");
  }

  /** Notes in the log who asks. */
  void user(String name) {
    logged.updateAndGet(request -> request.with(name, request.status()));
  }

  String mediaType() {
    var type = request.getHeaders().get(HttpHeader.CONTENT_TYPE);
    return type == null ? "" : type.split(";")[0].strip();
  }

  /** The body, which must be JSON. */
  JsonNode body() {
    try {
      return Json.JSON.readTree(body);
    } catch (JacksonException malformed) {
      throw StatusException.badRequest("the object provided is unrecognized: it must be JSON");
    }
  }

  /** The body, which must be an object. */
  ObjectNode object() {
    if (!mediaType().matches("|application/json")) {
      throw StatusException.notSupported(
          415,
          "UnsupportedMediaType",
          mediaType() + "; send application/json (kubectl does so for apply -f and create -f)");
    }
    if (body() instanceof ObjectNode object) {
      return object;
    }
    throw StatusException.badRequest("the object provided is unrecognized: it must be an object");
  }

  // ---- answer ----

  /** Whether the answer has begun. */
  boolean isAnswered() {
    return response.isCommitted();
  }

  /** Whether the client went away, as far as that can be seen. */
  boolean hasFailed() {
    return failed;
  }

  /** Ends an HTTP/2 connection after this answer. HTTP/1.1 stays as it is. */
  void closeConnection() {
    goAway = true;
  }

  void status(StatusException refusal) throws IOException {
    var seconds = refusal.status().path("details").path("retryAfterSeconds").asInt(-1);
    if (seconds >= 0) {
      response.getHeaders().put(HttpHeader.RETRY_AFTER, seconds);
    }
    json(refusal.code(), refusal.status());
  }

  void headers(Map<String, String> headers) {
    headers.forEach(response.getHeaders()::put);
  }

  void json(int status, ObjectNode object) throws IOException {
    if (fault instanceof Fault.IncompleteRules && object.has("status")) {
      Reviews.incomplete(object);
    }
    text(status, "application/json", shown(object) + "\n");
  }

  void text(int status, String type, String text) throws IOException {
    var bytes = text.getBytes(StandardCharsets.UTF_8);
    begin(status, type);
    response.getHeaders().put(HttpHeader.CONTENT_LENGTH, bytes.length);
    send(bytes);
    Content.Sink.write(response, true, ByteBuffer.allocate(0));
  }

  /** Begins an answer without a known end. */
  void beginStream() throws IOException {
    begin(200, "application/json");
    Content.Sink.write(response, false, ByteBuffer.allocate(0));
  }

  /** Sends one event of a watch. */
  void event(String type, ObjectNode object) throws IOException {
    var event = Json.object().put("type", type);
    event.set("object", shown(object));
    send((event + "\n").getBytes(StandardCharsets.UTF_8));
  }

  /** The object, or with that fault a copy with fields that no client of today knows. */
  private ObjectNode shown(ObjectNode object) {
    if (!(fault instanceof Fault.UnknownField)) {
      return object;
    }
    var copy = object.deepCopy();
    addUnknownFields(copy);
    copy.path("items").forEach(Exchange::addUnknownFields);
    return copy;
  }

  private static void addUnknownFields(JsonNode object) {
    for (var place : List.of("", "/spec", "/status", "/spec/containers/0")) {
      if (object.at(place) instanceof ObjectNode node) {
        node.putObject("fieldFromTheFuture").put("enabled", true).putArray("levels").add(1);
      }
    }
  }

  private void begin(int status, String type) {
    if (goAway && connection() instanceof HTTP2Connection http2) {
      // Before the answer, as the real server does; the answer still comes.
      http2.getSession().close(ErrorCode.NO_ERROR.code, "", Callback.NOOP);
    }
    logged.updateAndGet(request -> request.with(request.user(), status));
    response.setStatus(status);
    var headers = response.getHeaders();
    headers.put(HttpHeader.CONTENT_TYPE, type);
    headers.put(HttpHeader.CACHE_CONTROL, "no-cache, private");
    if (fault instanceof Fault.ClockAhead clock) {
      headers.putDate(HttpHeader.DATE, System.currentTimeMillis() + clock.by().toMillis());
    }
  }

  private Connection connection() {
    return request.getConnectionMetaData().getConnection();
  }

  private void send(byte[] bytes) throws IOException {
    var step = fault instanceof Fault.Slow ? PIECE : bytes.length;
    for (int at = 0; at < bytes.length; at += step) {
      flush(bytes, at, Math.min(step, bytes.length - at));
      if (fault instanceof Fault.Slow slow) {
        LockSupport.parkNanos(slow.pause().toNanos());
      }
    }
  }

  /** Sends what the fault lets through. */
  private void flush(byte[] bytes, int from, int length) throws IOException {
    var left = limit() - written;
    var sent = (int) Math.min(length, left);
    Content.Sink.write(response, false, ByteBuffer.wrap(bytes, from, sent));
    written += sent;
    if (sent == left) {
      stop();
    }
  }

  // ---- faults of the connection ----

  /** Applies a fault, at once or while the answer is sent. */
  void apply(Fault.Action action) throws IOException {
    fault = action;
    if (limit() < 0) {
      stop();
    }
    if (action instanceof Fault.RefuseStream) {
      refuseStream();
    }
  }

  /** How many bytes of the body the fault lets through. */
  private long limit() {
    return fault instanceof Fault.Stop stop ? stop.bytes() : Long.MAX_VALUE;
  }

  /** Whether the fault ends a watch with 410 as its first event. */
  boolean isToBeGone() {
    return fault instanceof Fault.GoneEvent;
  }

  private void stop() throws IOException {
    if (fault instanceof Fault.SilenceAfter) {
      throw new Silenced();
    }
    if (fault instanceof Fault.EndAfter) {
      throw new Ended();
    }
    cut();
  }

  /** Closes the socket under TLS and HTTP, so that neither can close properly. */
  private void cut() throws IOException {
    var endPoint = connection().getEndPoint();
    while (endPoint instanceof EndPoint.Wrapper wrapper) {
      endPoint = wrapper.unwrap();
    }
    endPoint.close();
    throw new IOException("cut, as asked for");
  }

  private void refuseStream() throws IOException {
    if (connection() instanceof HTTP2Connection http2) {
      var id = Integer.parseInt(request.getId());
      var refused = new ResetFrame(id, ErrorCode.REFUSED_STREAM_ERROR.code);
      http2.getSession().getStream(id).reset(refused, Callback.NOOP);
      throw new IOException("refused, as asked for");
    }
  }
}

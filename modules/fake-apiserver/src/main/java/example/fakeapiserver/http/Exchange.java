package example.fakeapiserver.http;

import static java.time.format.DateTimeFormatter.RFC_1123_DATE_TIME;

import example.fakeapiserver.auth.Reviews;
import example.fakeapiserver.faults.Fault;
import example.fakeapiserver.storage.Json;
import example.fakeapiserver.storage.Query;
import example.fakeapiserver.storage.ResourceType;
import example.fakeapiserver.storage.StatusException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.http2.ErrorCode;
import org.eclipse.jetty.http2.HTTP2Connection;
import org.eclipse.jetty.http2.frames.ResetFrame;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** One request and its answer, with the fault that befalls the answer. */
public final class Exchange {

  private static final Set<String> MEDIA_TYPES =
      Set.of("", "application/json", "application/yaml", Protobuf.MEDIA_TYPE);
  private static final int PIECE = 64; // bytes of a slow body

  /** Says that nothing more is to be sent, but that the connection stays open. */
  @SuppressWarnings("serial")
  public static final class Silenced extends IOException {}

  private final Request request;
  private final Response response;
  private final RequestLog.Entry entry;
  private final Query query;
  private volatile boolean failed;
  private Fault.Action fault;
  private boolean goAway;
  private long written;

  public Exchange(Request request, Response response, RequestLog.Entry entry) {
    this.request = request;
    this.response = response;
    this.entry = entry;
    var parameters = new HashMap<String, String>();
    Request.extractQueryParameters(request)
        .forEach(field -> parameters.put(field.getName(), field.getValue()));
    this.query = new Query(parameters);
    request.addFailureListener(why -> failed = true);
  }

  public String method() {
    return request.getMethod();
  }

  public String path() {
    return request.getHttpURI().getDecodedPath();
  }

  /** Undecoded; null if there is none. */
  public String rawQuery() {
    return request.getHttpURI().getQuery();
  }

  public Query query() {
    return query;
  }

  public String header(HttpHeader name) {
    return request.getHeaders().get(name);
  }

  public String header(String name) {
    return request.getHeaders().get(name);
  }

  public List<String> headers(String name) {
    return request.getHeaders().getValuesList(name);
  }

  /** Whether the answer has begun. */
  public boolean isAnswered() {
    return response.isCommitted();
  }

  /** Whether the client went away, as far as that can be seen. */
  public boolean hasFailed() {
    return failed;
  }

  public List<X509Certificate> certificates() {
    var data = request.getAttribute(EndPoint.SslSessionData.ATTRIBUTE);
    if (data instanceof EndPoint.SslSessionData tls && tls.peerCertificates() != null) {
      return List.of(tls.peerCertificates());
    }
    return List.of();
  }

  /** Makes the answer suffer. */
  public void suffer(Fault.Action action) throws IOException, Silenced {
    fault = action;
    if (action instanceof Fault.CutAfter cut && cut.bytes() < 0) {
      cut();
    }
    if (action instanceof Fault.SilenceAfter silence && silence.bytes() < 0) {
      throw new Silenced();
    }
    if (action instanceof Fault.GoAway) {
      closeConnection();
    }
    if (action instanceof Fault.RefuseStream) {
      refuseStream();
    }
  }

  /** Ends the connection after this answer, as the real server does with strangers. */
  public void closeConnection() {
    if (isHttp2()) {
      goAway = true;
    } else {
      response.getHeaders().put(HttpHeader.CONNECTION, "close");
    }
  }

  public boolean isHttp2() {
    return request.getConnectionMetaData().getHttpVersion() == HttpVersion.HTTP_2;
  }

  // ---- request ----

  /** The body as JSON, whether it came as JSON, YAML or protobuf; null if there is none. */
  public JsonNode body() throws IOException {
    try (var in = Request.asInputStream(request)) {
      var bytes = in.readAllBytes();
      if (bytes.length == 0) {
        return null;
      }
      if (mediaType().equals(Protobuf.MEDIA_TYPE)) {
        return Protobuf.decode(bytes);
      }
      var yaml = mediaType().endsWith("yaml");
      return (yaml ? Json.YAML : Json.JSON).readTree(bytes);
    } catch (JacksonException malformed) {
      throw StatusException.badRequest(
          "the object provided is unrecognized: the body is neither JSON nor YAML");
    }
  }

  /** The body of a patch, of whatever media type. */
  public JsonNode patch() throws IOException {
    var body = body();
    if (body == null) {
      throw StatusException.badRequest("error decoding patch: unexpected end of JSON input");
    }
    return body;
  }

  /** The body, which must be an object. */
  public ObjectNode object(ResourceType type) throws IOException {
    if (!MEDIA_TYPES.contains(mediaType())) {
      throw StatusException.of(
          415,
          "UnsupportedMediaType",
          "the body of the request was in an unknown format - accepted media types include:"
              + " application/json, application/yaml, application/vnd.kubernetes.protobuf");
    }
    if (body() instanceof ObjectNode object) {
      return object;
    }
    throw StatusException.badRequest(
        "the object provided is unrecognized (must be of type %s)".formatted(type.kind()));
  }

  public String mediaType() {
    var type = header(HttpHeader.CONTENT_TYPE);
    return type == null ? "" : type.split(";")[0].strip();
  }

  // ---- answer ----

  public void status(StatusException refusal) throws IOException {
    var seconds = refusal.status().path("details").path("retryAfterSeconds").asInt(-1);
    if (seconds >= 0) {
      response.getHeaders().put(HttpHeader.RETRY_AFTER, seconds);
    }
    json(refusal.code(), refusal.status());
  }

  public void retryAfter(int seconds) {
    response.getHeaders().put(HttpHeader.RETRY_AFTER, seconds);
  }

  public void redirect(String location) throws IOException {
    response.getHeaders().put(HttpHeader.LOCATION, location);
    text(307, "text/plain; charset=utf-8", "");
  }

  public void json(int status, ObjectNode body) throws IOException {
    var shown = fault instanceof Fault.UnknownField ? Views.fromTheFuture(body) : body;
    if (fault instanceof Fault.IncompleteRules && body.has("status")) {
      Reviews.incomplete(body);
    }
    text(status, "application/json", shown + "\n");
  }

  public void text(int status, String type, String body) throws IOException {
    var bytes = body.getBytes(StandardCharsets.UTF_8);
    begin(status, type);
    response.getHeaders().put(HttpHeader.CONTENT_LENGTH, bytes.length);
    if (fault == null) {
      Content.Sink.write(response, true, ByteBuffer.wrap(bytes));
    } else {
      send(bytes);
      Content.Sink.write(response, true, ByteBuffer.allocate(0));
    }
  }

  /** Begins an answer without a known end. */
  public void beginStream() throws IOException {
    begin(200, "application/json");
    Content.Sink.write(response, false, ByteBuffer.allocate(0));
  }

  /** Sends one event of a watch. */
  public void event(String type, ObjectNode object) throws IOException {
    var shown = fault instanceof Fault.UnknownField ? Views.fromTheFuture(object) : object;
    var event = Json.object().put("type", type);
    event.set("object", shown);
    send((event + "\n").getBytes(StandardCharsets.UTF_8));
  }

  private void begin(int status, String type) {
    sayGoAway();
    entry.answered(status);
    response.setStatus(status);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, type);
    response.getHeaders().put("Audit-Id", UUID.randomUUID().toString());
    if (fault instanceof Fault.ClockAhead clock) {
      var date = ZonedDateTime.now(ZoneOffset.UTC).plus(clock.by());
      response.getHeaders().put(HttpHeader.DATE, RFC_1123_DATE_TIME.format(date));
    }
    response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-cache, private");
  }

  private void send(byte[] bytes) throws IOException {
    if (fault instanceof Fault.CutAfter cut) {
      flush(bytes, 0, (int) Math.min(bytes.length, cut.bytes() - written));
      if (written >= cut.bytes()) {
        cut();
      }
    } else if (fault instanceof Fault.SilenceAfter silence) {
      flush(bytes, 0, (int) Math.min(bytes.length, silence.bytes() - written));
      if (written >= silence.bytes()) {
        throw new Silenced();
      }
    } else if (fault instanceof Fault.Slow slow) {
      for (int at = 0; at < bytes.length; at += PIECE) {
        flush(bytes, at, Math.min(PIECE, bytes.length - at));
        pause(slow.pause());
      }
    } else {
      flush(bytes, 0, bytes.length);
    }
  }

  private void flush(byte[] bytes, int from, int length) throws IOException {
    Content.Sink.write(response, false, ByteBuffer.wrap(bytes, from, length));
    written += length;
  }

  /** Closes the socket under TLS and HTTP, so that neither can say goodbye. */
  private void cut() throws IOException {
    var endPoint = request.getConnectionMetaData().getConnection().getEndPoint();
    while (endPoint instanceof EndPoint.Wrapper wrapper) {
      endPoint = wrapper.unwrap();
    }
    endPoint.close();
    throw new IOException("cut, as asked for");
  }

  private void refuseStream() throws IOException {
    if (request.getConnectionMetaData().getConnection() instanceof HTTP2Connection http2) {
      var id = Integer.parseInt(request.getId());
      var refused = new ResetFrame(id, ErrorCode.REFUSED_STREAM_ERROR.code);
      http2.getSession().getStream(id).reset(refused, Callback.NOOP);
      throw new IOException("refused, as asked for");
    }
  }

  private static void pause(Duration pause) throws IOException {
    try {
      TimeUnit.NANOSECONDS.sleep(pause.toNanos());
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IOException(stopped);
    }
  }

  /** Before the answer, as the real server does; the answer still comes. */
  private void sayGoAway() {
    var connection = request.getConnectionMetaData().getConnection();
    if (goAway && connection instanceof HTTP2Connection http2) {
      goAway = false;
      http2.getSession().close(ErrorCode.NO_ERROR.code, "", Callback.NOOP);
    }
  }
}

package example.fakeapiserver.faults;

import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Something that goes wrong, as data. It applies to requests whose method is equal and whose path,
 * or path and query ({@code /api/v1/pods?limit=1}), matches the expression whole.
 *
 * @param method {@code GET}, ...; {@code *} for all
 * @param pathRegex for example {@code .*&#47;pods} or {@code .*&#47;pods\?.*continue=.+}
 * @param times how many requests it applies to
 * @param action what happens to them
 */
public record Fault(String method, String pathRegex, int times, Action action) {

  private static final int ALWAYS = Integer.MAX_VALUE;

  /** Checks the expression now, where the stack trace still names the test. */
  public Fault {
    Pattern.compile(pathRegex);
  }

  /** What happens to a request. */
  public sealed interface Action {}

  /** Answers with a Status; retryAfterSeconds below 0 means none. */
  public record Refuse(int code, String reason, String message, int retryAfterSeconds)
      implements Action {}

  public record Forbid() implements Action {}

  public record Gone() implements Action {}

  public record GoneEvent() implements Action {}

  public record Answer(int code, String type, String body, Map<String, String> headers)
      implements Action {}

  /** Sends so many bytes of a body; below 0 not even a status. */
  public sealed interface Stop extends Action {
    long bytes();
  }

  public record CutAfter(long bytes) implements Stop {}

  public record EndAfter(long bytes) implements Stop {}

  public record SilenceAfter(long bytes) implements Stop {}

  public record RefuseStream() implements Action {}

  public record Slow(Duration pause) implements Action {}

  public record UnknownField() implements Action {}

  public record ClockAhead(Duration by) implements Action {}

  public record IncompleteRules() implements Action {}

  private static Fault once(String method, String pathRegex, Action action) {
    return new Fault(method, pathRegex, 1, action);
  }

  /** Answers once with a Status of this code, reason and message. */
  public static Fault status(
      String method, String pathRegex, int code, String reason, String message) {
    return once(method, pathRegex, new Refuse(code, reason, message, -1));
  }

  /** The same, with Retry-After. */
  public Fault withRetryAfter(int seconds) {
    var refuse = (Refuse) action;
    return new Fault(
        method, pathRegex, times, new Refuse(refuse.code, refuse.reason, refuse.message, seconds));
  }

  /** Answers once with 401. */
  public static Fault unauthorized(String method, String pathRegex) {
    return status(method, pathRegex, 401, "Unauthorized", "Unauthorized");
  }

  /** Answers once with 403, worded for the user and the request as RBAC would word it. */
  public static Fault forbidden(String method, String pathRegex) {
    return once(method, pathRegex, new Forbid());
  }

  /**
   * Answers once with 410 and reason Expired. If the request has a {@code continue}, the Status
   * holds another one, which goes on from there in the present state.
   */
  public static Fault gone(String method, String pathRegex) {
    return once(method, pathRegex, new Gone());
  }

  /** Ends a watch once with an ERROR event of 410 at its start, as real servers mostly do. */
  public static Fault goneEvent(String method, String pathRegex) {
    return once(method, pathRegex, new GoneEvent());
  }

  /** Answers once with 429 and Retry-After. */
  public static Fault tooManyRequests(String method, String pathRegex, int retryAfterSeconds) {
    var message = "too many requests, please try again later";
    return status(method, pathRegex, 429, "TooManyRequests", message)
        .withRetryAfter(retryAfterSeconds);
  }

  /** Answers once with a page of HTML, as proxies do. */
  public static Fault html(String method, String pathRegex, int code) {
    var page =
        "<html><head><title>%1$d</title></head><body><h1>%1$d</h1></body></html>\n".formatted(code);
    return html(method, pathRegex, code, page, Map.of());
  }

  /** The same with this body and these headers. */
  public static Fault html(
      String method, String pathRegex, int code, String body, Map<String, String> headers) {
    return once(method, pathRegex, new Answer(code, "text/html; charset=utf-8", body, headers));
  }

  /**
   * Closes the socket, without an end of TLS or HTTP, after so many bytes of one body; a negative
   * number means before any answer.
   */
  public static Fault cutAfter(String method, String pathRegex, long bytes) {
    return once(method, pathRegex, new CutAfter(bytes));
  }

  /** Ends one watch after so many bytes, as it ends when its time is over. */
  public static Fault endAfter(String method, String pathRegex, long bytes) {
    return once(method, pathRegex, new EndAfter(bytes));
  }

  /**
   * Accepts one request and sends nothing, not even a status, until the client or server closes.
   */
  public static Fault silence(String method, String pathRegex) {
    return silenceAfter(method, pathRegex, -1);
  }

  /** Sends nothing more after so many bytes of one body, and keeps the connection open. */
  public static Fault silenceAfter(String method, String pathRegex, long bytes) {
    return once(method, pathRegex, new SilenceAfter(bytes));
  }

  /**
   * Resets the stream with REFUSED_STREAM, as HTTP/2 servers do with requests that they have not
   * processed when a connection ends. HTTP/1.1 has no such answer; there the request is answered.
   */
  public static Fault refuseStream(String method, String pathRegex) {
    return once(method, pathRegex, new RefuseStream());
  }

  /** Sends one body in pieces of 64 bytes with a pause after each. */
  public static Fault slow(String method, String pathRegex, Duration pause) {
    return once(method, pathRegex, new Slow(pause));
  }

  /** Answers once with 307 and this Location. */
  public static Fault redirect(String method, String pathRegex, String location) {
    var headers = Map.of("Location", location);
    return once(method, pathRegex, new Answer(307, "text/plain; charset=utf-8", "", headers));
  }

  /**
   * From now on adds a field that no client of today knows to every object: at the top, in spec and
   * status and in the first container. Stored objects are not changed.
   */
  public static Fault unknownField(String method, String pathRegex) {
    return new Fault(method, pathRegex, ALWAYS, new UnknownField());
  }

  /**
   * From now on answers with a Date that is so far ahead of the real one, or behind if negative.
   */
  public static Fault clockAhead(String method, String pathRegex, Duration by) {
    return new Fault(method, pathRegex, ALWAYS, new ClockAhead(by));
  }

  /**
   * From now on answers that the rules are incomplete, as a server does that asks an authorizer
   * which cannot list its rules: a webhook.
   */
  public static Fault incompleteRules() {
    return new Fault("POST", ".*/selfsubjectrulesreviews", ALWAYS, new IncompleteRules());
  }

  /** The same, for so many requests. */
  public Fault withTimes(int requests) {
    return new Fault(method, pathRegex, requests, action);
  }

  boolean matches(String method, String path, String query) {
    return (this.method.equals("*") || this.method.equals(method))
        && (path.matches(pathRegex) || (path + "?" + query).matches(pathRegex));
  }
}

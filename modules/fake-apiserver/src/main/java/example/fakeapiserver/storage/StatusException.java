package example.fakeapiserver.storage;

import tools.jackson.databind.node.ObjectNode;

/** An answer that is an error: a Status object as the real server words it. */
@SuppressWarnings("serial")
public final class StatusException extends RuntimeException {

  private final transient ObjectNode status = Json.typed("Status", "v1");

  private StatusException(int code, String reason, String message, ObjectNode details) {
    super(message, null, false, false);
    status.putObject("metadata");
    status.put("status", "Failure").put("message", message).put("reason", reason);
    if (!details.isEmpty()) {
      status.set("details", details);
    }
    status.put("code", code);
  }

  public static StatusException of(int code, String reason, String message) {
    return new StatusException(code, reason, message, Json.object());
  }

  public int code() {
    return status.get("code").asInt();
  }

  public ObjectNode status() {
    return status;
  }

  /** The same, to be answered with Retry-After; negative for none. */
  public StatusException withRetryAfter(int seconds) {
    var details = Json.object();
    if (seconds >= 0) {
      details.put("retryAfterSeconds", seconds);
    }
    return new StatusException(code(), Json.text(status, "/reason"), getMessage(), details);
  }

  private static ObjectNode details(String name, String group, String kind) {
    var details = Json.object().put("name", name).put("group", group).put("kind", kind);
    details.removeIf(value -> value.asString().isEmpty());
    return details;
  }

  public static StatusException badRequest(String message) {
    return of(400, "BadRequest", message);
  }

  /** What the real server can do and this one cannot. */
  public static StatusException notSupported(int code, String reason, String what) {
    return of(code, reason, "this API server is a fake without " + what);
  }

  public static StatusException unauthorized() {
    return of(401, "Unauthorized", "Unauthorized");
  }

  public static StatusException forbidden(String user, String verb, ObjectPath path) {
    var name = path.name();
    var named = path.qualified() + (name.isEmpty() ? "" : " \"" + name + "\"");
    var scope =
        path.namespace().isEmpty()
            ? "at the cluster scope"
            : "in the namespace \"" + path.namespace() + "\"";
    var message =
        "%s is forbidden: User \"%s\" cannot %s resource \"%s\" in API group \"%s\" %s"
            .formatted(named, user, verb, path.withSubresource(), path.group(), scope);
    var details = details(name, path.group(), path.resource());
    return new StatusException(403, "Forbidden", message, details);
  }

  public static StatusException forbiddenPath(String user, String verb, String path) {
    var message = "forbidden: User \"%s\" cannot %s path \"%s\"".formatted(user, verb, path);
    return of(403, "Forbidden", message);
  }

  public static StatusException notFound(ResourceType type, String name) {
    return ofObject(404, "NotFound", type, name, "%s \"%s\" not found");
  }

  public static StatusException alreadyExists(ResourceType type, String name) {
    return ofObject(409, "AlreadyExists", type, name, "%s \"%s\" already exists");
  }

  /** The same, if that object waits for its finalizers. */
  public static StatusException beingDeleted(ResourceType type, String name) {
    var message = "object is being deleted: %s \"%s\" already exists";
    return ofObject(409, "AlreadyExists", type, name, message);
  }

  /** A change whose resourceVersion is not the present one. */
  public static StatusException modified(ResourceType type, String name) {
    var message =
        "Operation cannot be fulfilled on %s \"%s\": the object has been modified; please apply"
            + " your changes to the latest version and try again";
    return ofObject(409, "Conflict", type, name, message);
  }

  private static StatusException ofObject(
      int code, String reason, ResourceType type, String name, String message) {
    var details = details(name, type.group(), type.plural());
    return new StatusException(code, reason, message.formatted(type.qualified(), name), details);
  }

  public static StatusException noSuchResource() {
    return of(404, "NotFound", "the server could not find the requested resource");
  }

  public static StatusException methodNotAllowed() {
    return of(
        405, "MethodNotAllowed", "the server does not allow this method on the requested resource");
  }

  public static StatusException expired(String message) {
    return of(410, "Expired", message);
  }

  /**
   * 410 for a later page of a list.
   *
   * @param inconsistent the token that goes on in the present state
   */
  public static StatusException expiredContinue(String inconsistent) {
    var message =
        "The provided continue parameter is too old to display a consistent list result. You can"
            + " start a new list without the continue parameter, or use the continue token in this"
            + " response to retrieve the remainder of the results. Continuing with the provided"
            + " token results in an inconsistent list - objects that were created, modified, or"
            + " deleted between the time the first chunk was returned and now may show up in the"
            + " list.";
    var expired = expired(message);
    expired.status.withObject("/metadata").put("continue", inconsistent);
    return expired;
  }
}

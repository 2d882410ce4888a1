package example.fakeapiserver.storage;

import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** An answer that is an error: a Status object as the real server words it. */
@SuppressWarnings("serial")
public final class StatusException extends RuntimeException {

  private final transient ObjectNode status;

  private StatusException(ObjectNode status) {
    super(Json.text(status, "/message"), null, false, false);
    this.status = status;
  }

  public ObjectNode status() {
    return status;
  }

  public int code() {
    return status.path("code").asInt();
  }

  /** One reason why a field is not accepted. */
  public record Cause(String reason, String message, String field) {}

  public static ObjectNode status(int code, String reason, String message, ObjectNode details) {
    var status = Json.typed("Status", "v1");
    status.putObject("metadata");
    status.put("status", "Failure").put("message", message);
    if (!reason.isEmpty()) {
      status.put("reason", reason);
    }
    if (details != null) {
      status.set("details", details);
    }
    return status.put("code", code);
  }

  public static StatusException of(int code, String reason, String message) {
    return new StatusException(status(code, reason, message, null));
  }

  private static ObjectNode details(String name, String group, String kind) {
    var details = Json.object();
    if (!name.isEmpty()) {
      details.put("name", name);
    }
    if (!group.isEmpty()) {
      details.put("group", group);
    }
    return details.put("kind", kind);
  }

  public static StatusException badRequest(String message) {
    return of(400, "BadRequest", message);
  }

  public static StatusException unauthorized() {
    return of(401, "Unauthorized", "Unauthorized");
  }

  public static StatusException forbidden(String user, String verb, ObjectPath path, String name) {
    var named = path.qualified() + (name.isEmpty() ? "" : " \"" + name + "\"");
    var sub = path.subresource().isEmpty() ? "" : "/" + path.subresource();
    var scope =
        path.namespace().isEmpty()
            ? "at the cluster scope"
            : "in the namespace \"" + path.namespace() + "\"";
    var message =
        "%s is forbidden: User \"%s\" cannot %s resource \"%s\" in API group \"%s\" %s"
            .formatted(named, user, verb, path.resource() + sub, path.group(), scope);
    var details = details(name, path.group(), path.resource());
    return new StatusException(status(403, "Forbidden", message, details));
  }

  public static StatusException forbiddenPath(String user, String verb, String path) {
    var message = "forbidden: User \"%s\" cannot %s path \"%s\"".formatted(user, verb, path);
    return new StatusException(status(403, "Forbidden", message, Json.object()));
  }

  public static StatusException notFound(ResourceType type, String name) {
    var message = "%s \"%s\" not found".formatted(type.qualified(), name);
    var details = details(name, type.group(), type.plural());
    return new StatusException(status(404, "NotFound", message, details));
  }

  public static StatusException noSuchResource() {
    var message = "the server could not find the requested resource";
    return new StatusException(status(404, "NotFound", message, Json.object()));
  }

  public static StatusException methodNotAllowed() {
    var message = "the server does not allow this method on the requested resource";
    return new StatusException(status(405, "MethodNotAllowed", message, Json.object()));
  }

  public static StatusException alreadyExists(ResourceType type, String name) {
    var message = "%s \"%s\" already exists".formatted(type.qualified(), name);
    var details = details(name, type.group(), type.plural());
    return new StatusException(status(409, "AlreadyExists", message, details));
  }

  public static StatusException conflict(ResourceType type, String name, String why) {
    return conflict(type.plural(), type.group(), name, why);
  }

  /** A conflict of a DELETE, which the real server words by the kind. */
  public static StatusException precondition(ResourceType type, String name, String why) {
    return conflict(type.kind(), type.group(), name, why);
  }

  private static StatusException conflict(String what, String group, String name, String why) {
    var qualified = ResourceType.qualified(what, group);
    var message = "Operation cannot be fulfilled on %s \"%s\": %s".formatted(qualified, name, why);
    return new StatusException(status(409, "Conflict", message, details(name, group, what)));
  }

  public static StatusException modified(ResourceType type, String name) {
    return conflict(
        type,
        name,
        "the object has been modified; please apply your changes to the latest version and try"
            + " again");
  }

  public static StatusException applyConflict(String message, List<Cause> causes) {
    var details = Json.object();
    addCauses(details, causes);
    return new StatusException(status(409, "Conflict", message, details));
  }

  /** 422 for one field, by the server's naming of the kind ({@code Lease.coordination.k8s.io}). */
  public static StatusException invalid(String kind, String group, String name, Cause cause) {
    var message =
        "%s \"%s\" is invalid: %s: %s"
            .formatted(ResourceType.qualified(kind, group), name, cause.field(), cause.message());
    var details = details(name, group, kind);
    addCauses(details, List.of(cause));
    return new StatusException(status(422, "Invalid", message, details));
  }

  public static StatusException invalid(ResourceType type, String name, Cause cause) {
    return invalid(type.kind(), type.group(), name, cause);
  }

  public static StatusException invalidOptions(String kind, Cause cause) {
    return invalid(kind, "meta.k8s.io", "", cause);
  }

  /** 410 for a list; with the token of an inconsistent continuation if there is one. */
  public static StatusException expiredContinue(String inconsistent) {
    var status =
        status(
            410,
            "Expired",
            "The provided continue parameter is too old to display a consistent list result. You"
                + " can start a new list without the continue parameter, or use the continue token"
                + " in this response to retrieve the remainder of the results. Continuing with the"
                + " provided token results in an inconsistent list - objects that were created,"
                + " modified, or deleted between the time the first chunk was returned and now may"
                + " show up in the list.",
            null);
    status.withObject("/metadata").put("continue", inconsistent);
    return new StatusException(status);
  }

  public static StatusException expired(String message) {
    return of(410, "Expired", message);
  }

  public static StatusException tooLarge(String asked, long current) {
    var message = "Timeout: Too large resource version: %s, current: %d".formatted(asked, current);
    var details = Json.object();
    details
        .putArray("causes")
        .addObject()
        .put("reason", "ResourceVersionTooLarge")
        .put("message", "Too large resource version");
    details.put("retryAfterSeconds", 1);
    return new StatusException(status(504, "Timeout", message, details));
  }

  private static void addCauses(ObjectNode details, List<Cause> causes) {
    var array = details.putArray("causes");
    for (var cause : causes) {
      array
          .addObject()
          .put("reason", cause.reason())
          .put("message", cause.message())
          .put("field", cause.field());
    }
  }
}

package example.fakeapiserver.http;

import example.fakeapiserver.auth.Authenticator;
import example.fakeapiserver.auth.Authorizer;
import example.fakeapiserver.auth.Reviews;
import example.fakeapiserver.auth.User;
import example.fakeapiserver.faults.Fault;
import example.fakeapiserver.faults.Faults;
import example.fakeapiserver.storage.Json;
import example.fakeapiserver.storage.Lists;
import example.fakeapiserver.storage.ObjectPath;
import example.fakeapiserver.storage.Patches;
import example.fakeapiserver.storage.Registry;
import example.fakeapiserver.storage.ResourceType;
import example.fakeapiserver.storage.StatusException;
import example.fakeapiserver.storage.Store;
import java.io.IOException;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import tools.jackson.databind.node.ObjectNode;

/** Takes a request through authentication, faults, authorization and routing to its answer. */
public final class ApiHandler extends Handler.Abstract {

  private final Store store;
  private final Registry registry;
  private final Authenticator authenticator;
  private final Authorizer authorizer;
  private final Reviews reviews;
  private final Faults faults;
  private final Queue<AtomicReference<RecordedRequest>> log;

  /**
   * @param log gets each request, of which the user and the status become known later
   */
  public ApiHandler(
      Store store,
      Registry registry,
      Authenticator authenticator,
      Authorizer authorizer,
      Faults faults,
      Queue<AtomicReference<RecordedRequest>> log) {
    this.store = store;
    this.registry = registry;
    this.authenticator = authenticator;
    this.authorizer = authorizer;
    this.reviews = new Reviews(authenticator.serviceAccounts(), authorizer, registry);
    this.faults = faults;
    this.log = log;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    try {
      var exchange = new Exchange(request, response, log);
      try {
        answer(exchange);
      } catch (StatusException refusal) {
        exchange.status(refusal);
      } catch (RuntimeException broken) {
        if (exchange.isAnswered()) {
          throw broken;
        }
        var message = "the fake itself failed: " + broken;
        exchange.status(StatusException.of(500, "InternalError", message));
      }
      callback.succeeded();
    } catch (Exchange.Ended ended) {
      callback.succeeded();
    } catch (Exchange.Silenced silenced) {
      // Neither succeeded nor failed: the connection stays as it is, and no thread waits for it.
    } catch (IOException | InterruptedException | RuntimeException broken) {
      callback.failed(broken);
    }
    return true;
  }

  private void answer(Exchange exchange) throws IOException, InterruptedException {
    var user = authenticator.authenticate(exchange.authorization(), exchange.certificates());
    user.ifPresent(known -> exchange.user(known.name()));
    var path = ObjectPath.parse(exchange.path).orElse(null);
    // A WebSocket that is not opened uses up no fault: the same request follows without it.
    var fault =
        exchange.isUpgrade()
            ? null
            : faults.take(exchange.method, exchange.path, exchange.rawQuery).orElse(null);
    if (fault != null && failInstead(exchange, fault, path, user.orElse(User.ANONYMOUS))) {
      return;
    }
    if (user.filter(known -> known != User.ANONYMOUS).isEmpty()) {
      exchange.closeConnection(); // as the real server does with clients it does not know
    }
    var known = user.orElseThrow(StatusException::unauthorized);
    var verb = verb(exchange, path);
    if (!authorizer.allow(known, verb, path, exchange.path)) {
      throw forbidden(exchange, path, known);
    }
    if (path == null) {
      ofServer(exchange);
    } else {
      ofObject(exchange, path, verb, known);
    }
  }

  /** The verb that a Role must allow; for a path without an object, the method. */
  private static String verb(Exchange exchange, ObjectPath path) {
    var method = exchange.method.toLowerCase(Locale.ROOT);
    if (path == null) {
      return method;
    }
    var collection = path.name().isEmpty();
    return switch (method) {
      case "get" -> {
        if (!collection) {
          yield "get";
        }
        yield exchange.query.isTrue("watch") ? "watch" : "list";
      }
      case "post" -> "create";
      case "put" -> "update";
      case "delete" -> collection ? "deletecollection" : "delete";
      default -> method;
    };
  }

  private static StatusException forbidden(Exchange exchange, ObjectPath path, User user) {
    var verb = verb(exchange, path);
    return path == null
        ? StatusException.forbiddenPath(user.name(), verb, exchange.path)
        : StatusException.forbidden(user.name(), verb, path);
  }

  /** Answers with the fault, if it replaces the whole answer. */
  private static boolean failInstead(
      Exchange exchange, Fault.Action fault, ObjectPath path, User user) throws IOException {
    if (fault instanceof Fault.Refuse refuse) {
      if (refuse.code() == 401) {
        exchange.closeConnection();
      }
      throw StatusException.of(refuse.code(), refuse.reason(), refuse.message())
          .withRetryAfter(refuse.retryAfterSeconds());
    }
    if (fault instanceof Fault.Forbid) {
      throw forbidden(exchange, path, user);
    }
    if (fault instanceof Fault.Gone) {
      throw Lists.gone(exchange.query);
    }
    if (fault instanceof Fault.Answer answer) {
      exchange.headers(answer.headers());
      exchange.text(answer.code(), answer.type(), answer.body());
      return true;
    }
    exchange.apply(fault);
    return false;
  }

  // ---- discovery ----

  private static void ofServer(Exchange exchange) throws IOException {
    if (!exchange.method.equals("GET")) {
      throw StatusException.methodNotAllowed();
    }
    var document = ResourceType.discovery(exchange.path);
    exchange.json(200, document.orElseThrow(StatusException::noSuchResource)); // such as /openapi
  }

  // ---- objects ----

  private void ofObject(Exchange exchange, ObjectPath path, String verb, User user)
      throws IOException, InterruptedException {
    exchange.query.refuseWhatIsNotSupported();
    if (Reviews.isReview(path)) {
      exchange.json(201, reviews.review(path, exchange.object(), user));
      return;
    }
    var type = path.type().orElseThrow(StatusException::noSuchResource);
    if (verb.equals("create") && path.withSubresource().equals("serviceaccounts/token")) {
      exchange.json(201, reviews.issue(path, exchange.object()));
      return;
    }
    if (!path.subresource().isEmpty() && !(type.status() && path.subresource().equals("status"))) {
      throw StatusException.noSuchResource();
    }
    if (path.name().isEmpty()) {
      ofCollection(exchange, type, path, verb);
    } else {
      ofOne(exchange, type, path, verb);
    }
  }

  private void ofCollection(Exchange exchange, ResourceType type, ObjectPath path, String verb)
      throws IOException, InterruptedException {
    var namespace = path.namespaceOf(type);
    switch (verb) {
      case "list" -> exchange.json(200, Lists.list(store, type, namespace, exchange.query));
      case "watch" -> {
        if (exchange.isUpgrade()) {
          // The real server also serves watches over WebSocket. This one answers as kubectl proxy
          // does: after 200 Fabric8 goes on without it at once, after 503 only when its retries
          // end.
          exchange.json(200, Json.typed("Status", "v1").put("message", "WebSocket not supported"));
          return;
        }
        new Watch(store, type, namespace, exchange).run();
      }
      case "create" -> {
        if (type.namespaced() && namespace.isEmpty()) {
          throw StatusException.methodNotAllowed();
        }
        exchange.json(201, registry.create(type, namespace, exchange.object()));
      }
      default -> throw StatusException.methodNotAllowed();
    }
  }

  private void ofOne(Exchange exchange, ResourceType type, ObjectPath path, String verb)
      throws IOException {
    switch (verb) {
      case "get" -> exchange.json(200, registry.get(type, path.namespaceOf(type), path.name()));
      case "update" -> {
        var body = exchange.object();
        exchange.json(200, registry.update(type, path, present -> body));
      }
      case "patch" -> exchange.json(200, patched(exchange, type, path));
      case "delete" -> {
        var deleted = registry.delete(type, path);
        var whole = type.answersDeleted() || Registry.isBeingDeleted(deleted);
        exchange.json(200, whole ? deleted : success(type, deleted));
      }
      default -> throw StatusException.methodNotAllowed();
    }
  }

  private ObjectNode patched(Exchange exchange, ResourceType type, ObjectPath path) {
    var patch = exchange.body();
    UnaryOperator<ObjectNode> change =
        switch (exchange.mediaType()) {
          case "application/json-patch+json" -> present -> Patches.json(present, patch);
          case "application/merge-patch+json" -> present -> Patches.merge(present, patch);
          case "application/strategic-merge-patch+json" ->
              present -> Patches.strategic(present, patch);
          default ->
              throw StatusException.notSupported(
                  415, "UnsupportedMediaType", "patches of type " + exchange.mediaType());
        };
    return registry.update(type, path, change);
  }

  private static ObjectNode success(ResourceType type, ObjectNode deleted) {
    var status = Json.typed("Status", "v1").put("status", "Success");
    status
        .putObject("details")
        .put("name", Json.text(deleted, "/metadata/name"))
        .put("kind", type.plural())
        .put("uid", Json.text(deleted, "/metadata/uid"));
    return status;
  }
}

package example.fakeapiserver.http;

import example.fakeapiserver.auth.Authenticator;
import example.fakeapiserver.auth.Authorizer;
import example.fakeapiserver.auth.Reviews;
import example.fakeapiserver.auth.User;
import example.fakeapiserver.faults.Fault;
import example.fakeapiserver.faults.Faults;
import example.fakeapiserver.storage.Discovery;
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
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import tools.jackson.databind.node.ObjectNode;

/** Takes a request through authentication, faults, authorization and routing to its answer. */
public final class ApiHandler extends Handler.Abstract {

  private final Store store;
  private final Registry registry;
  private final Lists lists;
  private final Authenticator authenticator;
  private final Authorizer authorizer;
  private final Reviews reviews;
  private final Faults faults;
  private final RequestLog log;

  public ApiHandler(
      Store store,
      Registry registry,
      Authenticator authenticator,
      Authorizer authorizer,
      Faults faults,
      RequestLog log) {
    this.store = store;
    this.registry = registry;
    this.lists = new Lists(store);
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
    if (path == null) {
      ofServer(exchange, known);
    } else {
      ofObject(exchange, path, known, fault instanceof Fault.GoneEvent);
    }
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
      throw path == null
          ? forbidden(exchange, user)
          : StatusException.forbidden(user.name(), verb(exchange, path), path);
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

  // ---- paths without an object: discovery, health ----

  private void ofServer(Exchange exchange, User user) throws IOException {
    var path = exchange.path;
    var wanted = new Authorizer.Attributes(lower(exchange.method), "", "", "", "", path);
    if (!authorizer.allow(user, wanted)) {
      throw forbidden(exchange, user);
    }
    if (!exchange.method.equals("GET")) {
      throw StatusException.methodNotAllowed();
    }
    var document = Discovery.at(path);
    if (document.isPresent()) {
      exchange.json(200, document.get());
    } else if (path.matches("/(healthz|livez|readyz)")) {
      exchange.text(200, "text/plain; charset=utf-8", "ok");
    } else {
      throw StatusException.noSuchResource(); // nor is there a schema: /openapi
    }
  }

  private static StatusException forbidden(Exchange exchange, User user) {
    return StatusException.forbiddenPath(user.name(), lower(exchange.method), exchange.path);
  }

  private static String lower(String method) {
    return method.toLowerCase(Locale.ROOT);
  }

  // ---- objects ----

  private static String verb(Exchange exchange, ObjectPath path) {
    var collection = path.name().isEmpty();
    return switch (exchange.method) {
      case "GET" -> {
        if (!collection) {
          yield "get";
        }
        yield exchange.query.isTrue("watch") ? "watch" : "list";
      }
      case "POST" -> "create";
      case "PUT" -> "update";
      case "DELETE" -> collection ? "deletecollection" : "delete";
      default -> lower(exchange.method);
    };
  }

  private void ofObject(Exchange exchange, ObjectPath path, User user, boolean goneEvent)
      throws IOException, InterruptedException {
    var verb = verb(exchange, path);
    var wanted =
        new Authorizer.Attributes(
            verb, path.namespace(), path.group(), path.withSubresource(), path.name(), "");
    if (!authorizer.allow(user, wanted)) {
      throw StatusException.forbidden(user.name(), verb, path);
    }
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
      ofCollection(exchange, type, path, verb, goneEvent);
    } else {
      ofOne(exchange, type, path, verb);
    }
  }

  private void ofCollection(
      Exchange exchange, ResourceType type, ObjectPath path, String verb, boolean goneEvent)
      throws IOException, InterruptedException {
    var namespace = path.namespaceOf(type);
    switch (verb) {
      case "list" -> exchange.json(200, lists.list(type, namespace, exchange.query));
      case "watch" -> {
        if (exchange.isUpgrade()) {
          // The real server also serves watches over WebSocket. This one answers as kubectl proxy
          // does: after 200 Fabric8 goes on without it at once, after 503 only when its retries
          // end.
          exchange.json(200, Json.typed("Status", "v1").put("message", "WebSocket not supported"));
          return;
        }
        new Watch(store, type, namespace, exchange).run(goneEvent);
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
    return switch (exchange.mediaType()) {
      case "application/json-patch+json" ->
          registry.update(type, path, present -> Patches.json(present, patch));
      case "application/merge-patch+json" ->
          registry.update(type, path, present -> Patches.merge(present, patch));
      case "application/strategic-merge-patch+json" -> {
        if (Patches.isStrategic(patch)) {
          throw StatusException.notSupported(
              415, "UnsupportedMediaType", "strategic merge of lists; use a merge or a JSON patch");
        }
        yield registry.update(type, path, present -> Patches.merge(present, patch));
      }
      default ->
          throw StatusException.notSupported(
              415, "UnsupportedMediaType", "patches of type " + exchange.mediaType());
    };
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

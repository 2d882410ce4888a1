package example.fakeapiserver.http;

import example.fakeapiserver.auth.Authenticator;
import example.fakeapiserver.auth.Authorizer;
import example.fakeapiserver.auth.Reviews;
import example.fakeapiserver.faults.Fault;
import example.fakeapiserver.faults.Faults;
import example.fakeapiserver.storage.Json;
import example.fakeapiserver.storage.Lists;
import example.fakeapiserver.storage.ObjectPath;
import example.fakeapiserver.storage.Patches;
import example.fakeapiserver.storage.Registry;
import example.fakeapiserver.storage.ResourceType;
import example.fakeapiserver.storage.Selectors;
import example.fakeapiserver.storage.StatusException;
import example.fakeapiserver.storage.Store;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.ExtendedSSLSession;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import tools.jackson.databind.node.ObjectNode;

/** Takes a request through authentication, faults, authorization and routing to its answer. */
public final class ApiHandler extends Handler.Abstract {

  private final RequestLog log;
  private final Faults faults;
  private final Authenticator authenticator;
  private final Authorizer authorizer;
  private final Registry registry;
  private final Lists lists;
  private final Watches watches;
  private final Reviews reviews;

  public ApiHandler(
      Store store,
      RequestLog log,
      Faults faults,
      Authenticator authenticator,
      Authorizer authorizer,
      Registry registry) {
    this.log = log;
    this.faults = faults;
    this.authenticator = authenticator;
    this.authorizer = authorizer;
    this.registry = registry;
    this.lists = new Lists(store);
    this.watches = new Watches(store);
    this.reviews = new Reviews(authenticator, authorizer, registry);
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    var entry = log.add(recorded(request));
    try {
      var exchange = new Exchange(request, response, entry);
      try {
        answer(exchange, entry);
      } catch (StatusException refusal) {
        exchange.status(refusal);
      } catch (RuntimeException broken) {
        if (exchange.isAnswered()) {
          throw broken;
        }
        exchange.status(
            StatusException.of(500, "InternalError", "the fake itself failed: " + broken));
      }
      callback.succeeded();
    } catch (Exchange.Silenced silenced) {
      // Neither succeeded nor failed: the connection stays as it is, and no thread waits for it.
    } catch (IOException | InterruptedException | RuntimeException broken) {
      callback.failed(broken);
    }
    return true;
  }

  private static RecordedRequest recorded(Request request) {
    var headers = request.getHeaders();
    var uri = request.getHttpURI();
    return new RecordedRequest(
        request.getMethod(),
        uri.getDecodedPath(),
        Optional.ofNullable(uri.getQuery()).orElse(""),
        "",
        0,
        request.getConnectionMetaData().getHttpVersion().asString(),
        Optional.ofNullable(headers.get(HttpHeader.CONTENT_TYPE)).orElse(""),
        Optional.ofNullable(headers.get(HttpHeader.USER_AGENT)).orElse(""),
        serverName(request));
  }

  private static String serverName(Request request) {
    return request.getAttribute(EndPoint.SslSessionData.ATTRIBUTE)
                instanceof EndPoint.SslSessionData tls
            && tls.sslSession() instanceof ExtendedSSLSession session
        ? session.getRequestedServerNames().stream()
            .map(name -> new String(name.getEncoded(), StandardCharsets.UTF_8))
            .findFirst()
            .orElse("")
        : "";
  }

  private void answer(Exchange exchange, RequestLog.Entry entry)
      throws IOException, InterruptedException {
    var authorization = exchange.header(HttpHeader.AUTHORIZATION);
    var user = authenticator.authenticate(authorization, exchange.certificates());
    user.ifPresent(known -> entry.user(known.name()));
    var query = Optional.ofNullable(exchange.rawQuery()).orElse("");
    var fault = faults.take(exchange.method(), exchange.path(), query).orElse(null);
    if (fault != null && failInstead(exchange, fault, user.orElse(Authenticator.User.ANONYMOUS))) {
      return;
    }
    if (exchange.isHttp2()
        && user.filter(known -> known != Authenticator.User.ANONYMOUS).isEmpty()) {
      exchange.closeConnection(); // HTTP/2 is too dear for strangers
    }
    var known = impersonated(exchange, user.orElseThrow(StatusException::unauthorized));
    entry.user(known.name());
    var path = ObjectPath.parse(exchange.path());
    if (path.isPresent()) {
      ofObject(exchange, path.get(), known, fault instanceof Fault.GoneEvent);
    } else {
      ofServer(exchange, known);
    }
  }

  /** Answers with the fault alone, if it is one that takes the place of the answer. */
  private boolean failInstead(Exchange exchange, Fault.Action fault, Authenticator.User user)
      throws IOException {
    if (fault instanceof Fault.Refuse refuse) {
      if (refuse.retryAfterSeconds() >= 0) {
        exchange.retryAfter(refuse.retryAfterSeconds());
      }
      var status = StatusException.status(refuse.code(), refuse.reason(), refuse.message(), null);
      if (refuse.retryAfterSeconds() >= 0) {
        status.putObject("details").put("retryAfterSeconds", refuse.retryAfterSeconds());
      }
      if (refuse.code() == 401 && exchange.isHttp2()) {
        exchange.closeConnection();
      }
      exchange.json(refuse.code(), status);
    } else if (fault instanceof Fault.Forbid) {
      var path = ObjectPath.parse(exchange.path());
      throw path.isPresent()
          ? StatusException.forbidden(
              user.name(), verb(exchange, path.get()), path.get(), name(exchange, path.get()))
          : StatusException.forbiddenPath(user.name(), lower(exchange.method()), exchange.path());
    } else if (fault instanceof Fault.Gone) {
      throw Lists.gone(exchange.query());
    } else if (fault instanceof Fault.Html html) {
      var page = "<html><head><title>%d</title></head><body><h1>%d</h1></body></html>\n";
      exchange.text(
          html.code(), "text/html; charset=utf-8", page.formatted(html.code(), html.code()));
    } else if (fault instanceof Fault.Redirect redirect) {
      exchange.redirect(redirect.location());
    } else {
      exchange.suffer(fault);
      return false;
    }
    return true;
  }

  /** Whom the user acts as, by header; ignoring that would act as the more powerful user. */
  private Authenticator.User impersonated(Exchange exchange, Authenticator.User user) {
    var name = exchange.header("Impersonate-User");
    if (name == null) {
      return user;
    }
    var path = new ObjectPath("", "v1", "users", "", name, "");
    if (!authorizer.allow(
        user, new Authorizer.Attributes("impersonate", "", "", "users", name, ""))) {
      throw StatusException.forbidden(user.name(), "impersonate", path, name);
    }
    return Authenticator.impersonated(name, exchange.headers("Impersonate-Group"));
  }

  // ---- what is no object ----

  private void ofServer(Exchange exchange, Authenticator.User user) throws IOException {
    var path = exchange.path();
    var wanted = new Authorizer.Attributes(lower(exchange.method()), "", "", "", "", path);
    if (!authorizer.allow(user, wanted)) {
      throw StatusException.forbiddenPath(user.name(), lower(exchange.method()), path);
    }
    if (!exchange.method().equals("GET")) {
      throw StatusException.methodNotAllowed();
    }
    var document = Discovery.at(path);
    if (document.isPresent()) {
      exchange.json(200, document.get());
    } else if (path.matches("/(healthz|livez|readyz)(/.*)?")) {
      exchange.text(200, "text/plain; charset=utf-8", "ok");
    } else if (path.startsWith("/openapi")) {
      throw StatusException.noSuchResource(); // there is no schema here
    } else {
      exchange.text(404, "text/plain; charset=utf-8", "404 page not found\n");
    }
  }

  // ---- objects ----

  private static String verb(Exchange exchange, ObjectPath path) {
    var collection = path.name().isEmpty();
    return switch (exchange.method()) {
      case "GET", "HEAD" -> {
        if (!collection) {
          yield "get";
        }
        yield exchange.query().isTrue("watch") ? "watch" : "list";
      }
      case "POST" -> "create";
      case "PUT" -> "update";
      case "PATCH" -> "patch";
      case "DELETE" -> collection ? "deletecollection" : "delete";
      default -> lower(exchange.method());
    };
  }

  private static String name(Exchange exchange, ObjectPath path) {
    return path.name().isEmpty() && !exchange.method().equals("POST")
        ? Selectors.pinnedName(exchange.query().get("fieldSelector"))
        : path.name();
  }

  private static String lower(String method) {
    return method.toLowerCase(Locale.ROOT);
  }

  private void ofObject(
      Exchange exchange, ObjectPath path, Authenticator.User user, boolean goneEvent)
      throws IOException, InterruptedException {
    var verb = verb(exchange, path);
    var name = name(exchange, path);
    var sub = path.subresource().isEmpty() ? "" : "/" + path.subresource();
    var wanted =
        new Authorizer.Attributes(
            verb, path.namespace(), path.group(), path.resource() + sub, name, "");
    if (!authorizer.allow(user, wanted)) {
      throw StatusException.forbidden(user.name(), verb, path, name);
    }
    if (Reviews.isReview(path)) {
      if (!verb.equals("create")) {
        throw StatusException.methodNotAllowed();
      }
      var body = exchange.body() instanceof ObjectNode object ? object : Json.object();
      exchange.json(201, reviews.review(path, body, user));
      return;
    }
    var type = path.type().orElseThrow(StatusException::noSuchResource);
    var intent = intent(exchange);
    if (type == ResourceType.SERVICE_ACCOUNTS && path.subresource().equals("token")) {
      if (!verb.equals("create")) {
        throw StatusException.methodNotAllowed();
      }
      exchange.json(201, reviews.issue(path, exchange.object(type)));
      return;
    }
    if (!path.subresource().isEmpty() && !(type.status() && path.subresource().equals("status"))) {
      throw StatusException.noSuchResource();
    }
    switch (verb) {
      case "list" ->
          show(exchange, 200, type, lists.list(type, path.namespace(), exchange.query()));
      case "watch" -> watches.run(type, watched(type, path), exchange, goneEvent);
      case "get" ->
          show(
              exchange, 200, type, registry.get(type, Registry.namespace(type, path), path.name()));
      case "create" -> {
        if (!path.name().isEmpty()) {
          throw StatusException.methodNotAllowed();
        }
        if (type.namespaced() && path.namespace().isEmpty()) {
          throw StatusException.methodNotAllowed();
        }
        var namespace = Registry.namespace(type, path);
        show(exchange, 201, type, registry.create(type, namespace, exchange.object(type), intent));
      }
      case "update" -> update(exchange, type, path, intent);
      case "patch" -> patch(exchange, type, path, intent);
      case "delete" -> delete(exchange, type, path, intent);
      case "deletecollection" -> deleteAll(exchange, type, path, intent);
      default -> throw StatusException.methodNotAllowed();
    }
  }

  private static String watched(ResourceType type, ObjectPath path) {
    return type.namespaced() ? path.namespace() : "";
  }

  private static Registry.Intent intent(Exchange exchange) {
    var manager = exchange.query().get("fieldManager");
    if (manager.isEmpty()) {
      var agent = Optional.ofNullable(exchange.header(HttpHeader.USER_AGENT)).orElse("unknown");
      manager = agent.split("/")[0];
    }
    return new Registry.Intent(manager, false, exchange.query().dryRun());
  }

  private static void show(Exchange exchange, int status, ResourceType type, ObjectNode object)
      throws IOException {
    var view = Views.of(exchange.header(HttpHeader.ACCEPT));
    exchange.json(status, view.show(type, object));
  }

  private void update(Exchange exchange, ResourceType type, ObjectPath path, Registry.Intent intent)
      throws IOException {
    if (path.name().isEmpty()) {
      throw StatusException.methodNotAllowed();
    }
    var body = exchange.object(type);
    var namespace = Registry.namespace(type, path);
    if (type == ResourceType.LEASES && !registry.has(type, namespace, path.name())) {
      show(exchange, 201, type, registry.create(type, namespace, body, intent));
      return;
    }
    show(exchange, 200, type, registry.update(type, path, present -> body, intent));
  }

  private void patch(Exchange exchange, ResourceType type, ObjectPath path, Registry.Intent intent)
      throws IOException {
    if (path.name().isEmpty()) {
      throw StatusException.methodNotAllowed();
    }
    var patch = exchange.mediaType();
    switch (patch) {
      case "application/merge-patch+json" -> {
        var body = exchange.patch();
        var changed =
            registry.update(
                type,
                path,
                present -> {
                  Patches.merge(present, body);
                  return present;
                },
                intent);
        show(exchange, 200, type, changed);
      }
      case "application/json-patch+json" -> {
        var body = exchange.patch();
        var changed = registry.update(type, path, present -> Patches.json(present, body), intent);
        show(exchange, 200, type, changed);
      }
      case "application/apply-patch+yaml" -> Apply.run(exchange, registry, type, path);
      case "application/strategic-merge-patch+json" ->
          throw StatusException.of(
              415,
              "UnsupportedMediaType",
              "this API server is a fake without strategic merge patch; use"
                  + " application/merge-patch+json or application/json-patch+json");
      default ->
          throw StatusException.of(415, "UnsupportedMediaType", "415: Unsupported Media Type");
    }
  }

  private void delete(Exchange exchange, ResourceType type, ObjectPath path, Registry.Intent intent)
      throws IOException {
    var options = exchange.body() instanceof ObjectNode object ? object : Json.object();
    var dryRun = intent.dryRun() || Json.text(options, "/dryRun/0").equals("All");
    var meant = new Registry.Intent(intent.manager(), false, dryRun);
    var deleted = registry.delete(type, path, options, meant);
    var remains = deleted.path("metadata").path("finalizers").size() > 0;
    if (type.answersDeleted() || remains) {
      exchange.json(200, deletedAnswer(type, deleted));
      return;
    }
    var status = Json.typed("Status", "v1");
    status.putObject("metadata");
    var details = status.put("status", "Success").putObject("details").put("name", path.name());
    if (!type.group().isEmpty()) {
      details.put("group", type.group());
    }
    details.put("kind", type.plural()).put("uid", Json.text(deleted, "/metadata/uid"));
    exchange.json(200, status);
  }

  private static ObjectNode deletedAnswer(ResourceType type, ObjectNode deleted) {
    if (type != ResourceType.NAMESPACES) {
      return deleted;
    }
    var terminating = deleted.deepCopy();
    terminating.withObject("/metadata").put("deletionTimestamp", Registry.now());
    terminating.withObject("/status").put("phase", "Terminating");
    return terminating;
  }

  private void deleteAll(
      Exchange exchange, ResourceType type, ObjectPath path, Registry.Intent intent)
      throws IOException {
    if (type == ResourceType.NAMESPACES || type.namespaced() && path.namespace().isEmpty()) {
      throw StatusException.methodNotAllowed();
    }
    var list = lists.list(type, path.namespace(), exchange.query());
    for (var item : list.path("items")) {
      var one =
          new ObjectPath(
              path.group(),
              path.version(),
              path.resource(),
              path.namespace(),
              Json.text(item, "/metadata/name"),
              "");
      registry.delete(type, one, Json.object(), intent);
    }
    exchange.json(200, list);
  }
}

package example.fakeapiserver.http;

import example.fakeapiserver.storage.Json;
import example.fakeapiserver.storage.Query;
import example.fakeapiserver.storage.ResourceType;
import example.fakeapiserver.storage.Selectors;
import example.fakeapiserver.storage.StatusException;
import example.fakeapiserver.storage.Store;
import java.io.IOException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.eclipse.jetty.http.HttpHeader;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Watches: each holds a thread until its time is over, the client goes, or the server closes. */
public final class Watches {

  private static final long SHORTEST = 1800; // seconds; the real server's --min-request-timeout
  private static final long BOOKMARKS = TimeUnit.SECONDS.toNanos(60); // between two of them
  private static final long LOOK = TimeUnit.SECONDS.toNanos(5); // whether the client is still there

  private final Store store;

  public Watches(Store store) {
    this.store = store;
  }

  public void run(ResourceType type, String namespace, Exchange exchange, boolean goneAtOnce)
      throws IOException, InterruptedException {
    var query = exchange.query();
    checkOptions(query);
    var view = Views.of(exchange.header(HttpHeader.ACCEPT));
    new Watch(type, namespace, exchange, view).run(goneAtOnce);
  }

  private static void checkOptions(Query query) {
    var list = query.has("sendInitialEvents");
    if (list && !query.get("resourceVersionMatch").equals("NotOlderThan")) {
      throw StatusException.invalidOptions(
          "ListOptions",
          new StatusException.Cause(
              "FieldValueForbidden",
              "Forbidden: sendInitialEvents requires setting resourceVersionMatch to NotOlderThan",
              "resourceVersionMatch"));
    }
    if (list) {
      throw StatusException.invalidOptions(
          "ListOptions",
          new StatusException.Cause(
              "FieldValueForbidden",
              "Forbidden: sendInitialEvents is forbidden for watch unless the WatchList feature"
                  + " gate is enabled",
              "sendInitialEvents"));
    }
    if (query.has("resourceVersionMatch") && !query.get("resourceVersionMatch").isEmpty()) {
      throw StatusException.invalidOptions(
          "ListOptions",
          new StatusException.Cause(
              "FieldValueForbidden",
              "Forbidden: resourceVersionMatch is forbidden for watch",
              "resourceVersionMatch"));
    }
  }

  /** One watch that runs. */
  private final class Watch {
    private final ResourceType type;
    private final String namespace;
    private final Exchange exchange;
    private final Views view;
    private final Predicate<JsonNode> wanted;
    private final boolean bookmarks;
    private final long start;
    private final long deadline;
    private long version;

    Watch(ResourceType type, String namespace, Exchange exchange, Views view) {
      this.type = type;
      this.namespace = namespace;
      this.exchange = exchange;
      this.view = view;
      var query = exchange.query();
      this.wanted = Selectors.of(type, query.get("labelSelector"), query.get("fieldSelector"));
      this.bookmarks = query.isTrue("allowWatchBookmarks");
      this.start = query.version();
      var seconds = query.number("timeoutSeconds");
      if (seconds == 0) {
        seconds = SHORTEST + ThreadLocalRandom.current().nextLong(SHORTEST);
      }
      this.deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    }

    void run(boolean goneAtOnce) throws IOException, InterruptedException {
      exchange.beginStream();
      if (goneAtOnce || start > 0 && start < store.oldest()) {
        var message = "too old resource version: %d (%d)".formatted(start, store.oldest());
        exchange.event("ERROR", StatusException.expired(message).status());
        return;
      }
      var asked = store.bookmarks();
      version = start > 0 ? start : sendState();
      var bookmarkAt = System.nanoTime(); // the first one soon, since nothing is older than it
      for (; ; ) {
        var until = Math.min(deadline, System.nanoTime() + LOOK);
        var news =
            store.await(version, asked, bookmarks && bookmarkAt - until < 0 ? bookmarkAt : until);
        for (var change : news.changes()) {
          send(change);
        }
        version = news.version();
        var over = news.closed() || deadline - System.nanoTime() <= 0;
        var due = asked < news.bookmarks() || bookmarkAt - System.nanoTime() <= 0;
        asked = news.bookmarks();
        if (bookmarks && (due || over)) {
          bookmarkAt = System.nanoTime() + BOOKMARKS;
          sendBookmark();
        }
        if (over || exchange.hasFailed()) {
          return;
        }
      }
    }

    /** Without a version a watch begins with the present state as ADDED events. */
    private long sendState() throws IOException {
      long now = store.version();
      for (var object : store.at(type, now).values()) {
        if (isHere(object) && wanted.test(object)) {
          exchange.event("ADDED", view.show(type, object));
        }
      }
      return now;
    }

    private boolean isHere(ObjectNode object) {
      return namespace.isEmpty() || Json.text(object, "/metadata/namespace").equals(namespace);
    }

    /** An object that begins or ceases to match the selectors appears or disappears. */
    private void send(Store.Change change) throws IOException {
      if (!change.type().equals(type) || !isHere(change.last())) {
        return;
      }
      var was = change.before() != null && wanted.test(change.before());
      var is = change.after() != null && wanted.test(change.after());
      if (is) {
        exchange.event(was ? "MODIFIED" : "ADDED", view.show(type, change.after()));
      } else if (was) {
        var last = change.before().deepCopy();
        last.withObject("/metadata").put("resourceVersion", String.valueOf(change.version()));
        exchange.event("DELETED", view.show(type, last));
      }
    }

    private void sendBookmark() throws IOException {
      var bookmark = Json.typed(type.kind(), type.apiVersion());
      bookmark.putObject("metadata").put("resourceVersion", String.valueOf(version));
      if (view == Views.TABLE) {
        return; // kubectl asks for none
      }
      exchange.event("BOOKMARK", bookmark);
    }
  }
}

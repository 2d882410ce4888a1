package example.fakeapiserver.http;

import example.fakeapiserver.storage.Json;
import example.fakeapiserver.storage.ResourceType;
import example.fakeapiserver.storage.Selectors;
import example.fakeapiserver.storage.StatusException;
import example.fakeapiserver.storage.Store;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** One watch. It holds a thread until its time is over, the client goes, or the server closes. */
final class Watch {

  private static final long TIMEOUT = 1800; // seconds, if the client names none
  private static final long BOOKMARKS = TimeUnit.SECONDS.toNanos(60); // between two of them
  private static final long LOOK = TimeUnit.SECONDS.toNanos(5); // between two looks at the client

  private final Store store;
  private final ResourceType type;
  private final String namespace;
  private final Exchange exchange;
  private final Predicate<JsonNode> wanted;
  private final boolean bookmarks;
  private final long start;
  private final long deadline;
  private long version;

  /**
   * @param namespace empty for all
   */
  Watch(Store store, ResourceType type, String namespace, Exchange exchange) {
    this.store = store;
    this.type = type;
    this.namespace = namespace;
    this.exchange = exchange;
    var query = exchange.query;
    this.wanted = Selectors.of(type, query);
    this.bookmarks = query.isTrue("allowWatchBookmarks");
    this.start = query.number("resourceVersion");
    var seconds = query.number("timeoutSeconds");
    this.deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds > 0 ? seconds : TIMEOUT);
  }

  /** Sends events until it is over. */
  void run() throws IOException, InterruptedException {
    exchange.beginStream();
    if (exchange.isToBeGone() || start > 0 && start < store.oldest()) {
      var message = "too old resource version: %d (%d)".formatted(start, store.oldest());
      exchange.event("ERROR", StatusException.expired(message).status());
      return;
    }
    version = start > 0 ? start : sendState();
    var bookmarkAt = System.nanoTime(); // the first one soon, since nothing is older than it
    for (; ; ) {
      var until = Math.min(deadline, System.nanoTime() + LOOK);
      var news = store.await(version, bookmarks ? Math.min(until, bookmarkAt) : until);
      for (var change : news.changes()) {
        send(change);
      }
      version = news.version();
      var over = news.closed() || System.nanoTime() >= deadline;
      if (bookmarks && (over || System.nanoTime() >= bookmarkAt)) {
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
        exchange.event("ADDED", object);
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
      exchange.event(was ? "MODIFIED" : "ADDED", change.after());
    } else if (was) {
      var last = change.before().deepCopy();
      last.withObject("/metadata").put("resourceVersion", String.valueOf(change.version()));
      exchange.event("DELETED", last);
    }
  }

  private void sendBookmark() throws IOException {
    var bookmark = Json.typed(type.kind(), type.apiVersion());
    bookmark.putObject("metadata").put("resourceVersion", String.valueOf(version));
    exchange.event("BOOKMARK", bookmark);
  }
}

package example.fakeapiserver.storage;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import tools.jackson.databind.node.ObjectNode;

/**
 * Every object and every change to it, under one counter of resource versions. Stored trees are
 * never changed, only replaced, so that a list or an event may be written without a copy.
 *
 * <p>Keys are {@code namespace/name}, sorted as the real server's storage sorts them; objects
 * without a namespace have an empty one.
 */
public final class Store {

  /**
   * One change.
   *
   * @param before null if the object was created
   * @param after null if the object was deleted
   * @param last the object as a watch shows it: after, or its last state with the version of the
   *     deletion
   */
  public record Change(
      long version,
      ResourceType type,
      String key,
      ObjectNode before,
      ObjectNode after,
      ObjectNode last) {}

  /** What a watch sends next; no changes if only time has passed. */
  public record News(List<Change> changes, long version, boolean closed) {}

  private final Map<ResourceType, NavigableMap<String, ObjectNode>> objects = new HashMap<>();
  private final List<Change> history = new ArrayList<>(); // version n at n - 1; null: compaction
  private long oldest = 1; // versions below it can no longer be asked for
  private boolean closed;

  public static String key(String namespace, String name) {
    return namespace + "/" + name;
  }

  public synchronized long version() {
    return history.size();
  }

  /** The oldest version that lists and watches may still ask for. */
  public synchronized long oldest() {
    return oldest;
  }

  public synchronized ObjectNode get(ResourceType type, String key) {
    return of(type).get(key);
  }

  /** The objects of a type as they were at a version. */
  public synchronized NavigableMap<String, ObjectNode> at(ResourceType type, long version) {
    var then = new TreeMap<>(of(type));
    for (int i = history.size(); i > version; i--) {
      var undone = history.get(i - 1);
      if (undone == null || !undone.type.equals(type)) {
        continue;
      }
      if (undone.before == null) {
        then.remove(undone.key);
      } else {
        then.put(undone.key, undone.before);
      }
    }
    return then;
  }

  public synchronized NavigableMap<String, ObjectNode> now(ResourceType type) {
    return at(type, history.size());
  }

  /**
   * Replaces one object, while nothing else changes.
   *
   * @param change gets the present object or null, and returns the new one, the same one if nothing
   *     is to change, or null to delete it; it may throw a {@link StatusException}
   * @return what change returned, with its new version; or what was deleted
   */
  public synchronized ObjectNode write(
      ResourceType type, String key, UnaryOperator<ObjectNode> change) {
    var before = of(type).get(key);
    var after = change.apply(before);
    if (after == before) {
      return before;
    }
    var last = after != null ? after : before.deepCopy();
    last.withObject("/metadata").put("resourceVersion", String.valueOf(history.size() + 1));
    if (after == null) {
      of(type).remove(key);
    } else {
      of(type).put(key, after);
    }
    history.add(new Change(history.size() + 1, type, key, before, after, last));
    notifyAll();
    return last;
  }

  /** Forgets every version there has been. Watches that are open have seen or will see them all. */
  public synchronized void compact() {
    history.add(null);
    oldest = history.size();
    notifyAll();
  }

  public synchronized void close() {
    closed = true;
    notifyAll();
  }

  /** Waits until there is a change after a version, or time is over. */
  public synchronized News await(long version, long deadlineNanos) throws InterruptedException {
    for (; ; ) {
      var left = deadlineNanos - System.nanoTime();
      if (version < history.size() || closed || left <= 0) {
        var from = (int) Math.min(version, history.size());
        var changes = new ArrayList<>(history.subList(from, history.size()));
        changes.removeIf(change -> change == null);
        return new News(changes, Math.max(version, history.size()), closed);
      }
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
  }

  private NavigableMap<String, ObjectNode> of(ResourceType type) {
    return objects.computeIfAbsent(type, any -> new TreeMap<>());
  }
}

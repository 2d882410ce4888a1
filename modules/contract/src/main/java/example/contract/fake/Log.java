package example.contract.fake;

import java.util.ArrayList;
import java.util.List;

/** The requests so far, also those that are being answered. */
final class Log {

  private final List<Entry> entries = new ArrayList<>();

  /** One request, of which the user and status become known later. */
  static final class Entry {
    private volatile RecordedRequest request;

    Entry(RecordedRequest request) {
      this.request = request;
    }

    synchronized void user(String user) {
      var r = request;
      request =
          new RecordedRequest(
              r.method(),
              r.path(),
              r.query(),
              user,
              r.status(),
              r.httpVersion(),
              r.contentType(),
              r.userAgent(),
              r.serverName());
    }

    synchronized void answered(int status) {
      var r = request;
      request =
          new RecordedRequest(
              r.method(),
              r.path(),
              r.query(),
              r.user(),
              status,
              r.httpVersion(),
              r.contentType(),
              r.userAgent(),
              r.serverName());
    }
  }

  synchronized Entry add(RecordedRequest request) {
    var entry = new Entry(request);
    entries.add(entry);
    return entry;
  }

  synchronized List<RecordedRequest> requests() {
    return entries.stream().map(entry -> entry.request).toList();
  }

  synchronized void forget() {
    entries.clear();
  }
}

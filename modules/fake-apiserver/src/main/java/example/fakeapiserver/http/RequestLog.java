package example.fakeapiserver.http;

import java.util.ArrayList;
import java.util.List;

/** The requests so far, also those that are being answered. */
public final class RequestLog {

  private final List<Entry> entries = new ArrayList<>();

  /** One request, of which the user and status become known later. */
  public static final class Entry {
    private volatile RecordedRequest request;

    Entry(RecordedRequest request) {
      this.request = request;
    }

    public synchronized void user(String user) {
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

    public synchronized void answered(int status) {
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

  public synchronized Entry add(RecordedRequest request) {
    var entry = new Entry(request);
    entries.add(entry);
    return entry;
  }

  public synchronized List<RecordedRequest> requests() {
    return entries.stream().map(entry -> entry.request).toList();
  }

  public synchronized void forget() {
    entries.clear();
  }
}

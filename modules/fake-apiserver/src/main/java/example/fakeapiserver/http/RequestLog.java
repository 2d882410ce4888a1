package example.fakeapiserver.http;

import java.util.ArrayList;
import java.util.List;

/** The requests so far, also those that are being answered. */
public final class RequestLog {

  private final List<Entry> entries = new ArrayList<>();

  /** One request, of which the user and status become known later. */
  static final class Entry {
    private volatile RecordedRequest request;

    private Entry(RecordedRequest request) {
      this.request = request;
    }

    void user(String user) {
      request = request.with(user, request.status());
    }

    void answered(int status) {
      request = request.with(request.user(), status);
    }
  }

  synchronized Entry add(RecordedRequest request) {
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

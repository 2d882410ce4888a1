package example.fakeapiserver.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The faults to come, in the order in which they were added. */
public final class Faults {

  private final List<Fault> faults = new ArrayList<>();

  public synchronized void add(Fault fault) {
    faults.add(fault);
  }

  public synchronized void clear() {
    faults.clear();
  }

  /** The first fault that has a use left for this request. */
  public synchronized Optional<Fault.Action> take(String method, String path, String query) {
    for (int i = 0; i < faults.size(); i++) {
      var fault = faults.get(i);
      if (fault.times() <= 0 || !fault.matches(method, path, query)) {
        continue;
      }
      if (fault.times() < Integer.MAX_VALUE) {
        faults.set(i, fault.withTimes(fault.times() - 1));
      }
      return Optional.of(fault.action());
    }
    return Optional.empty();
  }
}

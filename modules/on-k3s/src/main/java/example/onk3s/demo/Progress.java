package example.onk3s.demo;

import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Says on standard error what goes on, and again every five seconds while it does. */
public final class Progress implements AutoCloseable {

  private static final int EVERY = 5; // seconds

  private final long start = System.nanoTime();
  private final ScheduledExecutorService ticker =
      Executors.newSingleThreadScheduledExecutor(
          runnable -> {
            var thread = new Thread(runnable, "progress");
            thread.setDaemon(true);
            return thread;
          });

  /** Does something that may take long. */
  public <T> T step(String what, Callable<T> something) throws Exception {
    say(what);
    var ticks = ticker.scheduleAtFixedRate(() -> say(what + " …"), EVERY, EVERY, TimeUnit.SECONDS);
    try {
      return something.call();
    } finally {
      ticks.cancel(false);
    }
  }

  public void say(String what) {
    var seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start);
    System.err.printf("[%d s] %s%n", seconds, what);
  }

  @Override
  public void close() {
    ticker.shutdownNow();
  }
}

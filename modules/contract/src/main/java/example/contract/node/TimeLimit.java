package example.contract.node;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A call to a Docker engine that has stopped answering never returns: this one does. */
public final class TimeLimit {

  private TimeLimit() {}

  /**
   * Calls something on a daemon thread, which is abandoned if it takes longer.
   *
   * @throws IOException if the call has not returned after that time
   */
  public static <T> T within(Duration limit, Callable<T> call) throws Exception {
    var result = new FutureTask<>(call);
    var thread = new Thread(result, "docker");
    thread.setDaemon(true);
    thread.start();
    try {
      return result.get(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException late) {
      thread.interrupt();
      throw new IOException("no answer within " + limit.toSeconds() + " s", late);
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof Exception exception) {
        throw exception;
      }
      throw failed;
    }
  }
}

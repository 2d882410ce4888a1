package example.contract.recording;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.StringJoiner;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * The call that a tutorial shows, with a client made as a tutorial makes it: nothing is caught and
 * nothing checked. Pages show what goes wrong with it. The naive call of {@code list-pods} is the
 * class {@code plain.ListPodsPlain} among a module's tests, with a constructor without arguments.
 */
public interface NaiveCall {

  int WATCHED = 12; // seconds: a client must start within them on a busy machine, too

  /**
   * Makes the call.
   *
   * @param kubeconfig null for what the library finds by itself
   * @param print is told what a program would print, a line at a time
   * @param arguments what the situation asks for beyond the call; mostly none
   */
  void call(Path kubeconfig, String namespace, Consumer<String> print, List<String> arguments)
      throws Exception;

  /** A call that goes on, and tells of every event. */
  interface Watching {
    void run(Consumer<String> event) throws Exception;
  }

  /** Makes such a call for some seconds; prints the events so far, and whether it has ended. */
  static void watch(Consumer<String> print, Watching call) throws Exception {
    var events = new StringJoiner(", ");
    var watching =
        new FutureTask<>(
            () -> {
              call.run(event -> print.accept(events.add(event).toString()));
              return events + ", then the watch ends without an error";
            });
    var thread = new Thread(watching, "watch");
    thread.setDaemon(true);
    thread.start();
    try {
      print.accept(watching.get(WATCHED, TimeUnit.SECONDS));
    } catch (ExecutionException failed) {
      throw failed.getCause() instanceof Exception cause ? cause : failed;
    } catch (TimeoutException goesOn) {
      print.accept("%s, and waits, %d s later".formatted(events, WATCHED));
    } finally {
      watching.cancel(true);
    }
  }

  /** The class of a pattern's naive call in one module. */
  static String className(String client, String pattern) {
    return Arrays.stream(pattern.split("-"))
        .map(word -> word.substring(0, 1).toUpperCase() + word.substring(1))
        .collect(Collectors.joining("", "example." + client.replace("-", "") + ".plain.", "Plain"));
  }

  /** The naive call that is this class. */
  static NaiveCall of(String className) {
    try {
      var constructor = Class.forName(className).getDeclaredConstructor();
      constructor.setAccessible(true); // test classes are package-private
      return (NaiveCall) constructor.newInstance();
    } catch (ReflectiveOperationException missing) {
      throw new AssertionError(
          "there is no test class %s with a constructor without arguments. Write the plain call there."
              .formatted(className),
          missing);
    }
  }
}

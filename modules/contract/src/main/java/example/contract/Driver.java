package example.contract;

import java.io.InputStream;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/** What the contract needs of a client: the only place where a module meets the cases. */
public interface Driver {

  /** The module's name: {@code fabric8}. */
  String client();

  /** Runs what {@code java -jar MODULE.jar ARGUMENTS} runs, and waits for its end. */
  Outcome run(Call call) throws Exception;

  /** Opens a client that lives on, for cases about what happens to it over time. */
  default Live open(Call call) throws Exception {
    throw new UnsupportedOperationException("a process cannot be held open");
  }

  /**
   * One start of the program.
   *
   * @param environment all of it: nothing is inherited
   * @param root where {@code var/run/secrets} is looked up; a process always has its own
   * @param home holds {@code .kube/config}
   * @param jvm arguments of the JVM; for processes only
   * @param nanoTime a clock that the case turns
   * @param clock the time of day, which goes with it, and which the case may get wrong; a process
   *     always has its own
   */
  record Call(
      List<String> arguments,
      Map<String, String> environment,
      Path root,
      Path home,
      List<String> jvm,
      LongSupplier nanoTime,
      InstantSource clock) {}

  /** How a start of the program ended. */
  record Outcome(int exit, String out, String err) {
    @Override
    public String toString() {
      return "exit %d%n--- out%n%s--- err%n%s".formatted(exit, out, err);
    }
  }

  /** An open client. */
  interface Live extends AutoCloseable {

    /**
     * Lists pods.
     *
     * @param goOn whether an expired list is continued inconsistently instead of started over
     * @return the names, in the order in which they came; a restart is the name {@code (restarted)}
     */
    List<String> listPods(String labels, boolean goOn) throws Exception;

    /**
     * Posts a body that can be read once only, as a stream is.
     *
     * @return the status code of the answer
     */
    int postStream(String path, InputStream body) throws Exception;

    /** The sentence for people. */
    String describe(Throwable failure);

    @Override
    void close();
  }
}

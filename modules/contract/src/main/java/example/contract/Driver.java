package example.contract;

import example.contract.RunningProgram.Outcome;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/** How a case starts the program of one client: the only place where a module meets the cases. */
public interface Driver {

  /** The module's name: {@code fabric8}. */
  String client();

  /** Starts what {@code java -jar MODULE.jar ARGUMENTS} starts. */
  RunningProgram start(Call call) throws Exception;

  /** Runs it to its end. */
  default Outcome run(Call call) throws Exception {
    try (var program = start(call)) {
      return program.outcome();
    }
  }

  /** Opens the client itself; in this process only. */
  default OpenClient open(Call call) throws Exception {
    throw new UnsupportedOperationException("a case that opens a client declares FAKE alone");
  }

  /**
   * One start of the program.
   *
   * @param namespace where a pod runs
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
      String namespace,
      Map<String, String> environment,
      Path root,
      Path home,
      List<String> jvm,
      LongSupplier nanoTime,
      InstantSource clock) {

    /** The value of an option, or null. */
    public Path path(String option) {
      var at = arguments.indexOf(option);
      return at < 0 ? null : Path.of(arguments.get(at + 1));
    }
  }

  /**
   * The client itself, for the few cases that no program can show: many requests at once, a body
   * that can be read once, an exception that no server here causes. No pattern adds a method.
   */
  interface OpenClient extends AutoCloseable {

    /**
     * Asks for a path.
     *
     * @return the status code of the answer
     */
    int get(String path) throws Exception;

    /**
     * Posts a body that can be read once only, as a stream is.
     *
     * @return the status code of the answer
     */
    int post(String path, InputStream body) throws Exception;

    /** The sentence for people. */
    String describe(Throwable failure);

    @Override
    void close();
  }
}

package example.contract.defaults;

import example.contract.recording.NaiveCall;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * Lists pods with the library's default client, in a process whose environment and service account
 * a test has made.
 */
public final class DefaultClientProgram {

  private static final Path TOKEN = Path.of("/var/run/secrets/kubernetes.io/serviceaccount/token");

  /** Shorter than Fabric8's eleven attempts, longer than anything else takes on a busy machine. */
  private static final Duration LONG = Duration.ofSeconds(15);

  private DefaultClientProgram() {}

  /**
   * Prints one line: how many pods there are, or the exception and its cause; if it took long,
   * about how long.
   *
   * @param arguments the client, then what its {@code InClusterOrKubeconfigPlain} understands
   */
  public static void main(String[] arguments) {
    var rest = List.of(arguments).subList(1, arguments.length);
    var start = System.nanoTime();
    try {
      NaiveCall.of(arguments[0], "in-cluster-or-kubeconfig")
          .call(null, "default", System.out::println, rest);
    } catch (Exception | LinkageError failed) {
      var took = System.nanoTime() - start;
      var when = took > LONG.toNanos() ? "after some 20 seconds: " : "";
      System.out.println(when + sentence(failed));
    }
    System.exit(0); // threads of OkHttp and Vert.x are left
  }

  /**
   * Calls once, which the server must refuse; replaces the token, as the kubelet does; then calls
   * every few seconds until the server allows it, three minutes at most.
   */
  public static <T> T afterRotation(String token, Callable<T> call) throws Exception {
    Exception refused = null;
    var end = System.nanoTime() + Duration.ofMinutes(3).toNanos();
    while (System.nanoTime() < end) {
      try {
        var result = call.call();
        if (refused == null) {
          throw new IllegalStateException("allowed before the token was replaced");
        }
        return result;
      } catch (IllegalStateException wrong) {
        throw wrong;
      } catch (Exception again) {
        if (refused == null) {
          Files.writeString(TOKEN, token);
        }
        refused = again;
        Thread.sleep(5_000); // milliseconds
      }
    }
    throw refused;
  }

  private static String sentence(Throwable failed) {
    var cause = failed.getCause() == null ? failed : failed.getCause();
    var root = cause;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    var more = !cause.toString().contains(String.valueOf(root.getMessage()));
    return failed.getClass().getSimpleName()
        + (cause == failed ? ": " + failed.getMessage() : ", caused by " + cause)
        + (more && root.getClass() != cause.getClass() ? ", caused by " + root : "");
  }
}

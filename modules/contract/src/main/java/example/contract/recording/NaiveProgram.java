package example.contract.recording;

import static org.junit.jupiter.api.Assertions.assertThrows;

import example.contract.AdminClient;
import example.contract.CaseContext;
import example.contract.runner.IsolatedProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.stream.Stream;

/**
 * A {@link NaiveCall} as a program of its own, in an environment and with a service account that a
 * test has made. All calls of a test are in one process: a JVM takes a second to start.
 */
public final class NaiveProgram {

  private static final Path TOKEN = Path.of("/var/run/secrets/kubernetes.io/serviceaccount/token");

  private NaiveProgram() {}

  /**
   * One call.
   *
   * @param kubeconfig null for what the library finds by itself
   * @param arguments what the situation asks for beyond the call
   */
  public record Called(String kubeconfig, String namespace, List<String> arguments) {}

  /**
   * What whoever makes a call gets to read.
   *
   * @param warnings in the log
   * @param thrown the exception and its causes, without those that repeat what they caused
   */
  public record Said(
      List<String> warnings, List<String> printed, List<String> thrown, long seconds) {

    /** Warnings in the log, then the result or the exception. */
    public String shown() {
      var lines = new ArrayList<>(warnings);
      if (thrown.isEmpty()) {
        lines.addAll(printed);
      } else {
        lines.add(trace(thrown));
      }
      return String.join("\n", lines).replaceFirst("(?m)^(?=\\d+ pods$)", "No exception: ");
    }

    /** The exception and what caused it, and the first cause if that is not in it. */
    public String sentence() {
      var failed = thrown.get(0).replaceFirst("^[a-z0-9.]+\\.", "");
      if (thrown.size() == 1) {
        return failed;
      }
      var cause = thrown.get(1);
      var root = thrown.get(thrown.size() - 1);
      var told = cause.contains(root.replaceFirst("^\\S+: ", "")) || type(root).equals(type(cause));
      return type(failed) + ", caused by " + cause + (told ? "" : ", caused by " + root);
    }

    private static String type(String thrown) {
      return thrown.replaceFirst("(?s):.*", "");
    }
  }

  /**
   * Makes calls in the environment of a case.
   *
   * @param pattern whose naive call it is
   */
  public static List<Said> run(CaseContext context, String pattern, List<Called> calls)
      throws Exception {
    var jvm = new ArrayList<>(context.jvm());
    jvm.addAll(List.of("-Duser.timezone=UTC", "-Duser.language=en"));
    var arguments = arguments(context.driver().client(), pattern, calls);
    var printed =
        IsolatedProcess.run(
                context.folder(), context.environment(), jvm, NaiveProgram.class, arguments)
            .printed();
    context.checkThatNoSecretIsIn(printed);
    return List.of(AdminClient.JSON.readValue(printed, Said[].class));
  }

  /** What {@link #main} is given to make these calls. */
  public static List<String> arguments(String client, String pattern, List<Called> calls) {
    var arguments = new ArrayList<>(List.of(NaiveCall.className(client, pattern)));
    calls.forEach(each -> arguments.add(AdminClient.JSON.writeValueAsString(each)));
    return arguments;
  }

  /** Arguments: the class, and each call. Prints what each of them said. */
  public static void main(String[] arguments) throws Exception {
    var call = NaiveCall.of(arguments[0]);
    var said = new ArrayList<Said>();
    for (var each : List.of(arguments).subList(1, arguments.length)) {
      var with = AdminClient.JSON.readValue(each, Called.class);
      var kubeconfig = with.kubeconfig == null ? null : Path.of(with.kubeconfig);
      said.add(said(call, kubeconfig, with.namespace, with.arguments));
    }
    System.out.println(AdminClient.JSON.writeValueAsString(said));
    System.exit(0); // threads of OkHttp and Vert.x are left
  }

  /** Makes a call in this process. */
  static Said said(NaiveCall call, Path kubeconfig, String namespace, List<String> arguments) {
    var log = new Warnings();
    var root = Logger.getLogger("");
    root.addHandler(log);
    var printed = new ArrayList<String>();
    var thrown = List.<String>of();
    var start = System.nanoTime();
    try {
      call.call(kubeconfig, namespace, printed::add, arguments);
    } catch (Exception | LinkageError failed) {
      thrown = chain(failed);
    } finally {
      root.removeHandler(log);
    }
    var took = Duration.ofNanos(System.nanoTime() - start).toSeconds();
    return new Said(log.lines, printed, thrown, took);
  }

  private static List<String> chain(Throwable failed) {
    return Stream.iterate(failed, Objects::nonNull, Throwable::getCause)
        .limit(9)
        .map(Throwable::toString)
        .distinct()
        .toList();
  }

  /** A stack trace without its frames. */
  private static String trace(List<String> chain) {
    return String.join("\nCaused by: ", chain);
  }

  /**
   * Calls once, which the server must refuse; replaces the token, as the kubelet does; then calls
   * every few seconds until the server allows it, three minutes at most.
   */
  public static <T> T afterRotation(String token, Callable<T> call) throws Exception {
    assertThrows(Exception.class, call::call, "allowed before the token was replaced");
    Files.writeString(TOKEN, token);
    var end = System.nanoTime() + Duration.ofMinutes(3).toNanos();
    while (true) {
      try {
        return call.call();
      } catch (Exception refused) {
        if (System.nanoTime() > end) {
          throw refused;
        }
        Thread.sleep(5_000); // milliseconds
      }
    }
  }

  /** Keeps what a console would show. */
  private static final class Warnings extends Handler {
    private final List<String> lines = new ArrayList<>();

    private Warnings() {
      setFormatter(new SimpleFormatter());
      setLevel(Level.WARNING);
    }

    @Override
    public synchronized void publish(LogRecord each) {
      if (isLoggable(each)) {
        var thrown = each.getThrown() == null ? "" : "\n" + trace(chain(each.getThrown()));
        lines.add(each.getLevel() + ": " + getFormatter().formatMessage(each) + thrown);
      }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}

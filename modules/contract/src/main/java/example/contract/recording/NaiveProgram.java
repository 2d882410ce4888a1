package example.contract.recording;

import example.contract.AdminClient;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A {@link NaiveCall} as a program of its own, with all that whoever runs it gets to read. */
final class NaiveProgram {

  private NaiveProgram() {}

  /**
   * Calls once for each pair of arguments after the first, which is the name of the class: a
   * kubeconfig, or nothing for none, and a namespace. Prints a JSON array of what each call said.
   */
  public static void main(String[] arguments) throws Exception {
    var call = NaiveCall.of(arguments[0]);
    var said = new ArrayList<String>();
    for (var i = 1; i < arguments.length; i += 2) {
      var kubeconfig = arguments[i].isEmpty() ? null : Path.of(arguments[i]);
      said.add(said(call, kubeconfig, arguments[i + 1]));
    }
    System.out.println(AdminClient.JSON.writeValueAsString(said));
    System.exit(0); // threads of OkHttp and Vert.x are left
  }

  /** Warnings in the log, then the result or the exception. */
  private static String said(NaiveCall call, Path kubeconfig, String namespace) {
    var log = new Warnings();
    var root = Logger.getLogger("");
    root.addHandler(log);
    try {
      var printed = new ArrayList<String>();
      call.call(kubeconfig, namespace, printed::add, List.of("status"));
      log.lines.addAll(printed);
    } catch (Exception | LinkageError failed) {
      log.lines.add(chain(failed));
    } finally {
      root.removeHandler(log);
    }
    return String.join("\n", log.lines);
  }

  /** A stack trace without its frames, and without causes that repeat what they caused. */
  private static String chain(Throwable failed) {
    return Stream.iterate(failed, Objects::nonNull, Throwable::getCause)
        .limit(9)
        .map(Throwable::toString)
        .collect(Collectors.toCollection(LinkedHashSet::new))
        .stream()
        .collect(Collectors.joining("\nCaused by: "));
  }

  /** Keeps what a console would show. */
  private static final class Warnings extends Handler {
    private final List<String> lines = new ArrayList<>();

    private Warnings() {
      setFormatter(new SimpleFormatter());
      setLevel(Level.WARNING);
    }

    @Override
    public void publish(LogRecord each) {
      if (isLoggable(each)) {
        var thrown = each.getThrown() == null ? "" : "\n" + chain(each.getThrown());
        lines.add(each.getLevel() + ": " + getFormatter().formatMessage(each) + thrown);
      }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}

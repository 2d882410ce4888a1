package example.contract.recording;

import example.contract.AdminClient;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.stream.Stream;

/**
 * A library used as a tutorial uses it, and left alone: no rule of this repository, no sentence of
 * it either. It needs a constructor without arguments.
 */
public interface NaiveClient {

  /**
   * Lists the pods of a namespace.
   *
   * @param kubeconfig null for what the library finds by itself
   * @return what a program would go on with if nothing is thrown
   */
  String pods(Path kubeconfig, String namespace) throws Exception;

  /**
   * Lists once for each pair of arguments after the first, which is the name of a class that is a
   * {@link NaiveClient}: a kubeconfig, or nothing for none, and a namespace. Prints one line of
   * JSON, the texts in that order.
   */
  static void main(String[] arguments) throws Exception {
    var constructor = Class.forName(arguments[0]).getDeclaredConstructor();
    constructor.setAccessible(true);
    var plain = (NaiveClient) constructor.newInstance();
    var said = new LinkedHashMap<Integer, String>();
    for (var i = 1; i < arguments.length; i += 2) {
      var kubeconfig = arguments[i].isEmpty() ? null : Path.of(arguments[i]);
      said.put(i, said(plain, kubeconfig, arguments[i + 1]));
    }
    System.out.println(AdminClient.JSON.writeValueAsString(said.values()));
    System.exit(0); // threads of OkHttp and Vert.x are left
  }

  /** All that whoever runs it gets to read: warnings in the log, then the result or exception. */
  private static String said(NaiveClient plain, Path kubeconfig, String namespace) {
    var log = new Warnings();
    var root = Logger.getLogger("");
    root.addHandler(log);
    try {
      log.lines.add(plain.pods(kubeconfig, namespace));
    } catch (Exception | LinkageError failed) {
      log.lines.add(chain(failed));
    } finally {
      root.removeHandler(log);
    }
    return String.join("\n", log.lines);
  }

  /** A stack trace without its frames, and without causes that repeat what they caused. */
  private static String chain(Throwable failed) {
    var causes = new ArrayDeque<String>();
    Stream.iterate(failed, Objects::nonNull, Throwable::getCause)
        .limit(9)
        .map(Throwable::toString)
        .filter(each -> !each.equals(causes.peekLast()))
        .forEach(causes::add);
    return String.join("\nCaused by: ", causes);
  }

  /** Keeps what a console would show. */
  final class Warnings extends Handler {
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

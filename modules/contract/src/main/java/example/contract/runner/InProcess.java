package example.contract.runner;

import example.contract.Driver.Call;
import example.contract.RunningProgram;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** A program that runs on a thread of this process. */
public final class InProcess extends RunningProgram {

  /** A module's {@code Main.run}. */
  public interface Main {
    int run(String[] arguments, InputStream in, PrintStream out, PrintStream err);
  }

  private static final int LINES = 1 << 16; // bytes that may be typed before they are read

  private final PipedOutputStream typed = new PipedOutputStream();
  private final Thread thread;
  private volatile int exit;
  private volatile Throwable thrown;

  public InProcess(Call call, Main main) {
    var arguments = call.arguments().toArray(String[]::new);
    try {
      var in = new PipedInputStream(typed, LINES);
      this.thread = new Thread(() -> run(main, arguments, in), String.join(" ", call.arguments()));
    } catch (IOException unconnected) {
      throw new UncheckedIOException(unconnected);
    }
    thread.setDaemon(true);
    thread.start();
  }

  private void run(Main main, String[] arguments, InputStream in) {
    try (var out = new PrintStream(standardOutput(), true, StandardCharsets.UTF_8);
        var err = new PrintStream(standardError(), true, StandardCharsets.UTF_8)) {
      exit = main.run(arguments, in, out, err);
    } catch (RuntimeException | Error failed) {
      thrown = failed;
    }
  }

  @Override
  protected OutputStream standardInput() {
    return typed;
  }

  @Override
  protected boolean hasEnded() {
    return !thread.isAlive();
  }

  @Override
  public int exit() throws InterruptedException {
    thread.join(LIMIT.toMillis());
    return super.exit();
  }

  @Override
  protected int exitCode() {
    if (thrown != null) {
      throw new AssertionError("the program threw " + thrown, thrown);
    }
    return exit;
  }

  @Override
  public void stop() {
    thread.interrupt();
  }

  @Override
  public void close() {
    try {
      typed.close();
      thread.interrupt();
      thread.join(LIMIT.toMillis());
    } catch (IOException unread) {
      // it has ended
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}

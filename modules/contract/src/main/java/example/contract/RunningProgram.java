package example.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * A program that was started, in this process, as a process or as a pod: what it prints, how it
 * ends, and how it is told to. Each level has its own subclass; a case sees only this.
 */
public abstract class RunningProgram implements AutoCloseable {

  /** Longer than any answer a program waits for. */
  protected static final Duration LIMIT = Duration.ofSeconds(90);

  private final Output out = new Output();
  private final Output err = new Output();

  /** How a program ended. */
  public record Outcome(int exit, String out, String err) {

    /** What it printed; fails if it did not succeed. */
    public String printed() {
      assertEquals(0, exit, err);
      return out;
    }

    @Override
    public String toString() {
      return "exit %d%n--- out%n%s--- err%n%s".formatted(exit, out, err);
    }
  }

  /** What a stream has said so far. */
  protected final class Output extends OutputStream {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    @Override
    public void write(int one) {
      write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] some, int from, int length) {
      synchronized (RunningProgram.this) {
        bytes.write(some, from, length);
        RunningProgram.this.notifyAll();
      }
    }

    @Override
    public String toString() {
      synchronized (RunningProgram.this) {
        return bytes.toString(StandardCharsets.UTF_8);
      }
    }

    /** Reads a stream to its end, in a thread of its own. */
    public Thread drains(InputStream stream) {
      var thread =
          new Thread(
              () -> {
                try (stream) {
                  stream.transferTo(this);
                } catch (IOException gone) {
                  // the program has ended
                }
              },
              "output");
      thread.setDaemon(true);
      thread.start();
      return thread;
    }
  }

  protected Output standardOutput() {
    return out;
  }

  protected Output standardError() {
    return err;
  }

  /** What it has printed so far. */
  public String out() {
    return out.toString();
  }

  /** What it has printed so far on standard error; a pod has one log, which is {@link #out}. */
  public String err() {
    return err.toString();
  }

  /** The lines it has printed so far; one whose end has not arrived is not among them. */
  public List<String> lines() {
    var printed = out();
    return printed.substring(0, printed.lastIndexOf('\n') + 1).lines().toList();
  }

  /**
   * Waits until what it has printed is enough.
   *
   * @throws AssertionError if it ends before, or takes too long
   */
  public void await(String what, BooleanSupplier enough) throws InterruptedException {
    var end = System.nanoTime() + LIMIT.toNanos();
    while (!enough.getAsBoolean()) {
      // What it printed last may arrive together with its end.
      if (hasEnded() && !enough.getAsBoolean() || System.nanoTime() > end) {
        throw new AssertionError("no %s:%n--- out%n%s--- err%n%s".formatted(what, out(), err()));
      }
      synchronized (this) {
        wait(20); // or until it prints; its end is not announced
      }
    }
  }

  /** Waits for its end and returns its exit code. */
  public int exit() throws InterruptedException {
    await("end", this::hasEnded);
    return exitCode();
  }

  public Outcome outcome() throws InterruptedException {
    var exit = exit();
    return new Outcome(exit, out(), err());
  }

  /** Writes a line to its standard input. */
  public void type(String line) throws IOException {
    var in = standardInput();
    in.write((line + "\n").getBytes(StandardCharsets.UTF_8));
    in.flush();
  }

  /** Ends its standard input. */
  public void typeNothingMore() throws IOException {
    standardInput().close();
  }

  protected abstract OutputStream standardInput();

  /** Whether it has ended and all that it printed has arrived. */
  protected abstract boolean hasEnded();

  /** Only after its end. */
  protected abstract int exitCode();

  /** Asks it to end: an interrupt in this process, SIGTERM, or the deletion of the pod. */
  public abstract void stop();

  /** Ends it if it still runs, and removes what it left. */
  @Override
  public abstract void close();
}

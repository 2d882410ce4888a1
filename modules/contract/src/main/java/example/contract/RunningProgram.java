package example.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * A program that was started, in this process, as a process or as a pod: what it prints, how it
 * ends, and how it is told to. Each level has its own subclass; a case sees only this.
 */
public abstract class RunningProgram implements AutoCloseable {

  /** Longer than any answer a program waits for. */
  protected static final Duration LIMIT = Duration.ofSeconds(90);

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

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

  protected OutputStream standardOutput() {
    return out;
  }

  protected OutputStream standardError() {
    return err;
  }

  /** What it has printed so far. */
  public String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  /** What it has printed so far on standard error; a pod has one log, which is {@link #out}. */
  public String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  /** The lines it has printed so far; one whose end has not arrived is not among them. */
  public List<String> lines() {
    var printed = out();
    return printed.substring(0, printed.lastIndexOf('\n') + 1).lines().toList();
  }

  /** How many of these lines begin so. */
  public long count(String beginning) {
    return lines().stream().filter(each -> each.startsWith(beginning)).count();
  }

  /** Waits for a line that begins so. */
  public void awaitLine(String beginning) throws InterruptedException {
    await(beginning, () -> count(beginning) > 0);
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
      TimeUnit.MILLISECONDS.sleep(20);
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

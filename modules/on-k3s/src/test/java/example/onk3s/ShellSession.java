package example.onk3s;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * A reader's terminal: one {@code bash -euo pipefail}, so that the variables and the folder of one
 * command are there for the next.
 */
final class ShellSession implements AutoCloseable {

  /** Runs each file it is told of in itself, and says with what exit code. */
  private static final String LOOP =
      """
      exec 3>&1
      trap 'echo "$?" >&3' EXIT
      while IFS=' ' read -r __may_fail __file; do
        if [ "$__may_fail" = true ]; then
          set +e; . "$__file" </dev/null >"$__file.out" 2>"$__file.err"; __exit=$?; set -e
        else
          . "$__file" </dev/null >"$__file.out" 2>"$__file.err"; __exit=0
        fi
        echo "$__exit" >&3
      done
      """;

  private static final Duration GRACE = Duration.ofSeconds(20); // a container takes ten to stop

  private final Path scratch;
  private final Duration limit;
  private final Process shell;
  private final BufferedReader exits;
  private final Writer files;
  private int typed;

  /**
   * @param folder where the reader is
   * @param scratch an empty folder
   * @param environment all of it
   * @param limit after which a command is ended
   */
  ShellSession(Path folder, Path scratch, Map<String, String> environment, Duration limit)
      throws IOException {
    this.scratch = scratch;
    this.limit = limit;
    var builder =
        new ProcessBuilder("bash", "-euo", "pipefail", "-c", LOOP)
            .directory(folder.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().clear();
    builder.environment().putAll(environment);
    shell = builder.start();
    exits = shell.inputReader(StandardCharsets.UTF_8);
    files = shell.outputWriter(StandardCharsets.UTF_8);
  }

  /**
   * Types a command and waits for its end.
   *
   * @param exit the code it is to end with
   * @throws AssertionError if it ends with another one, or not in time: names page, line, command
   */
  Node.Outcome type(TypedCommand command, int exit) throws IOException, InterruptedException {
    var file = scratch.resolve(++typed + ".sh");
    Files.writeString(file, command.text() + "\n");
    files.write("%s %s\n".formatted(exit != 0, file));
    files.flush();
    var ended = ended(command);
    var outcome =
        new Node.Outcome(
            ended,
            Files.readString(scratch.resolve(typed + ".sh.out")),
            Files.readString(scratch.resolve(typed + ".sh.err")));
    if (ended != exit) {
      throw new AssertionError(
          "%s, line %d: \"%s\" ended with exit code %d and not %d. Correct the page, or what it runs. It said:%n%s"
              .formatted(command.page(), command.line(), command.text(), ended, exit, outcome));
    }
    return outcome;
  }

  private int ended(TypedCommand command) throws IOException, InterruptedException {
    var line = CompletableFuture.supplyAsync(this::readLine);
    try {
      return Integer.parseInt(line.get(limit.toSeconds(), TimeUnit.SECONDS));
    } catch (TimeoutException late) {
      end();
      throw new AssertionError(
          "%s, line %d: \"%s\" has not ended within %d s. Correct the page, or what it runs."
              .formatted(command.page(), command.line(), command.text(), limit.toSeconds()));
    } catch (ExecutionException | NumberFormatException gone) {
      throw new IOException(command + ": the shell is gone", gone);
    }
  }

  private String readLine() {
    try {
      return exits.readLine();
    } catch (IOException closed) {
      return null;
    }
  }

  /** Asks first: a demo that is told to end removes its node. */
  private void end() {
    var running = Stream.concat(shell.descendants(), Stream.of(shell.toHandle())).toList();
    running.forEach(ProcessHandle::destroy);
    var all =
        CompletableFuture.allOf(
            running.stream().map(ProcessHandle::onExit).toArray(CompletableFuture<?>[]::new));
    try {
      all.get(GRACE.toSeconds(), TimeUnit.SECONDS);
    } catch (TimeoutException | ExecutionException late) {
      running.forEach(ProcessHandle::destroyForcibly);
    } catch (InterruptedException interrupted) {
      running.forEach(ProcessHandle::destroyForcibly);
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    end();
  }
}

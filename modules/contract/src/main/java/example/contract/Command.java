package example.contract;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * A command that runs to its end while the test waits. A program that a test talks to while it runs
 * is a {@link RunningProgram}.
 *
 * <pre>{@code
 * var outcome = Command.of("git", "status").in(repository).within(Duration.ofSeconds(10)).run();
 * }</pre>
 */
public final class Command {

  private final ProcessBuilder builder;
  private String input = "";
  private Duration limit = Duration.ofSeconds(60);

  private Command(List<String> words) {
    builder = new ProcessBuilder(words);
  }

  public static Command of(String... words) {
    return of(List.of(words));
  }

  public static Command of(List<String> words) {
    return new Command(new ArrayList<>(words));
  }

  /**
   * A JVM for a short life, started as this process was.
   *
   * @param jvm arguments of the JVM
   * @param words {@code -jar} and a file, or what {@link #java(List, Class, List)} says of a class
   */
  public static Command java(List<String> jvm, List<String> words) {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.addAll(jvm);
    command.addAll(words);
    return new Command(command);
  }

  /** Runs a class of this process' class path in a JVM of its own. */
  public static Command java(List<String> jvm, Class<?> program, List<String> arguments) {
    var words = new ArrayList<String>();
    words.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName()));
    words.addAll(arguments);
    return java(jvm, words);
  }

  /** The command as it would be typed. */
  public List<String> words() {
    return List.copyOf(builder.command());
  }

  /** Its working directory; that of this process if it is not set. */
  public Command in(Path directory) {
    builder.directory(directory.toFile());
    return this;
  }

  /** Adds variables to the environment that it inherits. */
  public Command with(Map<String, String> variables) {
    builder.environment().putAll(variables);
    return this;
  }

  /**
   * Inherits nothing but PATH, so that nobody's own kubeconfig or proxy is used, and adds these.
   */
  public Command only(Map<String, String> variables) {
    builder.environment().keySet().retainAll(Set.of("PATH"));
    return with(variables);
  }

  /** What it reads from standard input; nothing if it is not set. */
  public Command input(String text) {
    input = text;
    return this;
  }

  /** The time after which it is killed; a minute if it is not set. */
  public Command within(Duration duration) {
    limit = duration;
    return this;
  }

  /**
   * Runs it and waits for its end.
   *
   * @throws IOException if it cannot be started, or does not end in time: it is killed with all
   *     that it started
   */
  public RunningProgram.Outcome run() throws IOException, InterruptedException {
    var folder = Files.createTempDirectory("command-");
    // Files, not pipes: a full pipe would stop the command.
    var in = Files.writeString(folder.resolve("in"), input);
    var out = folder.resolve("out");
    var err = folder.resolve("err");
    try {
      var process =
          builder
              .redirectInput(Redirect.from(in.toFile()))
              .redirectOutput(out.toFile())
              .redirectError(err.toFile())
              .start();
      try {
        if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
          throw new IOException(
              "%s did not end within %d s. So far it printed:%n%s%n%s"
                  .formatted(builder.command().get(0), limit.toSeconds(), read(out), read(err)));
        }
        return new RunningProgram.Outcome(process.exitValue(), read(out), read(err));
      } finally {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
    } finally {
      for (var file : List.of(in, out, err)) {
        Files.deleteIfExists(file);
      }
      Files.delete(folder);
    }
  }

  private static String read(Path file) throws IOException {
    return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
  }
}

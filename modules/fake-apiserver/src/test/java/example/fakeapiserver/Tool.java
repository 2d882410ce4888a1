package example.fakeapiserver;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** A program of others that a test runs as a process. */
final class Tool {

  private final Path program;
  private final Path kubeconfig;

  private Tool(Path program, Path kubeconfig) {
    this.program = program;
    this.kubeconfig = kubeconfig;
  }

  /** Both streams, and how it ended. */
  record Result(int exit, String out) {}

  /** Finds a program; without it the test is skipped, or fails where everything must run. */
  static Tool find(String what, String variable, FakeApiServer fake, Path folder)
      throws IOException {
    var named = System.getProperty(variable.toLowerCase(Locale.ROOT), System.getenv(variable));
    if (named == null || !Files.isExecutable(Path.of(named))) {
      var reason = what + " is not there: set " + variable + " to its path";
      if ("true".equals(System.getenv("REQUIRE_CLUSTER"))) {
        fail(reason);
      }
      abort(reason);
    }
    var kubeconfig = folder.resolve("kubeconfig");
    Files.writeString(kubeconfig, fake.kubeconfig());
    return new Tool(Path.of(named), kubeconfig);
  }

  Path kubeconfig() {
    return kubeconfig;
  }

  Process start(String... arguments) throws IOException {
    var command = new ArrayList<String>(List.of(program.toString()));
    command.addAll(List.of(arguments));
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("KUBECONFIG", kubeconfig.toString());
    builder.environment().put("HOME", kubeconfig.getParent().toString()); // its cache
    return builder.start();
  }

  Result run(String... arguments) throws IOException, InterruptedException {
    return runWith("", arguments);
  }

  Result runWith(String input, String... arguments) throws IOException, InterruptedException {
    var process = start(arguments);
    try (var in = process.getOutputStream()) {
      in.write(input.getBytes(StandardCharsets.UTF_8));
    }
    var out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(30, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IOException(String.join(" ", arguments) + " did not end");
    }
    return new Result(process.exitValue(), out);
  }
}

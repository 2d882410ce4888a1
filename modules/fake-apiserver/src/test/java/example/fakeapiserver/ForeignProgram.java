package example.fakeapiserver;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A client that is not ours, run as a process; in its home are its kubeconfig and its cache. */
record ForeignProgram(Path program, Path home) {

  /** Standard output and error together, and how it ended. */
  record Result(int exit, String out) {}

  /** Finds a program; without it the test is skipped, or fails where everything must run. */
  static ForeignProgram find(String variable, FakeApiServer fake, Path home) throws IOException {
    var program = System.getenv(variable);
    if (program == null || !Files.isExecutable(Path.of(program))) {
      var reason = variable + " is not set to a program's path";
      if ("true".equals(System.getenv("REQUIRE_CLUSTER"))) {
        fail(reason);
      }
      abort(reason);
    }
    Files.writeString(home.resolve("kubeconfig"), fake.kubeconfig());
    return new ForeignProgram(Path.of(program), home);
  }

  Result run(List<String> arguments) throws IOException, InterruptedException {
    var command = new ArrayList<String>(List.of(program.toString()));
    command.addAll(arguments);
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("KUBECONFIG", home.resolve("kubeconfig").toString());
    builder.environment().put("HOME", home.toString());
    var process = builder.start();
    var out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Result(process.waitFor(), out);
  }
}

package example.contract;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs a module's packaged jar, as a reader runs it. */
public final class JarDriver implements Driver {

  private static final long LIMIT = 90; // seconds; longer than any answer the program waits for

  private final Driver module;
  private final Path jar;

  /**
   * @param module says what the client is called and what it does not offer
   */
  public JarDriver(Driver module) {
    this.module = module;
    this.jar =
        Api.inRepository("modules/%1$s/target/%1$s.jar".formatted(module.client()));
  }

  @Override
  public String client() {
    return module.client();
  }

  @Override
  public String version() {
    return module.version();
  }

  @Override
  public Map<String, String> notOffered() {
    return module.notOffered();
  }

  @Override
  public Map<String, String> knownFailures() {
    return module.knownFailures();
  }

  @Override
  public Outcome run(Call call) throws IOException, InterruptedException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(call.jvm());
    command.add("-jar");
    command.add(jar.toString());
    command.addAll(call.arguments());
    var out = Files.createTempFile("out", ".txt");
    var err = Files.createTempFile("err", ".txt");
    try {
      var builder =
          new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
      builder.environment().clear();
      builder.environment().put("HOME", call.home().toString());
      builder.environment().putAll(call.environment());
      var process = builder.start();
      if (!process.waitFor(LIMIT, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
        throw new AssertionError("no end after " + LIMIT + " s: " + call.arguments());
      }
      return new Outcome(process.exitValue(), Files.readString(out), Files.readString(err));
    } finally {
      Files.delete(out);
      Files.delete(err);
    }
  }
}

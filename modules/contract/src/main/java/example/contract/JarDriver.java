package example.contract;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.concurrent.TimeUnit;

/** Runs a module's packaged jar, as a reader runs it. */
public final class JarDriver implements Driver {

  private static final long LIMIT = 90; // seconds; longer than any answer the program waits for

  private final String client;
  private final Path jar;

  /**
   * @param client a folder of {@code modules/} that has been packaged
   */
  public JarDriver(String client) {
    this.client = client;
    this.jar = Api.inRepository("modules/%1$s/target/%1$s.jar".formatted(client));
  }

  @Override
  public String client() {
    return client;
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

package example.onk3s;

import example.contract.AdminClient;
import example.contract.Command;
import example.contract.RunningProgram.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The packaged program of a module, as a process of this machine. */
public final class PackagedProgram {

  /** One that gives up on a silent server takes a minute. */
  private static final Duration LIMIT = Duration.ofMinutes(4);

  private PackagedProgram() {}

  /**
   * Runs {@code java -jar MODULE.jar ARGUMENTS} and waits for its end.
   *
   * @param environment all of it but PATH, so that nobody's own kubeconfig is used
   */
  public static Outcome run(String module, Map<String, String> environment, List<String> arguments)
      throws IOException, InterruptedException {
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var jar = AdminClient.inRepository("modules/%1$s/target/%1$s.jar".formatted(module));
    var command = new ArrayList<>(List.of(java, "-jar", jar.toString()));
    command.addAll(arguments);
    return Command.of(command).only(environment).within(LIMIT).run();
  }
}

package example.contract.runner;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import example.contract.Command;
import example.contract.RunningProgram.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.io.file.PathUtils;

/**
 * Runs a program of the test class path with an environment, a home and a {@code /var/run} of its
 * own, since both libraries read the environment of their process and have the path of the service
 * account built in.
 */
public final class IsolatedProcess {

  private static final Path MOUNT = Path.of("/var/run/secrets/kubernetes.io/serviceaccount");

  /** Starts a program that may mount, and whose mounts nobody else sees: as root, and as a user. */
  private static final List<List<String>> UNSHARE =
      List.of(List.of("unshare", "--mount"), List.of("unshare", "--mount", "--map-root-user"));

  /** Mounts a directory over all of /var/run, which may be a link to /run, and runs a program. */
  private static final List<String> MOUNTED =
      List.of(
          "/bin/sh",
          "-c",
          "PATH=/usr/sbin:/usr/bin:/sbin:/bin mount --bind \"$0\" /var/run && exec \"$@\"");

  /** Enough for a library that asks eleven times, or that reads a token again after a minute. */
  private static final Duration LIMIT = Duration.ofMinutes(4);

  private static List<String> unshare;

  private IsolatedProcess() {}

  /** Makes the directories that {@link #run} takes for the program's own. */
  public static void prepare(Path folder) throws IOException {
    for (var each : List.of("home", "tmp", "root/var/run")) {
      Files.createDirectories(folder.resolve(each));
    }
  }

  /**
   * Has the program find a service account.
   *
   * @param caPem null for none
   */
  public static void mount(Path folder, String token, String caPem, String namespace)
      throws IOException {
    var account = Files.createDirectories(folder.resolve("root" + MOUNT));
    Files.writeString(account.resolve("token"), token);
    Files.writeString(account.resolve("namespace"), namespace);
    Files.deleteIfExists(account.resolve("ca.crt"));
    if (caPem != null) {
      Files.writeString(account.resolve("ca.crt"), caPem);
    }
  }

  /**
   * Runs a program and waits for its end.
   *
   * @param folder its {@code home} is the program's home, {@code tmp} its temporary directory,
   *     {@code root/var/run} what it finds there if that is not empty
   * @param environment all of it but HOME, and PATH if it is not named
   * @param jvm arguments of the JVM
   * @return how it ended, which may be with an error
   */
  public static Outcome run(
      Path folder,
      Map<String, String> environment,
      List<String> jvm,
      Class<?> program,
      List<String> arguments)
      throws Exception {
    var jvmArguments = new ArrayList<>(List.of("-Djava.io.tmpdir=" + folder.resolve("tmp")));
    jvmArguments.addAll(jvm);
    var command = Command.java(jvmArguments, program, arguments);
    var run = folder.resolve("root/var/run");
    if (!PathUtils.isEmptyDirectory(run) || Files.exists(MOUNT)) {
      command = mounted(unshare(), run, command.words());
    }
    var variables = new LinkedHashMap<>(Map.of("HOME", folder.resolve("home").toString()));
    variables.putAll(environment);
    return command.only(variables).within(LIMIT).run();
  }

  /** The command that runs a program which finds this directory at {@code /var/run}. */
  public static List<String> withVarRun(Path folder, List<String> program) {
    return mounted(unshare(), folder, program).words();
  }

  private static Command mounted(List<String> unshare, Path folder, List<String> program) {
    var words = new ArrayList<>(unshare);
    words.addAll(MOUNTED);
    words.add(folder.toString());
    words.addAll(program);
    return Command.of(words);
  }

  /**
   * How to start a program with mounts of its own; where that cannot be done, the test is skipped.
   */
  private static synchronized List<String> unshare() {
    if (unshare == null) {
      unshare = UNSHARE.stream().filter(IsolatedProcess::canMount).findFirst().orElse(List.of());
    }
    if (unshare.isEmpty()) {
      var reason =
          "not run: the service account of a pod is at %s, and no directory can be mounted there for one process (unshare --mount, Linux only)"
              .formatted(MOUNT);
      if ("true".equals(System.getenv("REQUIRE_CLUSTER"))) {
        fail(reason);
      }
      abort(reason);
    }
    return unshare;
  }

  private static boolean canMount(List<String> unshare) {
    try {
      var folder = Path.of(System.getProperty("java.io.tmpdir"));
      return mounted(unshare, folder, List.of("true")).run().exit() == 0;
    } catch (IOException noSuchProgram) {
      return false;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}

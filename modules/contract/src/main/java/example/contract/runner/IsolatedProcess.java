package example.contract.runner;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Runs a program of the test class path in surroundings of its own: its environment, its home, and
 * its {@code /var/run}, since both libraries read the environment of their process and have the
 * path of the service account built in.
 */
public final class IsolatedProcess {

  private static final Path MOUNT = Path.of("/var/run/secrets/kubernetes.io/serviceaccount");
  private static final long LIMIT = 60; // seconds: a probe takes one or two

  /** Starts a program that may mount, and whose mounts nobody else sees: as root, and as a user. */
  private static final List<List<String>> APART =
      List.of(List.of("unshare", "--mount"), List.of("unshare", "--mount", "--map-root-user"));

  /**
   * The folder of the case over all of /var/run, which a link to /run may be. One mount is all. The
   * program's own PATH may hold nothing.
   */
  private static final List<String> MOUNTED =
      List.of(
          "/bin/sh",
          "-c",
          "PATH=/usr/sbin:/usr/bin:/sbin:/bin mount --bind \"$0\" /var/run && exec \"$@\"");

  private static List<String> apart;

  private IsolatedProcess() {}

  /** The folders that {@link #run} takes for the program's own. */
  public static void prepare(Path folder) throws IOException {
    for (var each : List.of("home", "tmp", "root/var/run")) {
      Files.createDirectories(folder.resolve(each));
    }
  }

  /**
   * Runs a program and waits for its end.
   *
   * @param folder its {@code home} is the program's home, {@code tmp} its temporary folder, {@code
   *     root/var/run} what it finds there
   * @param mounts whether anything is to be found there
   * @param environment all of it but HOME, and PATH if it is not named
   * @param jvm arguments of the JVM
   * @return what the program printed
   */
  public static String run(
      Path folder,
      boolean mounts,
      Map<String, String> environment,
      List<String> jvm,
      Class<?> program,
      List<String> arguments)
      throws Exception {
    var command = new ArrayList<String>();
    if (mounts || Files.exists(MOUNT)) {
      command.addAll(apart());
      command.addAll(MOUNTED);
      command.add(folder.resolve("root/var/run").toString());
    }
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")); // for a short life
    command.add("-Djava.io.tmpdir=" + folder.resolve("tmp"));
    command.addAll(jvm);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName()));
    command.addAll(arguments);

    var out = folder.resolve("out");
    var err = folder.resolve("err");
    var builder = new ProcessBuilder(command).redirectOutput(out.toFile());
    builder.redirectError(err.toFile());
    builder.environment().keySet().retainAll(Set.of("PATH"));
    builder.environment().put("HOME", folder.resolve("home").toString());
    builder.environment().putAll(environment);
    var process = builder.start();
    if (!process.waitFor(LIMIT, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
      throw new AssertionError("no end after " + LIMIT + " s");
    }
    if (process.exitValue() != 0) {
      throw new AssertionError("the probe ended with an error: " + Files.readString(err));
    }
    return Files.readString(out);
  }

  /**
   * How to start a program with mounts of its own; where that cannot be done the row is skipped.
   */
  private static synchronized List<String> apart() {
    if (apart == null) {
      apart = APART.stream().filter(IsolatedProcess::canMount).findFirst().orElse(List.of());
    }
    if (apart.isEmpty()) {
      var reason =
          "not run: the service account of a pod is at "
              + MOUNT
              + ", and no folder can be mounted there for one process (unshare --mount, Linux only)";
      if ("true".equals(System.getenv("REQUIRE_CLUSTER"))) {
        fail(reason);
      }
      abort(reason);
    }
    return apart;
  }

  private static boolean canMount(List<String> apart) {
    var command = new ArrayList<>(apart);
    command.addAll(MOUNTED);
    command.addAll(List.of(System.getProperty("java.io.tmpdir"), "true"));
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    try {
      return builder.redirectOutput(Redirect.DISCARD).start().waitFor() == 0;
    } catch (IOException noSuchProgram) {
      return false;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Deletes a folder with all that is in it. */
  public static void remove(Path folder) throws IOException {
    try (var all = Files.walk(folder)) {
      for (var path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}

package example.repochecks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** An installed JDK, and its compiler as a process: one way for the running one and for others. */
record Jdk(Path home, int feature) {

  private static final Pattern FEATURE = Pattern.compile("JAVA_VERSION=\"(\\d+)");
  private static final Path INSTALLED = Path.of("/usr/lib/jvm");

  static Jdk running() {
    return new Jdk(Path.of(System.getProperty("java.home")), Runtime.version().feature());
  }

  /** The one that {@code jdk25.home} or JDK25_HOME names, else one that is installed. */
  static Optional<Jdk> jdk25() throws IOException {
    var homes = new ArrayList<Path>();
    var named = System.getProperty("jdk25.home", System.getenv("JDK25_HOME"));
    if (named != null) {
      homes.add(Path.of(named));
    }
    for (var folder : Repository.folders(INSTALLED)) {
      homes.add(INSTALLED.resolve(folder));
    }
    for (var home : homes) {
      if (Files.isExecutable(home.resolve("bin/javac")) && feature(home) == 25) {
        return Optional.of(new Jdk(home, 25));
      }
    }
    return Optional.empty();
  }

  private static int feature(Path home) throws IOException {
    var release = home.resolve("release");
    var found = FEATURE.matcher(Files.exists(release) ? Files.readString(release) : "");
    return found.find() ? Integer.parseInt(found.group(1)) : 0;
  }

  /**
   * Compiles files with a class path and nothing else.
   *
   * @return what the compiler said, in English; empty if all is well
   */
  String compile(List<Path> files, String classPath, Path output) throws IOException {
    var command =
        new ArrayList<>(List.of(home.resolve("bin/javac").toString(), "-J-Duser.language=en"));
    // An empty source path: else the class path is searched for sources, and a forgotten file
    // found.
    command.addAll(List.of("-sourcepath", "", "-implicit:none", "-proc:none", "--release", "17"));
    command.addAll(List.of("-Xlint:all,-serial", "-Werror", "-encoding", "UTF-8"));
    command.addAll(List.of("-Xmaxerrs", "0", "-Xmaxwarns", "0", "-d", output.toString()));
    command.addAll(List.of("-classpath", classPath.isEmpty() ? output.toString() : classPath));
    files.forEach(file -> command.add(file.toString()));
    var javac = new ProcessBuilder(command).redirectErrorStream(true).start();
    javac.getOutputStream().close();
    var said = new String(javac.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      var exit = javac.waitFor();
      return exit == 0 ? "" : said + "exit code " + exit;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while javac ran", interrupted);
    }
  }

  @Override
  public String toString() {
    return "JDK " + feature;
  }
}

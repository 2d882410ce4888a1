package example.repochecks;

import example.contract.Command;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** An installed JDK, whose compiler runs as a process. */
record Jdk(Path home, int feature) {

  static Jdk running() {
    return new Jdk(Path.of(System.getProperty("java.home")), Runtime.version().feature());
  }

  /**
   * Compiles files with a class path and nothing else.
   *
   * @return what the compiler said, in English; empty if all is well
   */
  String compile(Collection<Path> files, String classPath, Path output)
      throws IOException, InterruptedException {
    var command = new ArrayList<>(List.of(home.resolve("bin/javac").toString()));
    // Without a source path the class path is searched for sources, and a forgotten file found.
    command.addAll(List.of("-J-Duser.language=en", "-sourcepath", "", "-implicit:none"));
    command.addAll(List.of("-proc:none", "--release", "17", "-encoding", "UTF-8"));
    command.addAll(List.of("-Xlint:all,-serial", "-Werror"));
    command.addAll(List.of("-Xmaxerrs", "0", "-Xmaxwarns", "0", "-d", output.toString()));
    command.addAll(List.of("-classpath", classPath.isEmpty() ? output.toString() : classPath));
    files.forEach(file -> command.add(file.toString()));
    var outcome = Command.of(command).within(Duration.ofMinutes(3)).run();
    return outcome.exit() == 0 ? "" : outcome.err() + "exit code " + outcome.exit();
  }

  @Override
  public String toString() {
    return "JDK " + feature;
  }
}

package example.repochecks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Packages the three programs once more, from copies of the tracked files in an empty folder: on
 * this JDK, offline, with this build's local repository and settings.
 */
record SecondBuild(Path repository, Path folder) {

  private static final int LIMIT = 5; // minutes; it takes some twenty seconds
  private static final int SHOWN = 5; // lines of what Maven said

  /**
   * @throws IllegalStateException with a sentence if Maven fails
   */
  void run() throws IOException {
    for (var file : Repository.tracked(repository)) {
      var copy = folder.resolve(repository.relativize(file).toString());
      Files.createDirectories(copy.getParent());
      Files.copy(file, copy);
    }
    var log = folder.resolve("second-build.log");
    var maven = new ProcessBuilder(command()).directory(folder.toFile()).redirectErrorStream(true);
    maven.environment().put("JAVA_HOME", System.getProperty("java.home"));
    maven.environment().remove("MAVEN_BASEDIR");
    maven.environment().remove("MAVEN_PROJECTBASEDIR");
    var running = maven.redirectOutput(log.toFile()).start();
    running.getOutputStream().close();
    try {
      if (!running.waitFor(LIMIT, TimeUnit.MINUTES)) {
        throw new IllegalStateException(
            "The second build still runs after %d minutes. Run make build alone.".formatted(LIMIT));
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while Maven ran", interrupted);
    } finally {
      running.descendants().forEach(ProcessHandle::destroy);
      running.destroy();
    }
    if (running.exitValue() != 0) {
      var said = Files.readAllLines(log).stream().filter(line -> !line.isBlank()).toList();
      throw new IllegalStateException(
          "The second build fails (%s). Run make build, which needs what it needs."
              .formatted(said.stream().limit(SHOWN).collect(Collectors.joining(" "))));
    }
  }

  private static List<String> command() {
    var command = new ArrayList<>(List.of(System.getProperty("maven.program", "mvn")));
    command.addAll(List.of("-B", "-q", "-ntp", "-o", "package", "-Dmaven.test.skip=true", "-am"));
    command.addAll(List.of("-Dspotless.check.skip=true", "-Denforcer.skip=true"));
    Repository.CLIENTS.forEach(module -> command.addAll(List.of("-pl", "modules/" + module)));
    var settings = System.getProperty("maven.settings");
    if (settings != null && Files.isRegularFile(Path.of(settings))) {
      command.addAll(List.of("-s", settings));
    }
    var local = System.getProperty("maven.repository");
    if (local != null) {
      command.add("-Dmaven.repo.local=" + local);
    }
    return command;
  }
}

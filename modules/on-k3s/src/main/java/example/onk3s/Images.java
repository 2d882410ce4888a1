package example.onk3s;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.regex.Pattern;
import org.testcontainers.images.builder.ImageFromDockerfile;

/** Builds the images that the manifests name, from the packaged programs. */
public final class Images {

  private static final String DOCKERFILE = "manifests/image/Dockerfile";

  private Images() {}

  /** The image of a module, as the manifests spell it. */
  public static String name(String module) {
    return "kubernetes-from-java/" + module + ":1";
  }

  /**
   * Builds a module's image in the Docker engine.
   *
   * @param repository the root of this repository
   * @param module a folder of {@code modules/} that has been packaged
   * @return the image's name
   */
  public static String build(Path repository, String module) {
    var target = "modules/%s/target/".formatted(module);
    var jar = target + module + ".jar";
    if (!Files.isRegularFile(repository.resolve(jar))) {
      throw new IllegalStateException(jar + " does not exist. Package the module first.");
    }
    // What .dockerignore lets through, sent file by file.
    var build =
        new ImageFromDockerfile(name(module), false)
            .withFileFromPath("Dockerfile", repository.resolve(DOCKERFILE))
            .withFileFromPath(jar, repository.resolve(jar))
            .withFileFromPath(target + "lib", repository.resolve(target + "lib"))
            .withBuildArg("MODULE", module);
    return build.withBuildArg("BASE", base(repository)).get();
  }

  /** The image that the modules' images are built on. */
  static String base(Path repository) {
    var asked = Objects.requireNonNullElse(System.getenv("JAVA_BASE_IMAGE"), "");
    if (!asked.isBlank()) {
      return asked;
    }
    try {
      var dockerfile = Files.readString(repository.resolve(DOCKERFILE));
      var base = Pattern.compile("(?m)^ARG BASE=(\\S+)$").matcher(dockerfile);
      if (!base.find()) {
        throw new IOException(DOCKERFILE + " has no default for the argument BASE.");
      }
      return base.group(1);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}

package example.onk3s;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.testcontainers.images.builder.ImageFromDockerfile;

/** Builds the images that the manifests name, from the packaged programs. */
public final class Images {

  private static final String DOCKERFILE = "manifests/image/Dockerfile";
  private static final String SMALL = "manifests/image/Dockerfile.small";

  private Images() {}

  /** The image of a module, as the manifests spell it. */
  public static String name(String module) {
    return "kubernetes-from-java/" + module + ":1";
  }

  /**
   * Builds a module's plain image in the Docker engine.
   *
   * @param repository the root of this repository
   * @param module a folder of {@code modules/} that has been packaged
   * @return the image's name
   */
  public static String build(Path repository, String module) {
    return build(repository, module, name(module), DOCKERFILE)
        .withBuildArg("BASE", base(repository))
        .get();
  }

  /**
   * Builds a module's small image, which is trained against the embedded API server.
   *
   * @param training the jars of that server
   * @return the image's name, {@code small/…}: a page shows which images of the others a node has
   */
  static String buildSmall(Path repository, String module, List<Path> training) {
    var image = build(repository, module, name(module).replaceFirst("^[^/]*", "small"), SMALL);
    for (var jar : training) {
      image.withFileFromPath("modules/on-k3s/target/lib/" + jar.getFileName(), jar);
    }
    return image.withBuildArg("BUILD", base(repository, "JAVA_BUILD_IMAGE", SMALL, "BUILD")).get();
  }

  /** What .dockerignore lets through, sent file by file. */
  private static ImageFromDockerfile build(
      Path repository, String module, String name, String dockerfile) {
    var target = "modules/%s/target/".formatted(module);
    var jar = target + module + ".jar";
    if (!Files.isRegularFile(repository.resolve(jar))) {
      throw new IllegalStateException(jar + " does not exist. Package the module first.");
    }
    return new ImageFromDockerfile(name, false)
        .withFileFromPath("Dockerfile", repository.resolve(dockerfile))
        .withFileFromPath(jar, repository.resolve(jar))
        .withFileFromPath(target + "lib", repository.resolve(target + "lib"))
        .withBuildArg("MODULE", module);
  }

  /** The image that the modules' plain images are built on. */
  static String base(Path repository) {
    return base(repository, "JAVA_BASE_IMAGE", DOCKERFILE, "BASE");
  }

  /** What a variable names, else the default of an argument of a Dockerfile. */
  private static String base(Path repository, String variable, String file, String argument) {
    var asked = Objects.requireNonNullElse(System.getenv(variable), "");
    if (!asked.isBlank()) {
      return asked;
    }
    try {
      var dockerfile = Files.readString(repository.resolve(file));
      var base = Pattern.compile("(?m)^ARG %s=(\\S+)$".formatted(argument)).matcher(dockerfile);
      if (!base.find()) {
        throw new IOException("%s has no default for the argument %s.".formatted(file, argument));
      }
      return base.group(1);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}

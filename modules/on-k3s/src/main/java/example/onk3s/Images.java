package example.onk3s;

import java.nio.file.Files;
import java.nio.file.Path;
import org.testcontainers.images.builder.ImageFromDockerfile;

/** Builds the images that the manifests name, from the packaged programs. */
public final class Images {

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
            .withFileFromPath("Dockerfile", repository.resolve("manifests/image/Dockerfile"))
            .withFileFromPath(jar, repository.resolve(jar))
            .withFileFromPath(target + "lib", repository.resolve(target + "lib"))
            .withBuildArg("MODULE", module);
    var base = System.getenv("JAVA_BASE_IMAGE");
    if (base != null && !base.isBlank()) {
      build.withBuildArg("BASE", base);
    }
    return build.get();
  }
}

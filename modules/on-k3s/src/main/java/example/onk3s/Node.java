package example.onk3s;

import example.contract.RunningProgram.Outcome;
import example.contract.node.TestNode;
import example.contract.node.TimeLimit;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executors;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.k3s.K3sContainer;
import org.testcontainers.utility.DockerImageName;
import org.testcontainers.utility.MountableFile;
import tools.jackson.databind.json.JsonMapper;

/** A real Kubernetes node in a container: {@code rancher/k3s}, or what {@link TestNode} names. */
public final class Node implements AutoCloseable {

  /** Where the manifests are in the node. */
  public static final String MANIFESTS = "/repository/manifests";

  /**
   * Far more than a start takes, or building three images: then the engine has stopped answering.
   */
  private static final Duration LIMIT = Duration.ofMinutes(3);

  private static final Duration REMOVAL = Duration.ofSeconds(30);

  private static final String KUBECONFIG = "/etc/rancher/k3s/k3s.yaml";

  private final DockerImageName image;
  private final K3sContainer container;

  private Node(DockerImageName image, K3sContainer container) {
    this.image = image;
    this.container = container;
  }

  /** What a node is started from, by the environment variable that names another image. */
  public static Map<String, String> images(Path repository) {
    return Map.of("K3S_IMAGE", TestNode.image(), "JAVA_BASE_IMAGE", Images.base(repository));
  }

  /**
   * Starts a node that takes pods and has the images of the modules and, in {@link #MANIFESTS}, the
   * manifests.
   */
  public static Node start(Path repository, List<String> modules) {
    var container = new K3sContainer(DockerImageName.parse(TestNode.DEFAULT_IMAGE));
    container.withImagePullPolicy(name -> false); // the probe has pulled it, within its time limit
    var node = new Node(DockerImageName.parse(TestNode.image()), container);
    node.within(
        container::start,
        "no node starts from the image %s: %%s. Restart the Docker engine, or set K3S_IMAGE to another image."
            .formatted(TestNode.image()));
    node.within(
        () -> {
          var images = modules.stream().parallel().map(each -> Images.build(repository, each));
          node.load(images.toArray(String[]::new));
          node.copy(repository.resolve("manifests"), MANIFESTS);
        },
        "the images of the modules cannot be brought into the node: %s. Restart the Docker engine, or set JAVA_BASE_IMAGE to another image.");
    return node;
  }

  private void within(Runnable step, String failure) {
    try {
      TimeLimit.within(LIMIT, Executors.callable(step));
    } catch (Exception failed) {
      close();
      throw new IllegalStateException(failure.formatted(cause(failed)), failed);
    }
  }

  /** What the innermost cause says, on one line and without a full stop. */
  private static String cause(Throwable failure) {
    var cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    var text = Objects.requireNonNullElse(cause.getMessage(), cause.getClass().getSimpleName());
    return text.strip().replaceAll("\\s*\\R\\s*", " ").replaceFirst("\\.$", "");
  }

  /** The administrator's kubeconfig, with the address at which the node answers from outside. */
  public String kubeconfig() {
    return container.getKubeConfigYaml();
  }

  /** The container, as the Docker engine names it. */
  public String container() {
    return container.getContainerId();
  }

  /** Runs the node's own kubectl as its administrator. */
  public Outcome kubectl(String... arguments) {
    var command = new ArrayList<>(List.of("kubectl", "--kubeconfig", KUBECONFIG));
    command.addAll(List.of(arguments));
    return run(command.toArray(String[]::new));
  }

  /** Copies a folder of this machine, with all it holds, into the node. */
  public void copy(Path folder, String into) {
    container.copyFileToContainer(MountableFile.forHostPath(folder), into);
  }

  /** Brings images from the Docker engine to where the kubelet finds them; shared layers once. */
  public void load(String... images) {
    var docker = DockerClientFactory.instance().client();
    var save = docker.saveImagesCmd();
    for (var name : images) {
      var parsed = DockerImageName.parse(name);
      save.withImage(parsed.getUnversionedPart(), parsed.getVersionPart());
    }
    try {
      var archive = Files.createTempFile("images", ".tar");
      try {
        try (var saved = save.exec()) {
          Files.copy(saved, archive, StandardCopyOption.REPLACE_EXISTING);
        }
        container.copyFileToContainer(MountableFile.forHostPath(archive), "/tmp/images.tar");
      } finally {
        Files.delete(archive);
      }
    } catch (IOException failed) {
      throw new UncheckedIOException("images cannot be brought into the node", failed);
    }
    var loaded = run("ctr", "-n", "k8s.io", "images", "import", "/tmp/images.tar");
    run("rm", "/tmp/images.tar");
    if (loaded.exit() != 0) {
      throw new IllegalStateException("the node does not take the images: " + loaded);
    }
  }

  /** What the API server says it is: {@code v1.36.1+k3s1}. */
  public String version() {
    var versions = JsonMapper.shared().readTree(kubectl("version", "-o", "json").out());
    return versions.at("/serverVersion/gitVersion").asString();
  }

  /** Whose Kubernetes it is. What ran on one distribution is not thereby proven on another. */
  public String distribution() {
    return switch (image.getRepository()) {
      case "rancher/k3s" -> "rancher/k3s";
      case "k3s-compatible" -> "test node (Kubernetes and etcd built from their Go modules)";
      default -> image.asCanonicalNameString();
    };
  }

  private Outcome run(String... command) {
    try {
      var result = container.execInContainer(command);
      return new Outcome(result.getExitCode(), result.getStdout(), result.getStderr());
    } catch (IOException failed) {
      throw new UncheckedIOException(String.join(" ", command), failed);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted: " + String.join(" ", command), interrupted);
    }
  }

  /** Removes the container, if the Docker engine still answers. */
  @Override
  public void close() {
    try {
      TimeLimit.within(REMOVAL, Executors.callable(container::stop));
    } catch (Exception left) {
      System.err.println("The node's container was not removed: " + cause(left));
    }
  }
}

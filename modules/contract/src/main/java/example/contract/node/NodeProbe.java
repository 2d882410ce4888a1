package example.contract.node;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.PullResponseItem;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.dockerclient.DockerClientProviderStrategy;
import org.testcontainers.dockerclient.TransportConfig;

/**
 * Says within 30 seconds whether a node can be started here, and if not, why not. The engine is the
 * one that Testcontainers finds. Its {@code isDockerAvailable()} is not called: without a registry
 * it waits minutes for helper images.
 */
public final class NodeProbe {

  /** Until the engine has answered and a pull has sent its first byte; then between two bytes. */
  private static final Duration LIMIT = Duration.ofSeconds(30);

  /** K3s asks for 2 GiB, of which the engine's virtual machine keeps some for its kernel. */
  private static final long MEMORY = 1536; // MiB

  private static final String NO_ENGINE =
      "no Docker engine answers here. Start one, or set DOCKER_HOST to where it listens.";

  private final Callable<TransportConfig> engine;
  private final Predicate<URI> needsGateway;
  private final Map<String, String> images; // by the environment variable that names another
  private final Duration limit;

  /** When a pull sent something last; at first the start. */
  private volatile long heard;

  /** The reason if nothing more is heard. */
  private volatile String silent = NO_ENGINE;

  NodeProbe(
      Callable<TransportConfig> engine,
      Predicate<URI> needsGateway,
      Map<String, String> images,
      Duration limit) {
    this.engine = engine;
    this.needsGateway = needsGateway;
    this.images = images;
    this.limit = limit;
  }

  /**
   * The probe for images that must be there.
   *
   * @param images what a node is started from, by the environment variable that names another
   */
  public static NodeProbe of(Map<String, String> images) {
    return new NodeProbe(
        DockerClientFactory.instance()::getTransportConfig,
        NodeProbe::testcontainersLooksForGateway,
        images,
        LIMIT);
  }

  /** In a container, Testcontainers reaches other containers through a gateway of their network. */
  private static boolean testcontainersLooksForGateway(URI engine) {
    var override = Objects.requireNonNullElse(System.getenv("TESTCONTAINERS_HOST_OVERRIDE"), "");
    return Files.exists(Path.of("/.dockerenv"))
        && "unix".equals(engine.getScheme())
        && override.isBlank();
  }

  /** The reason in one sentence, and what to do; empty if a node can be started. */
  public Optional<String> whyNot() {
    var check = new FutureTask<>(this::check);
    var thread = new Thread(check, "docker"); // waits on after an engine that is silent
    thread.setDaemon(true);
    heard = System.nanoTime();
    thread.start();
    while (true) {
      var left = heard + limit.toNanos() - System.nanoTime();
      if (left <= 0) {
        thread.interrupt();
        return Optional.of(silent);
      }
      try {
        return check.get(left, TimeUnit.NANOSECONDS);
      } catch (TimeoutException perhaps) {
        // unless a pull has sent something meanwhile
      } catch (InterruptedException | ExecutionException failed) {
        throw new IllegalStateException(failed);
      }
    }
  }

  private Optional<String> check() {
    TransportConfig found;
    try {
      found = engine.call();
    } catch (Exception none) {
      return Optional.of(NO_ENGINE);
    }
    var broken =
        "the Docker engine%s does not answer as it should. Restart it, or set DOCKER_HOST to another."
            .formatted(address(found.getDockerHost()));
    silent = broken;
    try (var client = DockerClientProviderStrategy.getClientForConfig(found)) {
      checkMemory(client);
      if (needsGateway.test(found.getDockerHost())) {
        checkGateway(client);
      }
      for (var image : images.entrySet()) {
        pullIfMissing(client, image.getKey(), image.getValue());
      }
      silent = broken;
      checkArchitectures(client);
      return Optional.empty();
    } catch (Unavailable reason) {
      return Optional.of(reason.getMessage());
    } catch (Exception failed) {
      return Optional.of(broken);
    }
  }

  /** Where the engine listens, unless the URL may hold a password. */
  private static String address(URI engine) {
    return engine.getRawUserInfo() == null && engine.getRawQuery() == null ? " at " + engine : "";
  }

  private static void checkMemory(DockerClient client) throws Unavailable {
    var memory = client.infoCmd().exec().getMemTotal() >> 20;
    if (memory < MEMORY) {
      throw new Unavailable(
          "a node needs %d MiB of memory, and the Docker engine has %d MiB. Give it more."
              .formatted(MEMORY, memory));
    }
  }

  /** Without a gateway, Testcontainers would pull another image to look for one. */
  private static void checkGateway(DockerClient client) throws Unavailable {
    var networks = client.inspectNetworkCmd().withNetworkId("bridge").exec().getIpam().getConfig();
    if (networks.stream().allMatch(network -> network.getGateway() == null)) {
      throw new Unavailable(
          "this is a container, and the Docker engine names no gateway to the containers it starts."
              + " Set TESTCONTAINERS_HOST_OVERRIDE to the host at which their ports are reached,"
              + " such as localhost.");
    }
  }

  private void pullIfMissing(DockerClient client, String variable, String image)
      throws Unavailable, InterruptedException {
    try {
      client.inspectImageCmd(image).exec();
    } catch (NotFoundException missing) {
      var reason =
          "the image %s is not in the Docker engine, and %%s. Bring it there with docker pull or docker load, or set %s to one that is there."
              .formatted(image, variable);
      silent = reason.formatted("no registry answers within " + limit.toSeconds() + " s");
      var stopped = "its pull has stopped: nothing arrived for " + limit.toSeconds() + " s";
      var pull = new Pull(reason.formatted(stopped));
      client.pullImageCmd(image).exec(pull).awaitCompletion();
      if (pull.refusal != null) {
        var said = pull.refusal.strip().replaceFirst("\\.$", "");
        throw new Unavailable(reason.formatted("cannot be pulled: " + said));
      }
    }
  }

  private void checkArchitectures(DockerClient client) throws Unavailable {
    var machine = client.infoCmd().exec().getArchitecture();
    var engines = Map.of("x86_64", "amd64", "aarch64", "arm64").getOrDefault(machine, machine);
    for (var image : images.entrySet()) {
      var its = client.inspectImageCmd(image.getValue()).exec().getArch();
      if (!engines.equals(its)) {
        throw new Unavailable(
            "the image %s is for %s, and the Docker engine runs on %s. Set %s to an image for %3$s."
                .formatted(image.getValue(), its, engines, image.getKey()));
      }
    }
  }

  /** What the engine says while it pulls an image. */
  private final class Pull extends ResultCallback.Adapter<PullResponseItem> {

    private static final Pattern MESSAGE = Pattern.compile("\"message\" *: *\"(.*)\"");

    private final String stopped;
    private volatile String refusal;

    /**
     * @param stopped the reason if nothing more is heard
     */
    Pull(String stopped) {
      this.stopped = stopped;
    }

    @Override
    public void onNext(PullResponseItem item) {
      if (item.isErrorIndicated()) {
        refusal = item.getErrorDetail().getMessage();
      }
      silent = stopped;
      heard = System.nanoTime();
    }

    @Override
    public void onError(Throwable failed) { // not passed on: it would be logged with its stack
      if (failed instanceof DockerException answer) {
        var message = MESSAGE.matcher(answer.getMessage());
        refusal = message.find() ? message.group(1).replace("\\\"", "\"") : answer.getMessage();
      }
      onComplete();
    }
  }

  /** The reason in one sentence. */
  private static final class Unavailable extends Exception {
    private static final long serialVersionUID = 1L;

    Unavailable(String reason) {
      super(reason);
    }
  }
}

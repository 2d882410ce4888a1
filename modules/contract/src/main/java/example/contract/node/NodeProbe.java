package example.contract.node;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.PullResponseItem;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
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

  private final Callable<TransportConfig> engine;
  private final Predicate<URI> needsGateway;
  private final Map<String, String> images; // by the environment variable that names another
  private final Duration limit;

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
    try {
      check();
      return Optional.empty();
    } catch (Unavailable reason) {
      return Optional.of(reason.getMessage());
    }
  }

  private void check() throws Unavailable {
    var deadline = System.nanoTime() + limit.toNanos();
    TransportConfig found;
    try {
      found = TimeLimit.within(limit, engine);
    } catch (Exception none) {
      throw new Unavailable(
          "no Docker engine answers here. Start one, or set DOCKER_HOST to where it listens.");
    }
    try {
      var client =
          TimeLimit.within(
              left(deadline), () -> DockerClientProviderStrategy.getClientForConfig(found));
      var pulls =
          TimeLimit.within(
              left(deadline),
              () -> {
                checkMemory(client);
                if (needsGateway.test(found.getDockerHost())) {
                  checkGateway(client);
                }
                return startPulls(client);
              });
      for (var pull : pulls.entrySet()) {
        await(pull.getKey(), pull.getValue(), deadline);
      }
      TimeLimit.within(
          limit,
          () -> {
            checkArchitectures(client);
            client.close();
            return null;
          });
    } catch (Unavailable reason) {
      throw reason;
    } catch (Exception failed) {
      throw new Unavailable(
          "the Docker engine%s does not answer as it should. Restart it, or set DOCKER_HOST to another."
              .formatted(address(found.getDockerHost())));
    }
  }

  private static Duration left(long deadline) {
    return Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
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

  /** Starts to pull what is not in the engine, all at once: they share the time limit. */
  private Map<String, Pull> startPulls(DockerClient client) {
    var pulls = new LinkedHashMap<String, Pull>();
    images.forEach(
        (variable, image) -> {
          try {
            client.inspectImageCmd(image).exec();
          } catch (NotFoundException missing) {
            pulls.put(variable, client.pullImageCmd(image).exec(new Pull()));
          }
        });
    return pulls;
  }

  private void await(String variable, Pull pull, long deadline) throws Exception {
    var problem = pull.await(left(deadline), limit);
    if (problem.isPresent()) {
      pull.close();
      throw new Unavailable(
          "the image %s is not in the Docker engine, and %s. Bring it there with docker pull or docker load, or set %s to one that is there."
              .formatted(images.get(variable), problem.get(), variable));
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
  private static final class Pull extends ResultCallback.Adapter<PullResponseItem> {

    private static final Pattern MESSAGE = Pattern.compile("\"message\" *: *\"(.*)\"");

    private enum Event {
      PROGRESS,
      END
    }

    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private volatile String refusal;

    @Override
    public void onNext(PullResponseItem item) {
      if (item.isErrorIndicated()) {
        refusal = item.getErrorDetail().getMessage();
      }
      events.add(Event.PROGRESS);
    }

    @Override
    public void onError(Throwable failed) { // not passed on: it would be logged with its stack
      if (failed instanceof DockerException answer) {
        var message = MESSAGE.matcher(answer.getMessage());
        refusal = message.find() ? message.group(1).replace("\\\"", "\"") : answer.getMessage();
      }
      events.add(Event.END);
    }

    @Override
    public void onComplete() {
      events.add(Event.END);
    }

    /**
     * Waits for the end, and says what the engine gives as the reason if the image is not there.
     */
    Optional<String> await(Duration first, Duration next) throws IOException, InterruptedException {
      var event = events.poll(first.toNanos(), TimeUnit.NANOSECONDS);
      if (event == null) {
        return Optional.of("no registry answers within " + next.toSeconds() + " s");
      }
      while (event == Event.PROGRESS) {
        event = events.poll(next.toNanos(), TimeUnit.NANOSECONDS);
      }
      if (event == null) {
        return Optional.of("its pull has stopped: nothing arrived for " + next.toSeconds() + " s");
      }
      return Optional.ofNullable(refusal)
          .map(said -> "cannot be pulled: " + said.strip().replaceFirst("\\.$", ""));
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

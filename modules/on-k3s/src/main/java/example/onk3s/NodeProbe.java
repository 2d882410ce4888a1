package example.onk3s;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.PullResponseItem;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
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

  private final Callable<TransportConfig> engine;
  private final Map<String, String> images; // by the environment variable that names another
  private final Duration limit;

  NodeProbe(Callable<TransportConfig> engine, Map<String, String> images, Duration limit) {
    this.engine = engine;
    this.images = images;
    this.limit = limit;
  }

  /** The probe for the node's image and for the image that the programs' images are built on. */
  public static NodeProbe of(Path repository) throws IOException {
    var images = new LinkedHashMap<String, String>();
    images.put("K3S_IMAGE", Node.image());
    images.put("JAVA_BASE_IMAGE", Images.base(repository));
    return new NodeProbe(DockerClientFactory.instance()::getTransportConfig, images, LIMIT);
  }

  /** The reason in one sentence, and what to do; empty if a node can be started. */
  public Optional<String> whyNot() {
    TransportConfig found;
    try {
      found = TimeLimit.within(limit, engine);
    } catch (Exception none) {
      return Optional.of(
          "no Docker engine answers here. Start one, or set DOCKER_HOST to where it listens.");
    }
    try {
      return missingImage(DockerClientProviderStrategy.getClientForConfig(found));
    } catch (Exception failed) {
      return Optional.of(
          "the Docker engine at %s does not answer as it should. Restart it, or set DOCKER_HOST to another."
              .formatted(found.getDockerHost()));
    }
  }

  private Optional<String> missingImage(DockerClient client) throws Exception {
    var deadline = System.nanoTime() + limit.toNanos();
    // All at once: they share the time limit.
    var pulls = TimeLimit.within(limit, () -> startPulls(client));
    for (var pull : pulls.entrySet()) {
      var left = Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
      var problem = pull.getValue().await(left, limit);
      var image = images.get(pull.getKey());
      if (problem.isPresent()) {
        pull.getValue().close();
        return Optional.of(
            "the image %s is not in the Docker engine, and %s. Bring it there with docker pull or docker load, or set %s to one that is there."
                .formatted(image, problem.get(), pull.getKey()));
      }
      TimeLimit.within(limit, () -> client.inspectImageCmd(image).exec());
    }
    return Optional.empty();
  }

  /** Starts to pull what is not in the engine. */
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

  /** What the engine says while it pulls an image. */
  private static final class Pull extends ResultCallback.Adapter<PullResponseItem> {

    private static final Pattern MESSAGE = Pattern.compile("\"message\" *: *\"(.*)\"");

    /** True if more is to come. */
    private final BlockingQueue<Boolean> events = new LinkedBlockingQueue<>();

    private volatile String refusal;

    @Override
    public void onNext(PullResponseItem item) {
      if (item.isErrorIndicated()) {
        refusal = item.getErrorDetail().getMessage();
      }
      events.add(true);
    }

    @Override
    public void onError(Throwable failed) { // not passed on: it would be logged with its stack
      if (failed instanceof DockerException answer) {
        var message = MESSAGE.matcher(answer.getMessage());
        refusal = message.find() ? message.group(1).replace("\\\"", "\"") : answer.getMessage();
      }
      events.add(false);
    }

    @Override
    public void onComplete() {
      events.add(false);
    }

    /** Waits for the end, and says why the image is not there. */
    Optional<String> await(Duration first, Duration next) throws InterruptedException {
      var more = events.poll(first.toNanos(), TimeUnit.NANOSECONDS);
      if (more == null) {
        return Optional.of("no registry answers within " + next.toSeconds() + " s");
      }
      while (more != null && more) {
        more = events.poll(next.toNanos(), TimeUnit.NANOSECONDS);
      }
      if (more == null) {
        return Optional.of("its pull has stopped: nothing arrived for " + next.toSeconds() + " s");
      }
      return Optional.ofNullable(refusal)
          .map(said -> "cannot be pulled: " + said.strip().replaceFirst("\\.$", ""));
    }
  }
}

package example.onk3s;

import example.contract.AdminClient;
import example.contract.Driver;
import example.contract.RunningProgram;
import example.fakeapiserver.storage.Patches;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Runs a module's program as the example pod of the manifests, in the namespace of a case. */
public final class PodDriver implements Driver {

  /** Keeps a deleted pod until its exit code has been read. */
  private static final String FINALIZER = "example.com/exit-code";

  private final String client;
  private final AdminClient api;
  private final JsonNode patch;

  /**
   * @param client a module whose image is in the node
   * @param api the administrator's way to the node
   */
  public PodDriver(String client, AdminClient api) {
    this(client, api, AdminClient.JSON.createArrayNode());
  }

  /**
   * @param patch of the pod (RFC 6902)
   */
  PodDriver(String client, AdminClient api, JsonNode patch) {
    this.client = client;
    this.api = api;
    this.patch = patch;
  }

  @Override
  public String client() {
    return client;
  }

  @Override
  public RunningProgram start(Call call) throws IOException {
    return start(call.namespace(), call.arguments());
  }

  /** Starts it with nothing but what a pod gets; its folders and its clock are the pod's own. */
  public RunningProgram start(String namespace, List<String> arguments) throws IOException {
    var manifest = Files.readString(AdminClient.inRepository("manifests/pod/pod.yaml"));
    var pod = (ObjectNode) AdminClient.YAML.readTree(manifest);
    var metadata = pod.withObject("/metadata").put("namespace", namespace);
    metadata.remove("name");
    metadata.put("generateName", client + "-").withArray("finalizers").add(FINALIZER);
    var container = (ObjectNode) pod.at("/spec/containers/0");
    container.put("image", Images.name(client)).remove("args");
    arguments.forEach(container.putArray("args")::add);
    // Kubernetes reads YAML 1.1, where 0444 is octal; to Jackson it is a string.
    ((ObjectNode) pod.at("/spec/volumes/0/projected")).put("defaultMode", 0444);
    var pods = "api/v1/namespaces/%s/pods".formatted(namespace);
    var name = api.post(pods, Patches.json(pod, patch)).at("/metadata/name").asString();
    return new AsPod(api, pods + "/" + name);
  }

  private static final class AsPod extends RunningProgram {

    private final AdminClient api;
    private final String path;
    private final Thread log;
    private volatile int exit = -1; // while it is not known
    private boolean closed;

    AsPod(AdminClient api, String path) {
      this.api = api;
      this.path = path;
      this.log = new Thread(this::follow, path);
      log.setDaemon(true);
      log.start();
    }

    /** Reads the log while the container runs, then the exit code. */
    private void follow() {
      try {
        while (state("running").isMissingNode() && state("terminated").isMissingNode()) {
          TimeUnit.MILLISECONDS.sleep(100);
        }
        try (var lines = api.stream(path + "/log?follow=true")) {
          lines.transferTo(standardOutput());
        }
        while (state("terminated").isMissingNode()) {
          TimeUnit.MILLISECONDS.sleep(50);
        }
        exit = state("terminated").get("exitCode").asInt();
      } catch (IOException | InterruptedException | RuntimeException gone) {
        // The case is over, or the pod was deleted by somebody else: it has no exit code.
      }
    }

    private JsonNode state(String name) {
      return api.get(path).at("/status/containerStatuses/0/state/" + name);
    }

    @Override
    protected OutputStream standardInput() {
      throw new UnsupportedOperationException("nothing can be typed to the example pod");
    }

    @Override
    protected boolean hasEnded() {
      return !log.isAlive();
    }

    @Override
    protected int exitCode() {
      return exit;
    }

    @Override
    public void stop() {
      api.delete(path); // with the grace period that its manifest names
    }

    @Override
    public void close() {
      if (closed) {
        return;
      }
      closed = true;
      log.interrupt();
      api.delete(path + "?gracePeriodSeconds=0");
      var released = AdminClient.object();
      released.withObject("/metadata").putArray("finalizers");
      api.merge(path, released);
    }
  }
}

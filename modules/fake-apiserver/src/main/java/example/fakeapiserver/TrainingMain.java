package example.fakeapiserver;

import example.fakeapiserver.storage.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import tools.jackson.databind.node.ObjectNode;

/**
 * Runs a command as in a pod of a cluster with 200 pods. The small image is built with it: a JVM
 * writes its AOT cache from what it loaded while it ran, so it needs a server to connect to.
 *
 * <p>Arguments: the command. It finds the variables and the service account directory of a pod, and
 * may do what a pattern's Role allows with pods. Exits with the command's exit code.
 */
public final class TrainingMain {

  private static final String NAMESPACE = "training";
  private static final String ACCOUNT = "example";
  private static final int PODS = 200;
  private static final Path FOLDER = Path.of("/var/run/secrets/kubernetes.io/serviceaccount");

  private TrainingMain() {}

  public static void main(String[] command) throws IOException, InterruptedException {
    if (Files.exists(FOLDER)) {
      System.err.println(FOLDER + " exists: this is a pod. Run it while an image is built.");
      System.exit(2);
    }
    int exit;
    try (var server = FakeApiServer.start(0)) {
      fill(server);
      Files.createDirectories(FOLDER);
      Files.writeString(
          FOLDER.resolve("token"), server.token(NAMESPACE, ACCOUNT, Duration.ofHours(1)));
      Files.writeString(FOLDER.resolve("ca.crt"), server.caPem());
      Files.writeString(FOLDER.resolve("namespace"), NAMESPACE);
      var process = new ProcessBuilder(command).inheritIO();
      process.environment().put("KUBERNETES_SERVICE_HOST", server.uri().getHost());
      process.environment().put("KUBERNETES_SERVICE_PORT", "" + server.uri().getPort());
      exit = process.start().waitFor();
    }
    System.exit(exit);
  }

  /** Pods, and the permission to read them. */
  private static void fill(FakeApiServer server) {
    var cluster = Json.resource("/training.json");
    cluster.get("objects").forEach(each -> server.create(NAMESPACE, (ObjectNode) each));
    var pod = cluster.withObject("/pod");
    for (int each = 0; each < PODS; each++) {
      pod.withObject("/metadata").put("name", "pod-" + each);
      server.create(NAMESPACE, pod);
    }
  }
}

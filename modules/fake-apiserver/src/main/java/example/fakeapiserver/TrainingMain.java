package example.fakeapiserver;

import example.fakeapiserver.storage.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.node.ObjectNode;

/**
 * Runs a command as in a pod of a cluster with 200 pods. The small image is built with it: a JVM
 * writes its AOT cache from what it loaded while it ran, so it needs a server to connect to.
 *
 * <p>Arguments: the command. It finds the variables and the service account directory of a pod, and
 * may do what a pattern's Role allows with pods. Exits with the command's exit code, or 0 after it
 * has stopped a command that watches.
 */
public final class TrainingMain {

  private static final String NAMESPACE = "training";
  private static final String ACCOUNT = "example";
  private static final int PODS = 200;
  private static final int SIGTERM = 143; // exit code of a JVM that it has ended
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
      exit = run(process.start(), server);
    }
    System.exit(exit);
  }

  /**
   * A program that watches does not end by itself: it sees some changes, and is stopped like a pod.
   */
  private static int run(Process process, FakeApiServer server) throws InterruptedException {
    while (!process.waitFor(200, TimeUnit.MILLISECONDS)) {
      if (server.requests().stream().anyMatch(each -> each.query().contains("watch=true"))) {
        for (int each = 0; each < PODS; each++) {
          var path = "api/v1/namespaces/%s/pods/pod-%d".formatted(NAMESPACE, each);
          server.merge(path, Json.parse("{\"status\": {\"phase\": \"Succeeded\"}}"));
        }
        process.waitFor(2, TimeUnit.SECONDS); // in which it reads them
        process.destroy();
        var exit = process.waitFor();
        return exit == SIGTERM ? 0 : exit;
      }
    }
    return process.exitValue();
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

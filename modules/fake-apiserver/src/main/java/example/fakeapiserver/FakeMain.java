package example.fakeapiserver;

import example.fakeapiserver.storage.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/**
 * Serves the fake in the foreground, for kubectl and for clients in any language ({@code make
 * fake}). Arguments: {@code [PORT [FOLDER]]}; port 0, the default, is a free one, and the default
 * folder is {@code target/fake}. Writes a kubeconfig of the administrator, and the directory of a
 * service account as a pod would find it.
 */
public final class FakeMain {

  private static final String NAMESPACE = "kubernetes-from-java";
  private static final String ACCOUNT = "example";
  private static final Duration VALID = Duration.ofDays(365);

  private FakeMain() {}

  /** Serves until SIGTERM or Ctrl-C; exits with 2 on bad arguments, 1 if it cannot serve. */
  public static void main(String[] args) throws InterruptedException {
    var port = args.length > 0 ? args[0] : "0";
    if (args.length > 2 || !port.matches("[0-9]{1,5}") || Integer.parseInt(port) > 65535) {
      System.err.println("Give [PORT [FOLDER]], with a port from 0 (any free one) to 65535.");
      System.exit(2);
    }
    var folder = Path.of(args.length > 1 ? args[1] : "target/fake").toAbsolutePath().normalize();
    try (var server = FakeApiServer.start(Integer.parseInt(port))) {
      server.create("", Json.named(NAMESPACE).put("kind", "Namespace").put("apiVersion", "v1"));
      server.create(
          NAMESPACE, Json.named(ACCOUNT).put("kind", "ServiceAccount").put("apiVersion", "v1"));
      write(folder, server);
      System.out.print(howTo(folder, server));
      System.out.flush();
      var ended = new CountDownLatch(1);
      Runtime.getRuntime().addShutdownHook(new Thread(ended::countDown));
      ended.await();
    } catch (IOException | IllegalStateException unable) {
      System.err.println("fake: " + unable.getMessage() + ". Choose another.");
      System.exit(1);
    }
  }

  private static void write(Path folder, FakeApiServer server) throws IOException {
    secret(folder.resolve("kubeconfig"), server.kubeconfig());
    var mount = folder.resolve("serviceaccount");
    secret(mount.resolve("token"), server.token(NAMESPACE, ACCOUNT, VALID));
    secret(mount.resolve("ca.crt"), server.caPem());
    secret(mount.resolve("namespace"), NAMESPACE);
  }

  /** Writes a file that nobody else may read, also not while it is written. */
  private static void secret(Path file, String content) throws IOException {
    Files.createDirectories(file.getParent());
    Files.deleteIfExists(file);
    if (Files.getFileStore(file.getParent()).supportsFileAttributeView("posix")) {
      var mine = PosixFilePermissions.fromString("rw-------");
      Files.createFile(file, PosixFilePermissions.asFileAttribute(mine));
    }
    Files.writeString(file, content);
  }

  private static String howTo(Path folder, FakeApiServer server) {
    return """
        A fake Kubernetes API server serves at %1$s until Ctrl-C.

        As its administrator, with kubectl or any client:
          export KUBECONFIG=%2$s/kubeconfig
          kubectl apply --validate=false -k manifests/rbac/list-pods
          kubectl get roles --namespace %3$s

        As a pod in namespace %3$s would, with the service account %4$s:
          export KUBERNETES_SERVICE_HOST=127.0.0.1 KUBERNETES_SERVICE_PORT=%5$d
          java -jar modules/java-net-http/target/java-net-http.jar list-pods \\
            --service-account %2$s/serviceaccount

        This server has no OpenAPI, so kubectl needs --validate=false for apply -f and create -f. It
        reads JSON only, and kubectl's other create commands send protobuf.
        """
        .formatted(server.uri(), folder, NAMESPACE, ACCOUNT, server.uri().getPort());
  }
}

package example.fakeapiserver;

import example.fakeapiserver.storage.Json;
import example.fakeapiserver.storage.ResourceType;
import example.fakeapiserver.storage.StatusException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Serves the fake in the foreground, for kubectl and for clients in any language. Arguments: {@code
 * [--rbac DIR] [PORT [FOLDER]]}; port 0, the default, is a free one, and the default folder is
 * {@code target/fake}. Writes a kubeconfig of the administrator and a service account's folder, as
 * a pod would find it, whose account has the Roles of the manifests in DIR.
 */
public final class FakeMain {

  private static final String NAMESPACE = "kubernetes-from-java";
  private static final String ACCOUNT = "example";
  private static final Duration VALID = Duration.ofDays(365);

  private FakeMain() {}

  /** A mistake in the arguments, as one sentence. */
  @SuppressWarnings("serial")
  private static final class Mistake extends Exception {
    Mistake(String sentence) {
      super(sentence);
    }
  }

  private record Arguments(int port, Path folder, Path rbac) {}

  /** Serves until SIGTERM or Ctrl-C; exits with 2 on bad arguments, 1 if it cannot serve. */
  public static void main(String[] args) throws InterruptedException {
    try {
      serve(read(args), System.out);
    } catch (Mistake mistake) {
      System.err.println(mistake.getMessage());
      System.exit(2);
    } catch (IOException | IllegalStateException unable) {
      System.err.println("fake: " + unable.getMessage() + ". Choose another.");
      System.exit(1);
    }
  }

  private static Arguments read(String[] args) throws Mistake {
    Path rbac = null;
    var rest = new ArrayList<String>();
    for (int i = 0; i < args.length; i++) {
      if (args[i].equals("--rbac") && i + 1 < args.length) {
        rbac = Path.of(args[++i]);
      } else if (args[i].startsWith("-")) {
        throw new Mistake(args[i] + ": not understood. Give [--rbac DIR] [PORT [FOLDER]].");
      } else {
        rest.add(args[i]);
      }
    }
    var port = rest.isEmpty() ? "0" : rest.get(0);
    if (!port.matches("[0-9]{1,5}") || Integer.parseInt(port) > 65535) {
      throw new Mistake(port + ": not a port. Give a number from 0 (any free port) to 65535.");
    }
    if (rest.size() > 2) {
      throw new Mistake(
          rest.get(2) + ": one argument too many. Give [--rbac DIR] [PORT [FOLDER]].");
    }
    var folder = Path.of(rest.size() > 1 ? rest.get(1) : "target/fake");
    return new Arguments(Integer.parseInt(port), folder.toAbsolutePath().normalize(), rbac);
  }

  private static void serve(Arguments arguments, PrintStream out)
      throws IOException, InterruptedException, Mistake {
    var manifests = manifests(arguments.rbac);
    try (var server = FakeApiServer.start(arguments.port)) {
      server.create("", named("Namespace", NAMESPACE));
      server.create(NAMESPACE, named("ServiceAccount", ACCOUNT));
      create(manifests, server);
      write(arguments.folder, server);
      out.print(howTo(arguments.folder, server));
      out.flush();
      var ended = new CountDownLatch(1);
      Runtime.getRuntime().addShutdownHook(new Thread(ended::countDown));
      ended.await();
    }
  }

  private static void create(List<ObjectNode> manifests, FakeApiServer server) throws Mistake {
    for (var manifest : manifests) {
      try {
        server.create(NAMESPACE, manifest);
      } catch (StatusException refusal) {
        throw new Mistake(
            "--rbac: %s. Correct the manifests, or name another folder."
                .formatted(refusal.getMessage()));
      }
    }
  }

  private static ObjectNode named(String kind, String name) {
    var object = Json.typed(kind, "v1");
    object.putObject("metadata").put("name", name);
    return object;
  }

  /**
   * The objects of every YAML file below a folder that may not exist; all go into one namespace.
   */
  private static List<ObjectNode> manifests(Path folder) throws IOException, Mistake {
    if (folder == null || !Files.isDirectory(folder)) {
      return List.of();
    }
    var objects = new ArrayList<ObjectNode>();
    try (Stream<Path> all = Files.walk(folder)) {
      for (var file : all.filter(path -> path.toString().endsWith(".yaml")).sorted().toList()) {
        read(file, objects);
      }
    }
    return objects;
  }

  private static void read(Path file, List<ObjectNode> into) throws Mistake {
    try (var documents = Json.YAML.readerFor(JsonNode.class).<JsonNode>readValues(file.toFile())) {
      while (documents.hasNext()) {
        var known =
            documents.next() instanceof ObjectNode object
                    && ResourceType.ofKind(
                            Json.text(object, "/apiVersion"), Json.text(object, "/kind"))
                        .isPresent()
                ? object
                : null;
        if (known != null) { // a kustomization.yaml is no object
          known.withObject("/metadata").put("namespace", NAMESPACE);
          known
              .path("subjects")
              .forEach(subject -> ((ObjectNode) subject).put("namespace", NAMESPACE));
          into.add(known);
        }
      }
    } catch (JacksonException malformed) {
      throw new Mistake(file + ": not YAML. Correct it, or name another folder with --rbac.");
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
          kubectl get namespaces

        As a pod in namespace %3$s would, with the service account %4$s:
          export KUBERNETES_SERVICE_HOST=127.0.0.1 KUBERNETES_SERVICE_PORT=%5$d
          java -jar modules/java-net-http/target/java-net-http.jar list-pods \\
            --service-account %2$s/serviceaccount

        kubectl needs --validate=false for create and apply: this server has no OpenAPI.
        """
        .formatted(server.uri(), folder, NAMESPACE, ACCOUNT, server.uri().getPort());
  }
}

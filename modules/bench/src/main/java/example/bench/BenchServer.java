package example.bench;

import example.contract.AdminClient;
import example.fakeapiserver.FakeApiServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import tools.jackson.databind.node.ObjectNode;

/**
 * The API server of the measurements, in a process of its own: the embedded one, with pods of the
 * usual size. Arguments: how many pods, and an empty directory, which becomes the {@code /var/run}
 * of a pod. Prints its address, then reads how many small pods to create, a number a line.
 */
final class BenchServer {

  static final String NAMESPACE = "kubernetes-from-java";

  private static final Duration VALID = Duration.ofHours(12);

  private BenchServer() {}

  public static void main(String[] args) throws IOException {
    try (var server = FakeApiServer.start();
        var lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        var objects = BenchServer.class.getResourceAsStream("/objects.yaml")) {
      var documents = AdminClient.YAML.readerFor(ObjectNode.class).<ObjectNode>readValues(objects);
      for (var name : new String[] {"", NAMESPACE, NAMESPACE, NAMESPACE}) {
        server.create(name, documents.next()); // namespace, service account, Role, RoleBinding
      }
      var pod = documents.next();
      create(server, pod, "pod", Integer.parseInt(args[0]));
      var account = Path.of(args[1], "secrets/kubernetes.io/serviceaccount");
      Files.createDirectories(account);
      Files.writeString(account.resolve("token"), server.token(NAMESPACE, "example", VALID));
      Files.writeString(account.resolve("ca.crt"), server.caPem());
      Files.writeString(account.resolve("namespace"), NAMESPACE);
      Files.writeString(Path.of(args[1], "kubeconfig"), server.kubeconfig());
      System.out.println(server.uri());
      var small = documents.next();
      var rounds = 0;
      for (String line; (line = lines.readLine()) != null; ) {
        create(server, small, "small-" + ++rounds, Integer.parseInt(line));
        System.out.println("created");
      }
    }
  }

  private static void create(FakeApiServer server, ObjectNode pod, String prefix, int count) {
    for (int i = 0; i < count; i++) {
      pod.withObject("/metadata").put("name", "%s-%05d".formatted(prefix, i));
      server.create(NAMESPACE, pod);
    }
  }
}

package example.onk3s.demo;

import example.contract.Api;
import example.contract.fake.FakeApiServer;
import example.onk3s.Node;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/**
 * The embedded API server: no node, so the rows named in-cluster are processes that are given what
 * a pod is given, a service-account folder and the variables of the kubelet.
 */
public final class OnFake implements Cluster {

  private final Path repository;
  private final Programs programs;
  private final FakeApiServer fake;
  private final Api api;

  public OnFake(Path repository, Programs programs) {
    this.repository = repository;
    this.programs = programs;
    this.fake = FakeApiServer.start();
    this.api = Api.of(fake.kubeconfig());
  }

  @Override
  public String says() {
    return "*** NOT A CLUSTER: this runs on the embedded API server, the in-cluster rows are simulated.";
  }

  @Override
  public String inClusterMark() {
    return " (simulated)";
  }

  @Override
  public Api api() {
    return api;
  }

  @Override
  public void prepare() throws IOException {
    var namespace = repository.resolve("manifests/base/namespace.yaml");
    api.post("api/v1/namespaces", (ObjectNode) Api.YAML.readTree(Files.readString(namespace)));
    for (var file : List.of("base/serviceaccount.yaml", "rbac/list-pods/role.yaml")) {
      api.create(repository.resolve("manifests").resolve(file), NAMESPACE);
    }
  }

  @Override
  public Path kubeconfig() throws IOException {
    return OnNode.inNamespace(fake.kubeconfig(), programs.folder().resolve("kubeconfig"));
  }

  @Override
  public Node.Outcome inCluster(String module, String... arguments)
      throws IOException, InterruptedException {
    var folder = serviceAccount();
    var environment =
        Map.of(
            "KUBERNETES_SERVICE_HOST", api.server().getHost(),
            "KUBERNETES_SERVICE_PORT", String.valueOf(api.server().getPort()));
    var all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--service-account", folder.toString()));
    return programs.run(module, environment, all);
  }

  /** What the kubelet would mount. */
  private Path serviceAccount() throws IOException {
    var folder = Files.createDirectories(programs.folder().resolve("serviceaccount"));
    var request = Api.object();
    request.put("apiVersion", "authentication.k8s.io/v1").put("kind", "TokenRequest");
    request.withObject("/spec").put("expirationSeconds", 3600);
    var path = "api/v1/namespaces/" + NAMESPACE + "/serviceaccounts/example/token";
    var token = api.post(path, request).at("/status/token").asString();
    Files.writeString(folder.resolve("token"), token);
    Files.writeString(folder.resolve("ca.crt"), api.caPem());
    Files.writeString(folder.resolve("namespace"), NAMESPACE);
    return folder;
  }

  @Override
  public void close() {
    fake.close();
  }
}

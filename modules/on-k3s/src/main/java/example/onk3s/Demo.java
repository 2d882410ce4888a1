package example.onk3s;

import example.contract.AdminClient;
import example.contract.node.NodeProbe;
import example.fakeapiserver.FakeApiServer;
import example.onk3s.demo.DemoCluster;
import example.onk3s.demo.DemoResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.logging.LogManager;
import org.apache.commons.io.FileUtils;
import tools.jackson.databind.node.ObjectNode;

/**
 * Lists three pods through all three clients, in a pod and outside, and compares what they saw.
 *
 * <p>Runs on a real node, or on the embedded API server where none can be started; {@code
 * DEMO_CLUSTER=k3s} or {@code fake} insists on one. The first line on standard output says which it
 * is and why; progress goes to standard error.
 *
 * <p>Exit codes: 0 all six answers agree; 1 they do not, or something failed; 2 DEMO_CLUSTER is
 * neither k3s nor fake.
 */
public final class Demo {

  private static final List<String> MODULES = List.of("client-java", "fabric8", "java-net-http");
  private static final List<String> ARGUMENTS =
      List.of("list-pods", "--selector", "demo=seed", "--stats");

  private final Path repository =
      Path.of(System.getProperty("repository.root", "")).toAbsolutePath().normalize();
  private final long start = System.nanoTime();

  private volatile String step = "";

  private Demo() {}

  public static void main(String[] args) {
    // Testcontainers logs stack traces of what the demo says in one sentence.
    LogManager.getLogManager().reset();
    var demo = new Demo();
    var progress = new Thread(demo::repeatStep, "progress");
    progress.setDaemon(true);
    progress.start();
    int exit = demo.exitCode();
    // Testcontainers' shutdown hook throws if the engine has gone, and waits forever if it is
    // silent.
    Thread.setDefaultUncaughtExceptionHandler((thread, failed) -> {});
    CompletableFuture.delayedExecutor(1, TimeUnit.MINUTES)
        .execute(() -> Runtime.getRuntime().halt(exit));
    System.exit(exit);
  }

  private int exitCode() {
    try {
      return run() ? 0 : 1;
    } catch (Exception failed) {
      System.err.println("make demo: " + failed.getMessage());
      return failed instanceof IllegalArgumentException ? 2 : 1;
    }
  }

  private boolean run() throws Exception {
    var scratch = Files.createTempDirectory("kubernetes-from-java-").toRealPath();
    atExit(() -> FileUtils.deleteQuietly(scratch.toFile()));
    var cluster = cluster(scratch);
    atExit(cluster.removal());
    System.out.println(cluster.description());
    var pods = prepare(AdminClient.of(cluster.kubeconfig()));
    var environment =
        Map.of("HOME", scratch.toString(), "KUBECONFIG", kubeconfig(cluster, scratch).toString());
    var rows = new ArrayList<DemoResult>();
    for (var module : MODULES) {
      step(module);
      var inside = cluster.pod().run(module, ARGUMENTS);
      rows.add(DemoResult.of(module, cluster.label(), inside));
      var outside = PackagedProgram.run(module, environment, ARGUMENTS);
      rows.add(DemoResult.of(module, "kubeconfig", outside));
    }
    System.out.print("\n" + DemoResult.table(rows) + "\n");
    var different = rows.stream().filter(row -> !row.agrees(pods)).toList();
    if (different.isEmpty()) {
      System.out.printf("All %d answers name the same %d pods.%n", rows.size(), pods.size());
    }
    for (var row : different) {
      System.out.printf("%s does not name %s: %s%n", row.cells(), pods, row.outcome());
    }
    return different.isEmpty();
  }

  private DemoCluster cluster(Path scratch) throws Exception {
    var asked = Objects.requireNonNullElse(System.getenv("DEMO_CLUSTER"), "");
    if (!List.of("", "k3s", "fake").contains(asked)) {
      throw new IllegalArgumentException(
          "DEMO_CLUSTER is \"%s\". Set it to k3s or fake, or unset it.".formatted(asked));
    }
    var reason = "DEMO_CLUSTER is fake.";
    if (!asked.equals("fake")) {
      step("looking for a Docker engine and the images");
      reason = NodeProbe.of(Node.images(repository)).whyNot().orElse("");
      if (reason.isEmpty()) {
        try {
          step("starting a Kubernetes node with the images of the three programs");
          return DemoCluster.of(Node.start(repository, MODULES));
        } catch (IllegalStateException failed) {
          reason = failed.getMessage();
        }
      }
      if (asked.equals("k3s")) {
        throw new IllegalStateException(reason);
      }
    }
    return DemoCluster.of(
        FakeApiServer.start(), Files.createDirectory(scratch.resolve("account")), reason);
  }

  /** Creates what the manifests say and three pods that no scheduler takes; UIDs by name. */
  private Map<String, String> prepare(AdminClient api) throws IOException {
    var manifests = repository.resolve("manifests");
    var namespace = Files.readString(manifests.resolve("base/namespace.yaml"));
    api.post("api/v1/namespaces", (ObjectNode) AdminClient.YAML.readTree(namespace));
    api.create(manifests.resolve("base/serviceaccount.yaml"), DemoCluster.NAMESPACE);
    api.create(manifests.resolve("rbac/list-pods/role.yaml"), DemoCluster.NAMESPACE);
    var uids = new TreeMap<String, String>();
    for (var name : List.of("seed-1", "seed-2", "seed-3")) {
      var pod =
          AdminClient.YAML.readTree(
              """
              metadata: {name: %s, labels: {demo: seed}}
              spec:
                schedulerName: nobody
                serviceAccountName: example
                securityContext: {runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}}
                containers:
                  - name: never-started
                    image: none:1
                    securityContext:
                      allowPrivilegeEscalation: false
                      capabilities: {drop: [ALL]}
              """
                  .formatted(name));
      var path = "api/v1/namespaces/" + DemoCluster.NAMESPACE + "/pods";
      uids.put(name, api.post(path, (ObjectNode) pod).at("/metadata/uid").asString());
    }
    return uids;
  }

  /** Writes the administrator's kubeconfig, with the namespace of the manifests. */
  private static Path kubeconfig(DemoCluster cluster, Path scratch) throws IOException {
    var config = AdminClient.YAML.readTree(cluster.kubeconfig());
    ((ObjectNode) config.at("/contexts/0/context")).put("namespace", DemoCluster.NAMESPACE);
    var file = scratch.resolve("kubeconfig");
    return Files.writeString(file, AdminClient.YAML.writeValueAsString(config));
  }

  private void step(String what) {
    step = what;
    printStep();
  }

  /** Says what goes on, on standard error: once at its start, then every five seconds. */
  private void repeatStep() {
    try {
      while (true) {
        TimeUnit.SECONDS.sleep(5);
        printStep();
      }
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
  }

  private void printStep() {
    var seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start);
    System.err.printf("[%d s] %s%n", seconds, step);
  }

  /** Ctrl-C ends the JVM without unwinding main, so that what was started is removed by a hook. */
  private static void atExit(Runnable removal) {
    Runtime.getRuntime().addShutdownHook(new Thread(removal));
  }
}

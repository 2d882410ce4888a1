package example.contract.cases;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import example.contract.Api;
import example.contract.Contract;
import example.contract.Contract.Distance;
import example.contract.Scene;
import java.util.Map;

/** Arguments, exit codes and streams of the packaged program. */
public final class MainCases {

  @Contract(
      id = "main.help",
      says = "--help lists the arguments and ends well",
      on = Distance.PROCESS)
  void help(Scene scene) throws Exception {
    var outcome = scene.run("--help");

    assertEquals(0, outcome.exit());
    assertEquals("", outcome.err());
    for (var argument : new String[] {"--kubeconfig", "--context", "--in-cluster", "list-pods"}) {
      assertTrue(outcome.out().contains(argument), outcome::toString);
    }
  }

  @Contract(
      id = "main.unknown-pattern",
      says = "A pattern that does not exist: the known ones, exit code 2",
      on = Distance.PROCESS)
  void unknownPattern(Scene scene) throws Exception {
    Expect.refused(
        2,
        "There is no pattern \"list-nodes\". Choose one of cluster-access, who-am-i, list-pods.",
        scene.run("list-nodes"));
  }

  @Contract(
      id = "main.unknown-argument",
      says = "An argument that does not exist: its name, exit code 2",
      on = Distance.PROCESS)
  void unknownArgument(Scene scene) throws Exception {
    Expect.refused(
        2,
        "Unknown option: '--namespace'. Run with --help for what there is.",
        scene.run("list-pods", "--namespace"));
  }

  @Contract(
      id = "main.nothing-configured",
      says = "Nothing configured: the places looked at, exit code 2",
      on = Distance.PROCESS)
  void nothingConfigured(Scene scene) throws Exception {
    Expect.refused(
        2,
        ("No cluster found. Looked at KUBECONFIG (not set), KUBERNETES_SERVICE_HOST (not set),"
                + " %s/home/.kube/config (no such file). Set KUBECONFIG, or run in a pod with a"
                + " service account.")
            .formatted(scene.folder()),
        scene.run("list-pods"));
  }

  @Contract(
      id = "main.home",
      says = "The kubeconfig in the home folder of the environment is used",
      on = Distance.PROCESS)
  void home(Scene scene) throws Exception {
    var home = scene.folder().resolve("home/.kube/config");
    Scene.write(home, scene.api().kubeconfig());

    var answer = scene.run("cluster-access", "--json");

    assertEquals("", answer.err());
    var source = Api.JSON.readTree(answer.out()).get("source").asString();
    assertEquals(home + ", context \"fake\"", source);
  }

  @Contract(
      id = "main.kubeconfig-variable",
      says = "KUBECONFIG of the environment is used, also where KUBERNETES_SERVICE_HOST is set",
      on = Distance.PROCESS)
  void kubeconfigVariable(Scene scene) throws Exception {
    var file = scene.folder().resolve("admin.conf");
    Scene.write(file, scene.api().kubeconfig());
    scene.environment().put("KUBECONFIG", file.toString());
    scene.inPod();

    var answer = scene.run("cluster-access", "--json");

    assertEquals("", answer.err());
    assertEquals("kubeconfig", Api.JSON.readTree(answer.out()).get("mode").asString());
  }

  @Contract(
      id = "main.quiet",
      says = "No library writes to standard error; with -v it may",
      on = Distance.PROCESS)
  void quiet(Scene scene) throws Exception {
    scene.role("list-pods").pods(1, "pod", Map.of());

    assertEquals("", scene.runInPod("list-pods").err());
    var verbose = scene.runInPod("list-pods", "-v");
    assertEquals(0, verbose.exit());
    assertTrue(verbose.out().endsWith("1 pods\n"), verbose::toString);
  }

  @Contract(
      id = "main.stats",
      says = "--stats adds one line of JSON with the time to the first answer and the peak memory",
      on = Distance.PROCESS)
  void stats(Scene scene) throws Exception {
    scene.role("list-pods").pods(1, "pod", Map.of());

    var lines = scene.runInPod("list-pods", "--stats").out().lines().toList();

    var stats = Api.JSON.readTree(lines.get(lines.size() - 1));
    assertEquals(1, stats.get("pods").asInt());
    assertTrue(stats.get("firstAnswerMillis").asLong() > 0);
    assertTrue(stats.has("peakMemoryKiB"));
  }
}

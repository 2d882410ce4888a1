package example.contract.cases;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import example.contract.Contract;
import example.contract.Contract.Distance;
import example.contract.RunningProgram.Outcome;
import example.contract.Scene;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The same pattern with the client of each version of cluster access. */
public final class InClusterOrKubeconfigCases {

  private static void listsPods(Scene scene, String version) throws Exception {
    scene.role("list-pods").pods(2, "pod", Map.of());

    var outcome = run(scene, "list-pods", "--access", version, "--namespace", scene.namespace());

    assertTrue(
        Expect.pods(outcome).containsAll(List.of("pod-00000", "pod-00001")), outcome::toString);
    var strict = version.equals("strict");
    assertEquals(strict, outcome.out().lines().findFirst().orElse("").contains(", as "));
  }

  /** A pod finds its service account; a process is given a kubeconfig, which all versions read. */
  private static Outcome run(Scene scene, String... arguments) throws Exception {
    if (scene.distance() == Distance.POD) {
      return scene.runInPod(arguments);
    }
    var user = "{token: %s}".formatted(scene.token());
    scene.environment().put("KUBECONFIG", scene.kubeconfig(user).toString());
    return scene.run(arguments);
  }

  @Contract(
      id = "in-cluster-or-kubeconfig.library-default",
      says = "A pattern works with the client that the library configures by itself",
      on = {Distance.PROCESS, Distance.POD})
  void libraryDefault(Scene scene) throws Exception {
    listsPods(scene, "default");
  }

  @Contract(
      id = "in-cluster-or-kubeconfig.short-version",
      says = "A pattern works with the client of the short version",
      on = {Distance.PROCESS, Distance.POD})
  void shortVersion(Scene scene) throws Exception {
    listsPods(scene, "short");
  }

  @Contract(
      id = "in-cluster-or-kubeconfig.strict-version",
      says = "A pattern works with the client of the strict version, which also says as whom",
      on = {Distance.PROCESS, Distance.POD})
  void strictVersion(Scene scene) throws Exception {
    listsPods(scene, "strict");
  }

  @Contract(
      id = "in-cluster-or-kubeconfig.configuration-error",
      says = "A mistake in the configuration is one sentence without secrets, exit code 2",
      on = Distance.PROCESS)
  void configurationError(Scene scene) throws Exception {
    var text = scene.kubeconfig("{token: %s}".formatted(scene.secret("in-the-text-marker")));
    var mistakes = new ArrayList<Map<String, String>>();
    mistakes.add(Map.of());
    mistakes.add(Map.of("KUBECONFIG", "/no/such/file"));
    mistakes.add(Map.of("KUBECONFIG", Files.readString(text)));
    for (var environment : mistakes) {
      scene.environment().clear();
      scene.environment().putAll(environment);

      var outcome = scene.run("list-pods", "--access", "short");

      assertEquals(2, outcome.exit(), outcome::toString);
      assertEquals("", outcome.out());
      assertEquals(1, outcome.err().lines().count(), outcome::toString);
    }
  }

  @Contract(
      id = "in-cluster-or-kubeconfig.no-option-ignored",
      says = "An option that only another version of cluster access understands is an error",
      on = Distance.PROCESS)
  void noOptionIgnored(Scene scene) throws Exception {
    var file = scene.kubeconfig("{token: %s}".formatted(scene.token())).toString();
    scene.environment().put("KUBECONFIG", file);

    for (var arguments :
        List.of(
            List.of("list-pods", "--access", "short", "--context", "x"),
            List.of("list-pods", "--access", "default", "--kubeconfig", file),
            List.of("who-am-i", "--access", "short"))) {
      var outcome = scene.run(arguments.toArray(String[]::new));

      assertEquals(2, outcome.exit(), outcome::toString);
      assertEquals("", outcome.out());
      assertEquals(1, outcome.err().lines().count(), outcome::toString);
    }
  }
}

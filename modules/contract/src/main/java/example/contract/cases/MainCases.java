package example.contract.cases;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import example.contract.Api;
import example.contract.Contract;
import example.contract.Contract.Distance;
import example.contract.Scene;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Arguments, exit codes and streams of the packaged program. */
public final class MainCases {

  /** Of the example pod, after which it would be killed. */
  private static final Duration GRACE = Duration.ofSeconds(30);

  private static List<String> commands(Scene scene) throws Exception {
    var outcome = scene.run("--commands");
    assertEquals(0, outcome.exit(), outcome::toString);
    assertFalse(outcome.out().isBlank());
    return outcome.out().lines().toList();
  }

  @Contract(
      id = "main.help",
      says = "--help lists the commands; --help of a command lists its own options",
      on = Distance.PROCESS)
  void help(Scene scene) throws Exception {
    var help = scene.run("--help");
    assertEquals(0, help.exit());
    assertEquals("", help.err());
    for (var command : commands(scene)) {
      assertTrue(help.out().contains("\n  " + command + " "), help::toString);
      var own = scene.run(command, "--help");
      assertEquals(0, own.exit(), own::toString);
      assertTrue(own.out().contains("--kubeconfig"), own::toString);
      assertFalse(own.out().contains("--commands"), own::toString);
    }
    assertFalse(help.out().contains("--selector"), help::toString);
    assertTrue(scene.run("list-pods", "--help").out().contains("--selector"));
    assertFalse(scene.run("who-am-i", "--help").out().contains("--selector"));
  }

  @Contract(
      id = "main.unknown-pattern",
      says = "A command that does not exist: the known ones, exit code 2",
      on = Distance.PROCESS)
  void unknownCommand(Scene scene) throws Exception {
    var known = "Choose one of %s.".formatted(String.join(", ", commands(scene)));
    Expect.refused(2, "There is no command \"list-nodes\". " + known, scene.run("list-nodes"));
    var secret = scene.secret("Ey-no-command-marker");
    Expect.refused(2, "The first argument is not a command. " + known, scene.run(secret));
    Expect.refused(2, "The first argument is not a command. " + known, scene.run());
  }

  @Contract(
      id = "main.unknown-argument",
      says = "An option that does not exist: its name and its command, exit code 2",
      on = Distance.PROCESS)
  void unknownArgument(Scene scene) throws Exception {
    var help = " Run list-pods --help to see its options.";
    var value = scene.secret("value-of-an-option-marker");
    Expect.refused(
        2, "list-pods has no option --token." + help, scene.run("list-pods", "--token=" + value));
    Expect.refused(
        2,
        "list-pods takes options only, and an argument is none." + help,
        scene.run("list-pods", value));
    Expect.refused(
        2,
        "list-pods: --every needs a value, SECONDS." + help,
        scene.run("list-pods", "--every", value));
    Expect.refused(
        2,
        "list-pods: --kubeconfig needs a value, FILE." + help,
        scene.run("list-pods", "--kubeconfig"));
  }

  @Contract(
      id = "main.stop",
      says = "A program that is told to end does so at once, and says nothing but that",
      on = {Distance.FAKE, Distance.PROCESS, Distance.POD})
  void stop(Scene scene) throws Exception {
    scene.role("list-pods");
    try (var program = scene.startInPod("list-pods", "--every", "600")) {
      program.await("first list", () -> program.out().endsWith("pods\n"));
      var told = System.nanoTime();

      program.stop();

      // A thread of this process is interrupted; a process gets SIGTERM.
      var inProcess = scene.distance() == Distance.FAKE;
      assertEquals(inProcess ? 130 : 143, program.exit());
      assertTrue(System.nanoTime() - told < GRACE.toNanos(), "it was killed and did not end");
      assertEquals(inProcess ? "Interrupted before the server had answered.\n" : "", program.err());
    }
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
    scene.podVariables();

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
      says =
          "--stats adds one line of JSON with pods, restarts, the time to the first answer and the peak memory",
      on = Distance.PROCESS)
  void stats(Scene scene) throws Exception {
    scene.role("list-pods").pods(1, "pod", Map.of());

    var lines = scene.runInPod("list-pods", "--stats").out().lines().toList();

    var stats = Api.JSON.readTree(lines.get(lines.size() - 1));
    assertEquals(1, stats.get("pods").asInt());
    assertEquals(0, stats.get("restarts").asInt());
    assertTrue(stats.get("firstAnswerMillis").asLong() > 0);
    assertTrue(stats.has("peakMemoryKiB"));
  }
}

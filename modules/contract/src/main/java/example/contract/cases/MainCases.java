package example.contract.cases;

import static example.contract.Contract.TestLevel.FAKE;
import static example.contract.Contract.TestLevel.POD;
import static example.contract.Contract.TestLevel.PROCESS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import example.contract.CaseContext;
import example.contract.Contract;
import java.time.Duration;
import java.util.List;

/** Arguments, exit codes and streams of the packaged program. */
public final class MainCases {

  /** Of the example pod, after which it would be killed. */
  private static final Duration GRACE = Duration.ofSeconds(30);

  private static List<String> commands(CaseContext context) throws Exception {
    var outcome = context.run("--commands");
    assertEquals(0, outcome.exit(), outcome::toString);
    assertFalse(outcome.out().isBlank());
    return outcome.out().lines().toList();
  }

  @Contract(
      id = "main.help",
      says = "--help lists the commands; --help of a command lists its own options",
      on = PROCESS)
  void help(CaseContext context) throws Exception {
    var help = context.run("--help");
    assertEquals(0, help.exit());
    assertEquals("", help.err());
    for (var command : commands(context)) {
      assertTrue(help.out().contains("\n  " + command + " "), help::toString);
      var own = context.run(command, "--help");
      assertEquals(0, own.exit(), own::toString);
      assertTrue(own.out().contains("--kubeconfig"), own::toString);
      assertFalse(own.out().contains("--commands"), own::toString);
    }
    assertFalse(help.out().contains("--selector"), help::toString);
    assertTrue(context.run("list-pods", "--help").out().contains("--selector"));
    assertFalse(context.run("who-am-i", "--help").out().contains("--selector"));
  }

  @Contract(
      id = "main.unknown-pattern",
      says = "A command that does not exist: the known ones, exit code 2",
      on = PROCESS)
  void unknownCommand(CaseContext context) throws Exception {
    var known = "Choose one of %s.".formatted(String.join(", ", commands(context)));
    Expect.refused(2, "There is no command \"list-nodes\". " + known, context.run("list-nodes"));
    var secret = context.secret("Ey-no-command-marker");
    Expect.refused(2, "The first argument is not a command. " + known, context.run(secret));
    Expect.refused(2, "The first argument is not a command. " + known, context.run());
  }

  @Contract(
      id = "main.stop",
      says = "A program that is told to end does so at once, and says nothing but that",
      on = {FAKE, PROCESS, POD})
  void stop(CaseContext context) throws Exception {
    context.role("list-pods");
    try (var program = context.startInPod("list-pods", "--every", "600")) {
      program.await("first list", () -> program.out().endsWith("pods\n"));
      var told = System.nanoTime();

      program.stop();

      // A thread of this process is interrupted; a process gets SIGTERM.
      var inProcess = context.level() == FAKE;
      assertEquals(inProcess ? 130 : 143, program.exit());
      assertTrue(System.nanoTime() - told < GRACE.toNanos(), "it was killed and did not end");
      assertEquals(inProcess ? "Interrupted before the server had answered.\n" : "", program.err());
    }
  }
}

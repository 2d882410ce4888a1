package example.contract.cases;

import static example.contract.Contract.TestLevel.POD;
import static example.contract.Contract.TestLevel.PROCESS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import example.contract.CaseContext;
import example.contract.Contract;
import example.contract.RunningProgram.Outcome;

/** The same pattern with the client of each version of cluster access. */
public final class InClusterOrKubeconfigCases {

  private static void listsPods(CaseContext context, String version) throws Exception {
    Pods.make(2, context);

    var outcome =
        run(context, "list-pods", "--access", version, "--namespace", context.namespace());

    assertTrue(Pods.printed(outcome).containsAll(Pods.TWO), outcome::toString);
    var strict = version.equals("strict");
    assertEquals(strict, outcome.out().lines().findFirst().orElse("").contains(", as "));
  }

  /** A pod finds its service account; a process is given a kubeconfig, which all versions read. */
  private static Outcome run(CaseContext context, String... arguments) throws Exception {
    if (context.level() == POD) {
      return context.runInPod(arguments);
    }
    var user = "{token: %s}".formatted(context.token());
    context.environment().put("KUBECONFIG", context.kubeconfig(user).toString());
    return context.run(arguments);
  }

  @Contract(
      id = "in-cluster-or-kubeconfig.library-default",
      says = "A pattern works with the client that the library configures by itself",
      on = {PROCESS, POD})
  void libraryDefault(CaseContext context) throws Exception {
    listsPods(context, "default");
  }

  @Contract(
      id = "in-cluster-or-kubeconfig.short-version",
      says = "A pattern works with the client of the short version",
      on = {PROCESS, POD})
  void shortVersion(CaseContext context) throws Exception {
    listsPods(context, "short");
  }

  @Contract(
      id = "in-cluster-or-kubeconfig.strict-version",
      says = "A pattern works with the client of the strict version, which also says as whom",
      on = {PROCESS, POD})
  void strictVersion(CaseContext context) throws Exception {
    listsPods(context, "strict");
  }
}

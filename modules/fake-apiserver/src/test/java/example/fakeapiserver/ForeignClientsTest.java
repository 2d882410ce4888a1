package example.fakeapiserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two clients that are not ours: the official Python client, and kubectl with the commands of
 * docs/first-run.md and the Makefile. A server that is wrong in favour of our clients fails here.
 */
@Timeout(120)
class ForeignClientsTest {

  private static final Path MANIFESTS =
      Path.of(System.getProperty("repository.root", "../.."), "manifests");
  private static final String POD = "pod client-java-list-pods -n kubernetes-from-java";

  @TempDir Path home;
  @AutoClose private final FakeApiServer fake = FakeApiServer.start();

  /**
   * Runs a program with a kubeconfig of the administrator. Without the program the test is skipped,
   * or fails where everything must run.
   *
   * @param exit how it must end
   * @param variable of the environment, with the path of the program
   * @return standard output and error together
   */
  private String run(int exit, String variable, String... arguments)
      throws IOException, InterruptedException {
    var program = System.getenv(variable);
    if (program == null || !Files.isExecutable(Path.of(program))) {
      var reason = variable + " is not set to a program's path";
      if ("true".equals(System.getenv("REQUIRE_CLUSTER"))) {
        fail(reason);
      }
      abort(reason);
    }
    var command = new ArrayList<>(List.of(program));
    command.addAll(List.of(arguments));
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    var kubeconfig = Files.writeString(home.resolve("kubeconfig"), fake.kubeconfig());
    builder.environment().put("KUBECONFIG", kubeconfig.toString());
    builder.environment().put("HOME", home.toString());
    var process = builder.start();
    var out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(exit, process.waitFor(), out);
    return out;
  }

  private String kubectl(String arguments) throws Exception {
    return run(0, "KUBECTL", arguments.split(" "));
  }

  @Test
  void kubectlAppliesAndDeletesWhatAPodNeeds() throws Exception {
    var apply = "apply --validate=false -k " + MANIFESTS.resolve("run/client-java");
    kubectl(apply);
    assertTrue(kubectl(apply).contains("pod/client-java-list-pods unchanged\n"));
    kubectl("label " + POD + " tried=yes");
    assertEquals("Pending", kubectl("get " + POD + " -o jsonpath={.status.phase}"));
    assertTrue(kubectl("get pods -A").contains(" client-java-list-pods "));
    kubectl("delete " + POD + " --ignore-not-found --timeout=60s");
    kubectl("delete namespace kubernetes-from-java --ignore-not-found --timeout=60s");
    assertTrue(run(1, "KUBECTL", ("get " + POD).split(" ")).contains("(NotFound)"));
  }

  @Test
  void kubectlFindsTheVersionAndTheTypes() throws Exception {
    assertTrue(kubectl("version").contains("Server Version: v1.36.1"));
    assertTrue(kubectl("api-resources").matches("(?s).*configmaps +v1 +true +ConfigMap.*"));
  }

  @Test
  void pythonListsInPagesAndWatches() throws Exception {
    var script = Path.of(ForeignClientsTest.class.getResource("/walk.py").toURI());
    var kubeconfig = home.resolve("kubeconfig").toString();
    assertEquals(
        """
        list kube-root-ca.crt map-0 map-2
        watch ADDED map-0
        watch ADDED map-1
        watch ADDED map-2
        watch MODIFIED map-0
        watch DELETED map-1
        refused 404 Not Found
        """,
        run(0, "PYTHON_WITH_KUBERNETES", script.toString(), kubeconfig));
  }
}

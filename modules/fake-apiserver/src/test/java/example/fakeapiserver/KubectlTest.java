package example.fakeapiserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What docs/first-run.md and the Makefile do with kubectl. Needs KUBECTL, the path of one. */
@Timeout(120)
class KubectlTest {

  private static final Path MANIFESTS =
      Path.of(System.getProperty("repository.root", "../.."), "manifests");
  private static final String POD = "pod client-java-list-pods -n kubernetes-from-java";

  @TempDir Path folder;
  @AutoClose private final FakeApiServer fake = FakeApiServer.start();
  private ForeignProgram kubectl;

  @BeforeEach
  void find() throws Exception {
    kubectl = ForeignProgram.find("KUBECTL", fake, folder);
  }

  /** Runs kubectl, which must succeed, and gives what it said. */
  private String says(String arguments) throws Exception {
    var result = kubectl.run(List.of(arguments.split(" ")));
    assertEquals(0, result.exit(), result.out());
    return result.out();
  }

  @Test
  void appliesAndDeletesWhatAPodNeeds() throws Exception {
    var apply = "apply --validate=false -k " + MANIFESTS.resolve("run/client-java");
    says(apply);
    assertTrue(says(apply).contains("pod/client-java-list-pods unchanged\n"));
    says("label " + POD + " tried=yes");
    assertEquals("Pending", says("get " + POD + " -o jsonpath={.status.phase}"));
    assertTrue(says("get pods -A").contains(" client-java-list-pods "));
    says("delete " + POD + " --ignore-not-found --timeout=60s");
    says("delete namespace kubernetes-from-java --ignore-not-found --timeout=60s");
    assertTrue(kubectl.run(List.of(("get " + POD).split(" "))).out().contains("(NotFound)"));
  }

  @Test
  void findsTheTypes() throws Exception {
    assertTrue(says("version").contains("Server Version: v1.36.1"));
    assertTrue(says("api-resources").matches("(?s).*configmaps +v1 +true +ConfigMap.*"));
  }

  @Test
  void isToldWhatItCannotSend() throws Exception {
    var refused = kubectl.run(List.of("create", "namespace", "x"));
    assertEquals(1, refused.exit());
    assertTrue(
        refused.out().contains("fake without application/vnd.kubernetes.protobuf"), refused.out());
  }
}

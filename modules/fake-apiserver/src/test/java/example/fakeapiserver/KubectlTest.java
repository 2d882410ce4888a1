package example.fakeapiserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What kubectl does with the fake. Needs kubectl: property {@code kubectl} or KUBECTL. */
@Timeout(120)
class KubectlTest {

  private static final String MAP =
      "{apiVersion: v1, kind: ConfigMap, metadata: {name: b}, data: {k: v}}";

  @TempDir Path folder;
  private final FakeApiServer fake = FakeApiServer.start();
  private Tool kubectl;

  @BeforeEach
  void find() throws Exception {
    kubectl = Tool.find("kubectl", "KUBECTL", fake, folder);
  }

  @AfterEach
  void close() {
    fake.close();
  }

  /** Runs kubectl, which must succeed, and gives what it said. */
  private String says(String arguments) throws Exception {
    var result = kubectl.run(arguments.split(" "));
    assertEquals(0, result.exit(), result.out());
    return result.out();
  }

  private String says(String input, String arguments) throws Exception {
    var result = kubectl.runWith(input, arguments.split(" "));
    assertEquals(0, result.exit(), result.out());
    return result.out();
  }

  @Test
  void discovery() throws Exception {
    var types = says("api-resources");
    assertTrue(types.matches("(?s).*configmaps +cm +v1 +true +ConfigMap.*"), types);
    assertTrue(types.matches("(?s).*leases +coordination.k8s.io/v1 +true +Lease.*"), types);
    assertTrue(says("version").contains("Server Version: v1.36.1"));
  }

  @Test
  void whoAndMay() throws Exception {
    assertTrue(says("auth whoami").matches("(?s).*Username +admin\n.*"));
    assertEquals("yes\n", says("auth can-i list pods"));
    var robot = "--as=system:serviceaccount:default:default";
    var no = kubectl.run("auth", "can-i", "list", "pods", robot);
    assertEquals(1, no.exit());
    assertEquals("no\n", no.out());
    says("create role r --verb=list --resource=pods");
    says("create rolebinding r --role=r --serviceaccount=default:default");
    assertEquals("yes\n", says("auth can-i list pods " + robot));
    assertTrue(says("create token default").startsWith("eyJ"));
  }

  @Test
  void createGetPatchDelete() throws Exception {
    assertEquals("namespace/team-a created\n", says("create namespace team-a"));
    assertTrue(says("get namespaces").matches("(?s)NAME +STATUS +AGE\n.*team-a +Active.*"));
    says("create configmap a --from-literal=k=v");
    says("patch configmap a --type=merge -p {\"data\":{\"k\":\"w\"}}");
    says(
        "patch configmap a --type=json -p [{\"op\":\"add\",\"path\":\"/data/l\",\"value\":\"x\"}]");
    assertEquals("{\"k\":\"w\",\"l\":\"x\"}", says("get configmap a -o jsonpath={.data}"));
    assertEquals("configmap \"a\" deleted from default namespace\n", says("delete configmap a"));

    var pod = "{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {containers: []}}";
    assertEquals("pod/p created\n", says(pod, "create --validate=false -n team-a -f -"));
    assertTrue(says("get pods -A").matches("(?s).*team-a +p +Pending.*"));
    var lease = "{apiVersion: coordination.k8s.io/v1, kind: Lease, metadata: {name: l}}";
    says(lease, "create --validate=false -n team-a -f -");
    assertEquals("lease.coordination.k8s.io/l\n", says("get leases -n team-a -o name"));
    says("delete namespace team-a");
    assertTrue(kubectl.run("get", "pod", "p", "-n", "team-a").out().contains("(NotFound)"));
  }

  @Test
  void applyServerSide() throws Exception {
    var apply = "apply --server-side --validate=false -f -";
    assertEquals("configmap/b serverside-applied\n", says(MAP, apply));
    var version = says("get configmap b -o jsonpath={.metadata.resourceVersion}");
    says(MAP, apply);
    assertEquals(version, says("get configmap b -o jsonpath={.metadata.resourceVersion}"));
    says("patch configmap b --type=merge -p {\"data\":{\"k\":\"w\"}}");
    var conflict = kubectl.runWith(MAP, apply.split(" "));
    assertEquals(1, conflict.exit());
    assertTrue(
        conflict.out().contains("conflict with \"kubectl-patch\" using v1: .data.k"),
        conflict.out());
    says(MAP, apply + " --force-conflicts");
    assertEquals("v", says("get configmap b -o jsonpath={.data.k}"));
  }

  @Test
  void watch() throws Exception {
    var watch = kubectl.start("get", "configmaps", "--watch", "-o", "name");
    try (var lines =
        new BufferedReader(new InputStreamReader(watch.getInputStream(), StandardCharsets.UTF_8))) {
      assertEquals("configmap/kube-root-ca.crt", lines.readLine());
      says("create configmap late");
      assertEquals("configmap/late", lines.readLine());
    } finally {
      watch.destroy();
    }
  }
}

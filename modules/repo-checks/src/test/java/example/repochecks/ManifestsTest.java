package example.repochecks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is applied to a cluster says what it means and no more than it needs. */
class ManifestsTest {

  private static final String POD = "manifests/pod/pod.yaml";
  private static final String ROLE = "manifests/rbac/count-things/role.yaml";
  private static final String FABRIC8 = "manifests/run/fabric8/kustomization.yaml";

  @TempDir Path folder;
  private Tree tree;

  @BeforeEach
  void soundTree() throws IOException {
    tree = new Tree(folder).withSmall("manifests");
  }

  private void says(Check check, String... sentences) throws IOException {
    assertEquals(List.of(sentences), check.problems(folder));
  }

  @Test
  void bothLibrariesKnowEveryField() throws Exception {
    Repository.satisfies(new KnownFields());
  }

  @Test
  void everythingIsHardened() throws Exception {
    Repository.satisfies(new SecurityRules());
  }

  @Test
  void eachModuleHasItsTarget() throws Exception {
    Repository.satisfies(new RunTargets());
  }

  @Test
  void eachFragmentAndTargetRenders() throws Exception {
    Repository.satisfies(new Rendered(kubectl()));
  }

  @Test
  void nothingToReadIsAProblem() throws Exception {
    var empty = Files.createDirectory(folder.resolve("empty"));
    assertEquals(
        List.of("manifests: no manifest is there to read. Look at where this check looks."),
        new KnownFields().problems(empty));
    assertEquals(
        List.of("manifests: no pod is there to read. Look at where this check looks."),
        new SecurityRules().problems(empty));
  }

  @Test
  void aMisspeltField() throws Exception {
    tree.broken(POD, "runAsNonRoot: true", "runAsNonroot: true");
    tree.broken(POD, "mountPath: /tmp", "mountpath: /tmp");
    says(
        new KnownFields(),
        POD
            + ": client-java cannot read the Pod: The field `mountpath` in the JSON string is not defined in the `V1VolumeMount` properties. Correct it.",
        POD
            + ": fabric8 cannot read the Pod: there is no field /spec/containers/0/volumeMounts/1/mountpath. Correct it.",
        POD
            + ": fabric8 cannot read the Pod: there is no field /spec/securityContext/runAsNonroot. Correct it.");
  }

  @Test
  void aFieldTooManyAtTheTop() throws Exception {
    tree.broken(ROLE, "rules:", "note: none\nrules:");
    says(
        new KnownFields(),
        ROLE
            + ": client-java cannot read the Role: The field `note` in the JSON string is not defined in the `V1Role` properties. Correct it.",
        ROLE + ": fabric8 cannot read the Role: there is no field /note. Correct it.");
  }

  @Test
  void aKustomizationOfNoKind() throws Exception {
    tree.broken(FABRIC8, "kind: Kustomization", "kind: Kustomisation");
    says(
        new KnownFields(),
        FABRIC8
            + ": client-java cannot read the Kustomisation: there is no such kind in this apiVersion. Correct it.",
        FABRIC8
            + ": fabric8 cannot read the Kustomisation: there is no such kind in this apiVersion. Correct it.");
  }

  @Test
  void aKindThatIsNotThere() throws Exception {
    tree.broken(ROLE, "kind: Role\nmetadata", "kind: Rolle\nmetadata");
    says(
        new KnownFields(),
        ROLE
            + ": client-java cannot read the Rolle: there is no such kind in this apiVersion. Correct it.",
        ROLE
            + ": fabric8 cannot read the Rolle: there is no such kind in this apiVersion. Correct it.");
  }

  @Test
  void aValueOfTheWrongType() throws Exception {
    tree.broken(POD, "runAsUser: 10001", "runAsUser: example");
    var problems = new KnownFields().problems(folder);
    assertEquals(2, problems.size(), problems::toString);
    assertTrue(
        problems.get(0).startsWith(POD + ": client-java cannot read the Pod: "),
        problems::toString);
    assertTrue(
        problems.get(1).startsWith(POD + ": fabric8 cannot read the Pod: "), problems::toString);
  }

  @Test
  void aFileThatIsNoYaml() throws Exception {
    tree.with(ROLE, "rules: [\n");
    var malformed = assertThrows(IOException.class, () -> new KnownFields().problems(folder));
    assertTrue(malformed.getMessage().startsWith(ROLE + " is not YAML: "), malformed::getMessage);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "automountServiceAccountToken: false | automountServiceAccountToken: true | the pod's /automountServiceAccountToken must be false. Write it.",
        "runAsNonRoot: true | runAsNonRoot: false | the pod's /securityContext/runAsNonRoot must be true. Write it.",
        "type: RuntimeDefault | type: Unconfined | the pod's /securityContext/seccompProfile/type must be RuntimeDefault. Write it.",
        "runAsUser: 10001 | runAsUser: 0 | the pod's /securityContext/runAsUser must be a number above 0. Write one.",
        "allowPrivilegeEscalation: false | allowPrivilegeEscalation: true | container program's /securityContext/allowPrivilegeEscalation must be false. Write it.",
        "readOnlyRootFilesystem: true | readOnlyRootFilesystem: false | container program's /securityContext/readOnlyRootFilesystem must be true. Write it.",
        "- ALL | - NET_RAW | container program's /securityContext/capabilities/drop must be [\"ALL\"]. Write it.",
        "cpu: 100m | pods: 1 | container program has no /resources/requests/cpu. Write one.",
        "memory: 256Mi | pods: 1 | container program has no /resources/limits/memory. Write one.",
        "client-java:1 | client-java:latest | container program runs \"small/client-java:latest\". Give it a tag that stays.",
        "client-java:1 | client-java | container program runs \"small/client-java\". Give it a tag that stays.",
        "app.kubernetes.io/version | version | Pod has no label app.kubernetes.io/version. Add it.",
        "name: client-java-count-things | name: CountThings | \"CountThings\" is no DNS-1123 name. Use a-z, 0-9, - and dots."
      })
  void aCarelessPod(String sound, String broken, String sentence) throws Exception {
    tree.broken(POD, sound, broken);
    says(new SecurityRules(), POD + ": " + sentence);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "base/serviceaccount | Token: false | Token: true | the account mounts its token by itself. Set automountServiceAccountToken: false.",
        "base/namespace | enforce: restricted | enforce: baseline | it takes any pod. Label it pod-security.kubernetes.io/enforce: restricted.",
        "base/namespace | app.kubernetes.io/part-of | part-of | Namespace has no label app.kubernetes.io/part-of. Add it.",
        "rbac/count-things/role | [list] | ['*'] | Role grants \"*\". Name what is needed."
      })
  void aCarelessObject(String file, String sound, String broken, String sentence) throws Exception {
    var path = "manifests/%s.yaml".formatted(file);
    tree.broken(path, sound, broken.replace('\'', '"'));
    says(new SecurityRules(), path + ": " + sentence);
  }

  @Test
  void aTargetForEachModuleAndNoOther() throws Exception {
    Files.move(folder.resolve("manifests/run/fabric8"), folder.resolve("manifests/run/fabric9"));
    says(
        new RunTargets(),
        "manifests/run/fabric8: is not there. Write it.",
        "manifests/run/fabric9: no module has this name. Delete it.");
  }

  @Test
  void aTargetThatDoesNotRender() throws Exception {
    var kubectl = kubectl();
    tree.broken(FABRIC8, "../../pod", "../../pods");
    var problems = new Rendered(kubectl).problems(folder);
    assertEquals(1, problems.size(), problems::toString);
    assertTrue(
        problems.get(0).startsWith("manifests/run/fabric8: does not render ("), problems::toString);
  }

  @Test
  void aPatchThatUndoesWhatItPatches() throws Exception {
    var kubectl = kubectl();
    tree.broken(FABRIC8, "fabric8:1", "fabric8");
    tree.broken(FABRIC8, "      spec:", "      spec:\n        hostnetwork: true");
    says(
        new Rendered(kubectl),
        "manifests/run/fabric8, rendered: client-java cannot read the Pod: The field `hostnetwork` in the JSON string is not defined in the `V1PodSpec` properties. Correct it.",
        "manifests/run/fabric8, rendered: fabric8 cannot read the Pod: there is no field /spec/hostnetwork. Correct it.",
        "manifests/run/fabric8, rendered: container program runs \"small/fabric8\". Give it a tag that stays.");
  }

  @Test
  void aFragmentThatDoesNotRenderIsNamedWithAllThatStandOnIt() throws Exception {
    var kubectl = kubectl();
    tree.broken("manifests/rbac/count-things/kustomization.yaml", "- role.yaml", "- roles.yaml");
    var problems = new Rendered(kubectl).problems(folder);
    assertEquals(
        List.of(
            "manifests/rbac/count-things",
            "manifests/run/client-java",
            "manifests/run/fabric8",
            "manifests/run/java-net-http"),
        problems.stream().map(problem -> problem.split(":")[0]).toList());
  }

  @Test
  void aFragmentThatNothingCanTakeIn() throws Exception {
    var kubectl = kubectl();
    tree.with("manifests/rbac/other-things/role.yaml", "kind: Role\n");
    says(
        new Rendered(kubectl),
        "manifests/rbac/other-things: has no kustomization.yaml, so nothing can take it in. Write it.");
  }

  @Test
  void nothingToRenderIsAProblem() throws Exception {
    assertEquals(
        List.of("manifests: no kustomization is there. Look at where this check looks."),
        new Rendered(Path.of("kubectl")).problems(folder.resolve("docs")));
  }

  /**
   * KUBECTL, else one on the PATH; without one that can kustomize the test is skipped, or fails
   * where everything must run.
   */
  private Path kubectl() throws Exception {
    var named = System.getenv("KUBECTL");
    var places =
        named != null
            ? Stream.of(Path.of(named))
            : Pattern.compile(File.pathSeparator)
                .splitAsStream(System.getenv().getOrDefault("PATH", ""))
                .map(place -> Path.of(place, "kubectl"));
    var found = places.filter(Files::isExecutable).findFirst();
    if (found.isPresent() && kustomizes(found.get())) {
      return found.get();
    }
    var reason =
        "not rendered: there is no kubectl that can kustomize%s. Set KUBECTL to one."
            .formatted(named == null ? "" : " at KUBECTL=" + named);
    if ("true".equals(System.getenv("REQUIRE_CLUSTER"))) {
      fail(reason);
    }
    System.out.println("*** " + reason);
    return abort(reason);
  }

  private static boolean kustomizes(Path kubectl) throws Exception {
    var help =
        new ProcessBuilder(kubectl.toString(), "kustomize", "--help")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    return help.waitFor(30, TimeUnit.SECONDS) && help.exitValue() == 0;
  }
}

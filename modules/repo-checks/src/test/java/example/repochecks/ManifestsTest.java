package example.repochecks;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is applied to a cluster says what it means and no more than it needs. */
class ManifestsTest {

  private static final String FILE = "manifests/all.yaml";

  @TempDir Path folder;
  private SmallRepository small;

  @BeforeEach
  void soundManifests() throws IOException {
    small =
        new SmallRepository(folder)
            .with(
                FILE,
                """
                apiVersion: v1
                kind: Namespace
                metadata: {labels: {pod-security.kubernetes.io/enforce: restricted}}
                ---
                apiVersion: v1
                kind: ServiceAccount
                automountServiceAccountToken: false
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: Role
                rules: [{apiGroups: [''], resources: [pods], verbs: [list]}]
                ---
                apiVersion: kustomize.config.k8s.io/v1beta1
                kind: Kustomization
                ---
                apiVersion: apps/v1
                kind: Deployment
                spec:
                  selector: {}
                  template:
                    spec:
                      automountServiceAccountToken: false # here too
                      securityContext: {runAsNonRoot: true}
                      containers:
                        - name: program
                          image: small/program:1
                          securityContext: {readOnlyRootFilesystem: true}
                          resources:
                            requests: {cpu: 100m, memory: 128Mi}
                            limits: {cpu: 1000m, memory: 256Mi}
                """);
  }

  @Test
  void everyManifestIsSound() throws Exception {
    SmallRepository.theRealOneHolds(new Manifests());
  }

  @Test
  void theSmallOnesAreSound() throws Exception {
    small.says(new Manifests());
  }

  @Test
  void nothingToReadIsAProblem() throws Exception {
    new SmallRepository(folder.resolve("docs"))
        .says(new Manifests(), "manifests: there is no pod to read.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          enforce: restricted | enforce: baseline | it takes any pod. Label it pod-security.kubernetes.io/enforce: restricted.
          Token: false\\n      | Token: true\\n       | it mounts its token by itself. Set automountServiceAccountToken: false.
          verbs: [list]       | verbs: ['*']      | Role grants "*". Name what is needed.
          kind: Role          | kind: Rolle       | rbac.authorization.k8s.io/v1 has no kind Rolle. Correct it.
          kind: Kustomiz      | kind: Kustomis    | kustomize.config.k8s.io/v1beta1 has no kind Kustomisation. Correct it.
          runAsNonRoot        | runAsNonroot      | The field `runAsNonroot` in the JSON string is not defined in the `V1PodSecurityContext` properties. Correct it.
          false # here        | true # here       | the pod must have automountServiceAccountToken: false. Write it.
          Filesystem: true    | Filesystem: false | container program must have readOnlyRootFilesystem: true. Write it.
          cpu: 1000m          | pods: 1           | container program has no resources/limits/cpu. Write one.
          memory: 128Mi       | pods: 1           | container program has no resources/requests/memory. Write one.
          program:1           | program:latest    | container program runs "small/program:latest". Give it a tag that stays.
          program:1           | program           | container program runs "small/program". Give it a tag that stays.
          """)
  void aCarelessManifest(String sound, String broken, String sentence) throws Exception {
    small.broken(FILE, sound.replace("\\n", "\n"), broken.replace("\\n", "\n"));
    small.says(new Manifests(), FILE + ": " + sentence);
  }
}

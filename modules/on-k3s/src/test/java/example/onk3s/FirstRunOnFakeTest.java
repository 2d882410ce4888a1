package example.onk3s;

import example.contract.fake.FakeApiServer;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Outside a pod, on the embedded API server: runs everywhere. */
class FirstRunOnFakeTest extends FirstRunOutside {

  private static FakeApiServer fake;

  @BeforeAll
  static void a_server() {
    fake = FakeApiServer.start();
  }

  @AfterAll
  static void ends() {
    fake.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "manifests/base/namespace.yaml",
        "manifests/base/serviceaccount.yaml",
        "manifests/rbac/list-pods/role.yaml",
        "manifests/rbac/list-pods/rolebinding.yaml",
        "manifests/pod/pod.yaml"
      })
  void the_page_quotes_the_manifests_as_they_are(String file) throws IOException {
    PAGE.holds(file, "yaml", Files.readString(REPOSITORY.resolve(file)));
  }

  @Override
  String kubeconfig() {
    return fake.kubeconfig();
  }
}

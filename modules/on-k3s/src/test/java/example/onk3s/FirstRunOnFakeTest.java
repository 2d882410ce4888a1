package example.onk3s;

import example.fakeapiserver.FakeApiServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

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

  @Override
  String kubeconfig() {
    return fake.kubeconfig();
  }
}

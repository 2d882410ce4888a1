package example.onk3s;

import example.contract.AdminClient;
import example.fakeapiserver.FakeApiServer;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the programs say outside a pod, on the embedded API server: runs everywhere. */
class FirstRunOnFakeTest {

  @ParameterizedTest
  @EnumSource
  void theSentenceIsOnThePage(OutsideAPod missing, @TempDir Path home) throws Exception {
    try (var fake = FakeApiServer.start()) {
      missing.isOnThePage(AdminClient.of(fake.kubeconfig()), home.toRealPath());
    }
  }
}

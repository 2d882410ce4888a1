package example.fabric8;

import static org.junit.jupiter.api.Assertions.assertThrows;

import example.contract.access.ShortVersionTest;
import java.io.IOException;
import java.nio.file.Path;

class InClusterOrKubeconfigTest extends ShortVersionTest {

  InClusterOrKubeconfigTest() {
    super(InClusterOrKubeconfig.class);
  }

  @Override
  protected String list(Path kubeconfig, String context) throws Exception {
    var connection = InClusterOrKubeconfig.open(kubeconfig.toString(), context);
    try (var client = connection.client()) {
      client.pods().list();
    }
    return connection.namespace();
  }

  /** The library takes it for an RSA key. */
  @Override
  protected void pkcs8OfAnEcKey(Path kubeconfig) {
    assertThrows(IOException.class, () -> list(kubeconfig, null));
  }
}

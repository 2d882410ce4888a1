package example.clientjava;

import example.contract.access.ShortVersionTest;
import io.kubernetes.client.openapi.apis.CoreV1Api;
import java.nio.file.Path;

class InClusterOrKubeconfigTest extends ShortVersionTest {

  InClusterOrKubeconfigTest() {
    super(InClusterOrKubeconfig.class);
  }

  @Override
  protected String list(Path kubeconfig, String context) throws Exception {
    var connection = InClusterOrKubeconfig.open(kubeconfig.toString(), context);
    new CoreV1Api(connection.client()).listNamespacedPod(connection.namespace()).execute();
    return connection.namespace();
  }
}

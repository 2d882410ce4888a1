package example.clientjava;

import example.contract.access.ShortVersionGrades;
import java.io.IOException;

class ShortVersionGradesTest extends ShortVersionGrades {

  ShortVersionGradesTest() {
    super("client-java");
  }

  @Override
  protected Found open(String kubeconfig, String context) throws IOException {
    var it =
        kubeconfig == null
            ? InClusterOrKubeconfig.open()
            : InClusterOrKubeconfig.open(kubeconfig, context);
    var token = it.client().getHttpClient().interceptors().isEmpty() ? "anonymous" : "token";
    var credential = it.client().getKeyManagers() == null ? token : "client-certificate";
    return new Found(it.source(), it.client().getBasePath(), it.namespace(), credential);
  }
}

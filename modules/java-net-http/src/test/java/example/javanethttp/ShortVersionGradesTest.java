package example.javanethttp;

import example.contract.access.ShortVersionGrades;
import java.io.IOException;

class ShortVersionGradesTest extends ShortVersionGrades {

  ShortVersionGradesTest() {
    super("java-net-http");
  }

  @Override
  protected Found open(String kubeconfig, String context) throws IOException {
    var it =
        kubeconfig == null
            ? InClusterOrKubeconfig.open()
            : InClusterOrKubeconfig.open(kubeconfig, context);
    var header = ((AuthorizingClient) it.http()).source.authorization();
    var credential = header.isEmpty() ? certificate(it.http().sslContext()) : "token";
    return new Found(it.source(), it.server().toString(), it.namespace(), credential);
  }
}

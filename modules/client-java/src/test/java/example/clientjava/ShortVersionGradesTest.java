package example.clientjava;

import example.clientjava.InClusterOrKubeconfig.Connection;
import example.contract.access.ShortVersionGrades;

class ShortVersionGradesTest extends ShortVersionGrades<Connection> {

  ShortVersionGradesTest() {
    super("client-java", InClusterOrKubeconfig::open, InClusterOrKubeconfig::open);
  }

  @Override
  protected Found found(Connection it) {
    var token = it.client().getHttpClient().interceptors().isEmpty() ? "anonymous" : "token";
    var credential = it.client().getKeyManagers() == null ? token : "client-certificate";
    return new Found(it.source(), it.client().getBasePath(), it.namespace(), credential);
  }
}

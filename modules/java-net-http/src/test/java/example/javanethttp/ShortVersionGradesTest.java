package example.javanethttp;

import example.contract.access.ShortVersionGrades;
import example.javanethttp.InClusterOrKubeconfig.Connection;
import java.io.IOException;

class ShortVersionGradesTest extends ShortVersionGrades<Connection> {

  ShortVersionGradesTest() {
    super("java-net-http", InClusterOrKubeconfig::open, InClusterOrKubeconfig::open);
  }

  @Override
  protected Found found(Connection it) throws IOException {
    var header = ((AuthorizingClient) it.http()).source.authorization();
    var credential = header.isEmpty() ? certificate(it.http().sslContext()) : "token";
    return new Found(it.source(), it.server().toString(), it.namespace(), credential);
  }
}

package example.javanethttp;

import example.contract.access.ShortVersionTest;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;

class InClusterOrKubeconfigTest extends ShortVersionTest {

  InClusterOrKubeconfigTest() {
    super(InClusterOrKubeconfig.class);
  }

  @Override
  protected String list(Path kubeconfig, String context) throws Exception {
    var connection = InClusterOrKubeconfig.open(kubeconfig.toString(), context);
    var pods = "api/v1/namespaces/" + connection.namespace() + "/pods";
    var request = HttpRequest.newBuilder(connection.server().resolve(pods)).build();
    var status = connection.http().send(request, BodyHandlers.discarding()).statusCode();
    if (status != 200) {
      throw new IOException("HTTP " + status);
    }
    return connection.namespace();
  }
}

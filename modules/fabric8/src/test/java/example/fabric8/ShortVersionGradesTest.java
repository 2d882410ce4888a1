package example.fabric8;

import example.contract.access.ShortVersionGrades;
import java.io.IOException;

class ShortVersionGradesTest extends ShortVersionGrades {

  ShortVersionGradesTest() {
    super("fabric8");
  }

  @Override
  protected Found open(String kubeconfig, String context) throws IOException {
    var it =
        kubeconfig == null
            ? InClusterOrKubeconfig.open()
            : InClusterOrKubeconfig.open(kubeconfig, context);
    try (var client = it.client()) {
      var config = client.getConfiguration();
      var key = config.getClientKeyData() != null || config.getClientKeyFile() != null;
      var token = config.getOauthTokenProvider() != null || config.getAutoOAuthToken() != null;
      var credential = key ? "client-certificate" : token ? "token" : "anonymous";
      return new Found(it.source(), client.getMasterUrl() + "", it.namespace(), credential);
    }
  }
}

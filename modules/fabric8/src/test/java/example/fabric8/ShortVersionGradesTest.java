package example.fabric8;

import example.contract.access.ShortVersionGrades;
import example.fabric8.InClusterOrKubeconfig.Connection;

class ShortVersionGradesTest extends ShortVersionGrades<Connection> {

  ShortVersionGradesTest() {
    super("fabric8", InClusterOrKubeconfig::open, InClusterOrKubeconfig::open);
  }

  @Override
  protected Found found(Connection it) {
    try (var client = it.client()) {
      var config = client.getConfiguration();
      var key = config.getClientKeyData() != null || config.getClientKeyFile() != null;
      var token = config.getOauthTokenProvider() != null || config.getAutoOAuthToken() != null;
      var credential = key ? "client-certificate" : token ? "token" : "anonymous";
      return new Found(it.source(), client.getMasterUrl() + "", it.namespace(), credential);
    }
  }
}

package example.onk3s;

import example.contract.AdminClient;
import java.io.IOException;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** The service account of the manifests, in a namespace of a test, and its tokens. */
final class ServiceAccounts {

  private ServiceAccounts() {}

  /** Creates a namespace with the service account, which may list pods there. */
  static void create(AdminClient api, String namespace) throws IOException {
    var object = AdminClient.object();
    object.withObject("/metadata").put("name", namespace);
    api.post("api/v1/namespaces", object);
    for (var file : List.of("base/serviceaccount", "rbac/list-pods/role")) {
      api.create(AdminClient.inRepository("manifests/" + file + ".yaml"), namespace);
    }
  }

  /**
   * A token for an hour.
   *
   * @param boundTo the object that the token ends with; empty if there is none
   */
  static String token(AdminClient api, String namespace, ObjectNode boundTo) {
    var request = AdminClient.object();
    request.put("apiVersion", "authentication.k8s.io/v1").put("kind", "TokenRequest");
    var spec = request.withObject("/spec").put("expirationSeconds", 3600);
    if (!boundTo.isEmpty()) {
      spec.set("boundObjectRef", boundTo);
    }
    var path = "api/v1/namespaces/%s/serviceaccounts/example/token".formatted(namespace);
    return api.post(path, request).at("/status/token").asString();
  }
}

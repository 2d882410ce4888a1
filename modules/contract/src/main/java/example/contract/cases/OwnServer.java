package example.contract.cases;

import example.contract.AdminClient;
import example.contract.CaseContext;
import example.fakeapiserver.FakeApiServer;
import java.io.IOException;
import tools.jackson.databind.node.ObjectNode;

/** What a library's own client is shown: a server with pods, a proxy, a machine without DNS. */
final class OwnServer {

  /**
   * Of fabric8, which otherwise asks eleven times in some twenty seconds before it says the same.
   */
  static final String RETRIES = "KUBERNETES_REQUEST_RETRY_BACKOFFLIMIT";

  private OwnServer() {}

  /** A server with pods in namespace default, which its service account example may list. */
  static FakeApiServer start(int pods) throws IOException {
    var server = FakeApiServer.start();
    create(server, "Namespace", "team-a");
    create(server, "ServiceAccount", "example");
    for (var i = 0; i < pods; i++) {
      create(server, "Pod", "web-" + i);
    }
    var role = AdminClient.inRepository("manifests/rbac/list-pods/role.yaml");
    AdminClient.of(server.kubeconfig()).create(role, "default");
    return server;
  }

  private static void create(FakeApiServer server, String kind, String name) {
    var yaml = "{apiVersion: v1, kind: %s, metadata: {name: %s}}".formatted(kind, name);
    server.create("default", (ObjectNode) AdminClient.YAML.readTree(yaml));
  }

  /** Has a program use a proxy on this machine, for addresses of this machine too. */
  static void useProxy(CaseContext context, int port) {
    context.environment().put("HTTPS_PROXY", "http://127.0.0.1:" + port);
    context.jvm().add("-Dhttps.proxyHost=127.0.0.1");
    context.jvm().add("-Dhttps.proxyPort=" + port);
    context.jvm().add("-Dhttp.nonProxyHosts="); // 127.* would be one
  }

  /** A program that runs in a pod would find that pod's API server. */
  static void withoutDns(CaseContext context) {
    var hosts = context.folder().resolve("hosts");
    CaseContext.write(hosts, "127.0.0.1 localhost\n");
    context.jvm().add("-Djdk.net.hosts.file=" + hosts);
  }
}

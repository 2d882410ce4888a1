package example.contract.cases;

import example.contract.AdminClient;
import example.contract.CaseContext;
import example.contract.KubeconfigText;
import example.contract.defaults.DefaultClientProgram;
import example.contract.recording.OutputNormalizer;
import example.contract.recording.Recorded;
import example.contract.recording.RecordedPage;
import example.contract.runner.IsolatedProcess;
import example.fakeapiserver.FakeApiServer;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/**
 * What {@code docs/why-not-the-default.md} tells: the library's default client in an environment in
 * which something is wrong, and with the cheapest fix. java.net.http has no default.
 */
public final class WhyNotTheDefaultCases {

  private static final String MOUNT = "root/var/run/secrets/kubernetes.io/serviceaccount/";

  /** What lets the service account list pods. */
  private static final List<String> MAY_LIST =
      List.of(
          "{apiVersion: rbac.authorization.k8s.io/v1, kind: Role, metadata: {name: list-pods},"
              + " rules: [{apiGroups: [''], resources: [pods], verbs: [list]}]}",
          "{apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding,"
              + " metadata: {name: list-pods}, subjects: [{kind: ServiceAccount, name: default,"
              + " namespace: default}], roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role,"
              + " name: list-pods}}");

  private final RecordedPage page =
      new RecordedPage(AdminClient.inRepository("docs/why-not-the-default.md"));

  /** Addresses of this run, and what the page shows in their place. */
  private final Map<String, String> shown = new LinkedHashMap<>();

  @Recorded
  void onALaptop(CaseContext context) throws Exception {
    if (hasDefault(context)) {
      // No DNS, or a test that runs in a pod would find its API server.
      var hosts = context.folder().resolve("hosts");
      CaseContext.write(hosts, "127.0.0.1 localhost\n");
      context.jvm().add("-Djdk.net.hosts.file=" + hosts);
      context.environment().put("KUBECONFIG", "/home/me/.kube/confg");
      record(context, "typo");
    }
  }

  @Recorded
  void inAPod(CaseContext context) throws Exception {
    if (!hasDefault(context)) {
      return;
    }
    try (var server = server(3);
        var other = server(1);
        var proxy = FixedAnswerServer.inClearText("403 Forbidden")) {
      var token = context.secret(server.token("default", "default", Duration.ofHours(1)));
      mount(context, token, server.caPem());
      context.podVariables(server.uri());
      // Fabric8 would ask eleven times, in some twenty seconds.
      context.environment().put("KUBERNETES_REQUEST_RETRY_BACKOFFLIMIT", "0");

      context.environment().put("KUBECONFIG", "/home/me/.kube/confg");
      record(context, "typo-in-pod");
      context.environment().remove("KUBECONFIG");

      context.environment().put("HTTPS_PROXY", "http://127.0.0.1:" + proxy.port());
      context.jvm().add("-Dhttps.proxyHost=127.0.0.1");
      context.jvm().add("-Dhttps.proxyPort=" + proxy.port());
      context.jvm().add("-Dhttp.nonProxyHosts="); // 127.* would be one
      shown.put("localhost/127.0.0.1:" + proxy.port(), "proxy.example:3128");
      shown.put("127.0.0.1:" + server.uri().getPort(), "10.43.0.1:443");
      record(context, "proxy");
      context.environment().put("NO_PROXY", "127.0.0.1");
      context.jvm().set(context.jvm().size() - 1, "-Dhttp.nonProxyHosts=127.0.0.1");
      record(context, "proxy-mended");
      context.environment().keySet().removeAll(List.of("HTTPS_PROXY", "NO_PROXY"));
      context.jvm().clear();

      var jane = context.secret("token-of-jane-marker");
      other.addToken(jane, "jane", List.of("system:masters"));
      var user = "{token: %s}".formatted(jane);
      CaseContext.write(
          context.folder().resolve("home/.kube/config"),
          KubeconfigText.of(other.uri().toString(), other.caPem(), user, "default"));
      record(context, "kubeconfig-in-image");
      context.environment().put("KUBERNETES_AUTH_TRYKUBECONFIG", "false");
      record(context, "kubeconfig-in-image-mended", List.of("in-cluster"));
      context.environment().remove("KUBERNETES_AUTH_TRYKUBECONFIG");
      Files.delete(context.folder().resolve("home/.kube/config"));

      mount(context, token, "not a certificate\n");
      record(context, "bad-ca");
    }
  }

  private static boolean hasDefault(CaseContext context) throws IOException {
    IsolatedProcess.prepare(context.folder());
    return !context.driver().client().equals("java-net-http");
  }

  private static FakeApiServer server(int pods) {
    var server = FakeApiServer.start();
    for (var i = 0; i < pods; i++) {
      var pod = "{apiVersion: v1, kind: Pod, metadata: {name: web-%d}}".formatted(i);
      server.create("default", (ObjectNode) AdminClient.YAML.readTree(pod));
    }
    for (var each : MAY_LIST) {
      server.create("default", (ObjectNode) AdminClient.YAML.readTree(each));
    }
    return server;
  }

  private static void mount(CaseContext context, String token, String ca) {
    for (var each : Map.of("token", token, "ca.crt", ca, "namespace", "default").entrySet()) {
      CaseContext.write(context.folder().resolve(MOUNT + each.getKey()), each.getValue());
    }
  }

  private void record(CaseContext context, String block) throws Exception {
    record(context, block, List.of());
  }

  /** Records how long it took, roughly, and what came of it. */
  private void record(CaseContext context, String block, List<String> arguments) throws Exception {
    var client = context.driver().client();
    var all = new ArrayList<>(List.of(client));
    all.addAll(arguments);
    var mounts = context.folder().resolve("root/var/run/secrets").toFile().exists();
    var printed =
        IsolatedProcess.run(
            context.folder(),
            mounts,
            context.environment(),
            context.jvm(),
            DefaultClientProgram.class,
            all);
    context.checkThatNoSecretIsIn(printed);
    var normalizer = new OutputNormalizer();
    shown.forEach(normalizer::replace);
    page.holdsLine(block, client, normalizer.normalize(printed).strip());
  }
}

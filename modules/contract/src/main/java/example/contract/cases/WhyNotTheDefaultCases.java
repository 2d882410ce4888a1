package example.contract.cases;

import example.contract.AdminClient;
import example.contract.CaseContext;
import example.contract.KubeconfigText;
import example.contract.recording.NaiveProgram;
import example.contract.recording.NaiveProgram.Called;
import example.contract.recording.OutputNormalizer;
import example.contract.recording.Recorded;
import example.contract.recording.RecordedPage;
import example.contract.runner.IsolatedProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What {@code docs/why-not-the-default.md} tells: the library's default client in an environment in
 * which something is wrong, and with the cheapest fix. java.net.http has no default.
 */
public final class WhyNotTheDefaultCases {

  /** Shorter than Fabric8's eleven attempts, longer than anything else takes on a busy machine. */
  private static final int LONG = 15; // seconds

  private final RecordedPage page =
      new RecordedPage(AdminClient.inRepository("docs/why-not-the-default.md"));

  /** Addresses of this run, and what the page shows in their place. */
  private final Map<String, String> shown = new LinkedHashMap<>();

  @Recorded
  void onALaptop(CaseContext context) throws Exception {
    if (hasDefault(context)) {
      OwnServer.withoutDns(context);
      context.environment().put("KUBECONFIG", "/home/me/.kube/confg");
      record(context, "typo");
    }
  }

  @Recorded
  void inAPod(CaseContext context) throws Exception {
    if (!hasDefault(context)) {
      return;
    }
    try (var server = OwnServer.start(3);
        var other = OwnServer.start(1);
        var proxy = FixedAnswerServer.inClearText("403 Forbidden")) {
      var token = context.secret(server.token("default", "example", Duration.ofHours(1)));
      IsolatedProcess.mount(context.folder(), token, server.caPem(), "default");
      context.podVariables(server.uri());
      context.environment().put(OwnServer.RETRIES, "0");

      context.environment().put("KUBECONFIG", "/home/me/.kube/confg");
      record(context, "typo-in-pod");
      context.environment().remove("KUBECONFIG");

      OwnServer.useProxy(context, proxy.port());
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
      record(context, "kubeconfig-in-image-mended", "in-cluster");
      context.environment().remove("KUBERNETES_AUTH_TRYKUBECONFIG");
      Files.delete(context.folder().resolve("home/.kube/config"));

      IsolatedProcess.mount(context.folder(), token, "not a certificate\n", "default");
      record(context, "bad-ca");
    }
  }

  private static boolean hasDefault(CaseContext context) throws IOException {
    IsolatedProcess.prepare(context.folder());
    return !context.driver().client().equals("java-net-http");
  }

  /** Records how long it took, roughly, and what came of it. */
  private void record(CaseContext context, String block, String... arguments) throws Exception {
    var call = new Called(null, "default", List.of(arguments));
    var said = NaiveProgram.run(context, "in-cluster-or-kubeconfig", List.of(call)).get(0);
    var when = said.seconds() < LONG ? "" : "after some 20 seconds: ";
    var result = said.thrown().isEmpty() ? said.printed().get(0) : when + sentence(said.thrown());
    var normalizer = new OutputNormalizer();
    shown.forEach(normalizer::replace);
    page.holdsLine(block, context.driver().client(), normalizer.normalize(result).strip());
  }

  private static String type(String thrown) {
    return thrown.replaceFirst("(?s):.*", "");
  }

  /** The exception and what caused it, and the first cause if that is not in it. */
  private static String sentence(List<String> thrown) {
    var failed = thrown.get(0).replaceFirst("^[a-z0-9.]+\\.", "");
    if (thrown.size() == 1) {
      return failed;
    }
    var cause = thrown.get(1);
    var root = thrown.get(thrown.size() - 1);
    var told = cause.contains(root.replaceFirst("^\\S+: ", "")) || type(root).equals(type(cause));
    return type(failed) + ", caused by " + cause + (told ? "" : ", caused by " + root);
  }
}

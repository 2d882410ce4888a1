package example.contract.cases;

import example.contract.CaseContext;
import example.contract.KubeconfigText;
import example.contract.recording.MessageRecording;
import example.contract.recording.MessageRecording.Situation;
import example.contract.recording.Recorded;
import example.contract.runner.IsolatedProcess;
import example.fakeapiserver.FakeApiServer;
import example.fakeapiserver.FakeCertificates;
import example.fakeapiserver.FakeCertificates.Identity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The situations that the pages of {@code docs/troubleshooting} tell; they record, and promise
 * nothing.
 */
public final class ErrorMessageCases {

  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration TWO_DAYS = Duration.ofDays(2);

  /** As {@code aws eks update-kubeconfig} writes it. */
  private static final String EKS =
      "{exec: {apiVersion: client.authentication.k8s.io/v1beta1, command: aws,"
          + " args: [eks, get-token, --cluster-name, prod]}}";

  // ---- in a pod ----

  @Recorded
  void inPods(CaseContext context) throws Exception {
    try (var server = OwnServer.start(1);
        var proxy = FixedAnswerServer.inClearText("403 Forbidden")) {
      var messages = new MessageRecording(context);
      messages.replace("127.0.0.1:" + server.uri().getPort(), "10.43.0.1:443");
      context.podVariables(server.uri());
      var ca = server.caPem();
      var token = context.secret(server.token("default", "default", HOUR));
      mount(context, token, ca);

      messages.record(List.of(inPod("forbidden-service-account", "default")));

      context.environment().put("POD_NAMESPACE", "team-a");
      messages.record(List.of(inPod("wrong-namespace", "team-a")));
      context.environment().remove("POD_NAMESPACE");

      mount(context, context.secret(server.token("default", "default", HOUR.negated())), ca);
      messages.record(List.of(inPod("token-expired", "default")));

      mount(context, token, null);
      messages.record(List.of(inPod("ca-missing-in-pod", "default")));

      mount(context, context.secret(server.token("default", "example", HOUR)), ca);
      for (var before : List.of("localhost/127.0.0.1:", "/127.0.0.1:", "127.0.0.1:")) {
        messages.replace(before + proxy.port(), "proxy.example:3128");
      }
      OwnServer.useProxy(context, proxy.port());
      context.environment().put(OwnServer.RETRIES, "0");
      messages.record(List.of(inPod("proxy", "default")));
    }
  }

  private static Situation inPod(String page, String namespace) {
    return new Situation(page, "", null, namespace, Duration.ZERO);
  }

  private static void mount(CaseContext context, String token, String ca) throws Exception {
    IsolatedProcess.mount(context.folder(), token, ca, "default");
  }

  // ---- on a laptop ----

  @Recorded
  void onLaptops(CaseContext context) throws Exception {
    try (var server = OwnServer.start(1);
        var named = FakeApiServer.startAs("kubernetes.example");
        var early = FakeApiServer.startWithCertificatesOf(Instant.now().plus(TWO_DAYS))) {
      var messages = new MessageRecording(context);
      for (var each : List.of(server, named, early)) {
        messages.replace("127.0.0.1:" + each.uri().getPort(), "127.0.0.1:6443");
      }
      withoutToolsAndDns(context, messages);
      messages.record(situations(context, server, named, early));
    }
  }

  /** A shell, since fabric8 starts plugins with one; and no plugin, whatever this machine has. */
  private static void withoutToolsAndDns(CaseContext context, MessageRecording messages)
      throws Exception {
    var path = Files.createDirectories(context.folder().resolve("bin"));
    Files.createSymbolicLink(path.resolve("sh"), Path.of("/bin/sh"));
    messages.replace(path.toString(), "/usr/bin");
    context.environment().putAll(Map.of("PATH", path.toString(), OwnServer.RETRIES, "0"));
    OwnServer.withoutDns(context);
  }

  private static List<Situation> situations(
      CaseContext context, FakeApiServer server, FakeApiServer named, FakeApiServer early) {
    var jane = context.secret("token-of-jane-marker");
    server.addToken(jane, "jane", List.of("system:masters"));
    var token = "{token: \"%s\"}".formatted(jane);
    var address = server.uri().toString().replaceAll("/$", "");
    var viewer = "{token: \"%s\", as: viewer}".formatted(jane);
    var other = FakeCertificates.create("another-cluster").caPem();
    var proxied = address + "\", proxy-url: \"http://proxy.example:3128";
    var expired = context.secret(server.token("default", "default", HOUR.negated()));
    var ec = server.certificates().identity("jane", List.of("system:masters"));
    var rsa = server.certificates().rsaIdentity("jane", List.of("system:masters"));
    var damaged = ec.keyPkcs8Pem().replaceAll("(?s)\n.*\n(?=-)", "\nMIGHA\n");

    var all = new ArrayList<Situation>();
    all.add(inPod("no-cluster-found", "default"));
    all.add(inPod("localhost-8080", "default"));
    all.add(inPod("unknown-host", "default"));
    all.add(at("anonymous", "", server, "{}"));
    all.add(at("pkix", "", address, other, token));
    all.add(at("exec-plugin-missing", "", server, EKS));
    all.add(at("unsupported-field", "", server, "{auth-provider: {name: gcp}}"));
    all.add(at("unsupported-field", "as", server, viewer));
    all.add(at("proxy", "url", proxied, server.caPem(), token));
    all.add(at("wrong-host-name", "", named, token));
    all.add(at("clock-skew", "", early, token));
    var late = at("clock-skew", "token", server, "{token: \"%s\"}".formatted(expired));
    all.add(
        new Situation(
            late.page(), late.variant(), late.kubeconfig(), "default", TWO_DAYS.negated()));
    all.add(at("client-key", "", server, user(context, ec, ec.keySec1Pem())));
    all.add(at("client-key", "pkcs1", server, user(context, rsa, rsa.keyPkcs1Pem())));
    all.add(at("client-key", "pkcs8", server, user(context, ec, ec.keyPkcs8Pem())));
    all.add(at("client-key", "damaged", server, user(context, ec, damaged)));
    return all;
  }

  private static String user(CaseContext context, Identity identity, String key) {
    context.secret(KubeconfigText.base64(key));
    return KubeconfigText.user(identity.certificatePem(), key);
  }

  private static Situation at(String page, String variant, FakeApiServer server, String user) {
    return at(page, variant, server.uri().toString(), server.caPem(), user);
  }

  private static Situation at(String page, String variant, String server, String ca, String user) {
    var kubeconfig = KubeconfigText.of(server, ca, user, "default");
    return new Situation(page, variant, kubeconfig, "default", Duration.ZERO);
  }
}

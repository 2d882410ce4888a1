package example.contract.cases;

import static org.junit.jupiter.api.Assertions.assertEquals;

import example.contract.AdminClient;
import example.contract.CaseContext;
import example.contract.Contract;
import example.contract.KubeconfigText;
import example.fakeapiserver.FakeCertificates;
import example.fakeapiserver.FakeCertificates.Identity;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.util.io.pem.PemObject;

/**
 * Keys of other kinds and with other labels, files that cannot be inspected, and a server that
 * demands a certificate.
 */
public final class CredentialFormCases {

  private static final int AGAIN = 8; // times; what is decided by a race is not always the same

  // ---- keys ----

  @Contract(
      id = "cluster-access.k8-label-is-wrong",
      says = "A client key is read in whatever form it is, whatever its label says")
  void labelIsWrong(CaseContext context) throws Exception {
    var rsa = context.fake().certificates().rsaIdentity("jane", List.of());
    var ec = context.fake().certificates().identity("jane", List.of());
    for (var label :
        List.of("PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY", "ANY PRIVATE KEY")) {
      labelled(context, label, rsa.keyPkcs1Pem(), rsa);
      labelled(context, label, rsa.keyPkcs8Pem(), rsa);
      labelled(context, label, ec.keySec1Pem(), ec);
      labelled(context, label, ec.keyPkcs8Pem(), ec);
    }
  }

  private static void labelled(CaseContext context, String label, String key, Identity identity)
      throws Exception {
    var relabelled = key.replaceAll("(BEGIN|END) [A-Z ]*PRIVATE KEY", "$1 " + label);
    var config = context.kubeconfig(KubeconfigText.user(identity.certificatePem(), relabelled));
    var outcome = context.runWith(config, "cluster-access", "--json");
    assertEquals("", outcome.err());
    var told = AdminClient.JSON.readTree(outcome.out()).get("identity").asString();
    assertEquals("client-certificate CN=jane", told, label);
  }

  @Contract(
      id = "cluster-access.k8-ed25519",
      says = "An Ed25519 client key is used, also with its public key in the same structure")
  void ed25519(CaseContext context) throws Exception {
    var groups = List.of("system:masters");
    var jane = context.fake().certificates().ed25519Identity("jane", groups);
    var info = PrivateKeyInfo.getInstance(jane.keys().getPrivate().getEncoded());
    var point = SubjectPublicKeyInfo.getInstance(jane.keys().getPublic().getEncoded());
    var withPublicKey =
        new PrivateKeyInfo(
            info.getPrivateKeyAlgorithm(),
            info.parsePrivateKey(),
            null,
            point.getPublicKeyData().getBytes());
    for (var der : List.of(info.getEncoded(), withPublicKey.getEncoded())) {
      var key = context.secret(FakeCertificates.pem(new PemObject("PRIVATE KEY", der)));
      var config = context.kubeconfig(KubeconfigText.user(jane.certificatePem(), key));
      context.fake().forgetRequests();

      assertEquals(List.of(), Pods.printed(context.runWith(config, "list-pods")));
      assertEquals("jane", Pods.requests(context).get(0).user());
    }
  }

  @Contract(
      id = "cluster-access.p2-not-inspected",
      says = "A file that cannot be inspected is an error wherever it is looked for, never absent")
  void notInspected(CaseContext context) throws Exception {
    var dev = context.kubeconfig("{token: %s}".formatted(context.secret("opaque-marker")));
    var closed = Files.createDirectory(context.folder().resolve("closed"));
    var file = closed.resolve("config");
    var root = Files.isReadable(closed.getRoot().resolve("root")); // nothing is closed to it
    var sentence = file + ": may not be read. Check its owner and mode.";
    if (root) {
      Files.createSymbolicLink(file, file);
      sentence = file + ": cannot be inspected. Look for a loop of links.";
    } else {
      Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("---------"));
    }
    try {
      Expect.refused(2, sentence, context.run("cluster-access", "--kubeconfig", file.toString()));
      for (var list : List.of(file.toString(), file + ":" + dev, dev + ":" + file)) {
        context.environment().put("KUBECONFIG", list);
        Expect.refused(2, sentence, context.run("cluster-access"));
      }
      context.environment().clear();
      var certificate = KubeconfigText.base64(context.fake().admin().certificatePem());
      var key = "client-key: closed/config, client-certificate-data: " + certificate;
      for (var user : List.of("{tokenFile: closed/config}", "{%s}".formatted(key))) {
        var other = context.kubeconfig(user).toString();
        Expect.refused(2, sentence, context.run("cluster-access", "--kubeconfig", other));
      }
    } finally {
      Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rwx------"));
    }
    var home = Files.createDirectories(context.folder().resolve("home/.kube")).resolve("config");
    Files.createSymbolicLink(home, home);
    Expect.refused(
        2,
        home + ": cannot be inspected. Look for a loop of links.",
        context.run("cluster-access"));
  }

  // ---- servers ----

  @Contract(
      id = "cluster-access.tls-client-certificate-demanded",
      says = "A server that demands a client certificate is said to, every time")
  void clientCertificateDemanded(CaseContext context) throws Exception {
    context.secret("opaque-marker");
    var authority = FakeCertificates.create("ca");
    try (var server = FixedAnswerServer.demandingCertificates(authority.serverKeyStore())) {
      var address = "https://127.0.0.1:" + server.port();
      for (int i = 0; i < AGAIN; i++) {
        var user = i % 2 == 0 ? "{}" : "{token: opaque-marker}";
        var config = context.kubeconfig(address, authority.caPem(), user);
        var outcome = context.runWith(config, "list-pods");
        // Which alert it is depends on the server's library.
        var sentence = outcome.err().replaceFirst("\\([a-z]+_[a-z]+\\)", "(ALERT)");
        assertEquals(
            "The server demands a client certificate that it accepts, and got none (ALERT). Check"
                + " client-certificate and client-key of the user.\n",
            sentence);
        assertEquals(1, outcome.exit());
      }
    }
  }
}

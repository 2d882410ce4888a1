package example.contract.cases;

import static org.junit.jupiter.api.Assertions.assertEquals;

import example.contract.AdminClient;
import example.contract.CaseContext;
import example.contract.Contract;
import example.contract.KubeconfigText;
import example.fakeapiserver.FakeCertificates.Identity;
import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.io.pem.PemObject;

/**
 * Keys of other kinds and with other labels, files that cannot be inspected, and servers whose
 * certificates or demands are unusual.
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
    var jane = Signer.of("CN=jane", "Ed25519");
    var certificate = jane.signs(jane, KeyUsage.digitalSignature);
    var info = PrivateKeyInfo.getInstance(jane.keys.getPrivate().getEncoded());
    var point = SubjectPublicKeyInfo.getInstance(jane.keys.getPublic().getEncoded());
    var withPublicKey =
        new PrivateKeyInfo(
            info.getPrivateKeyAlgorithm(),
            info.parsePrivateKey(),
            null,
            point.getPublicKeyData().getBytes());
    try (var server = Server.start(KeyUsage.digitalSignature, certificate)) {
      for (var der : List.of(info.getEncoded(), withPublicKey.getEncoded())) {
        var key = context.secret(pem(new PemObject("PRIVATE KEY", der)));
        var config = server.kubeconfig(context, KubeconfigText.user(pem(certificate), key));

        assertEquals(List.of(), Pods.printed(context.runWith(config, "list-pods")));
      }
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

  /** The name and key of whoever signs certificates here. */
  private record Signer(X500Name name, KeyPair keys) {

    static Signer of(String name, String algorithm) throws GeneralSecurityException {
      var keys = KeyPairGenerator.getInstance(algorithm).generateKeyPair();
      return new Signer(new X500Name(name), keys);
    }

    /** A certificate for 127.0.0.1. */
    X509Certificate signs(Signer subject, int usage) throws Exception {
      var now = Instant.now();
      var builder =
          new JcaX509v3CertificateBuilder(
              name,
              BigInteger.valueOf(now.toEpochMilli()),
              Date.from(now.minus(Duration.ofHours(1))),
              Date.from(now.plus(Duration.ofHours(1))),
              subject.name,
              subject.keys.getPublic());
      builder.addExtension(Extension.keyUsage, true, new KeyUsage(usage));
      builder.addExtension(
          Extension.basicConstraints, true, new BasicConstraints(usage == KeyUsage.keyCertSign));
      var address = new GeneralNames(new GeneralName(GeneralName.iPAddress, "127.0.0.1"));
      builder.addExtension(Extension.subjectAlternativeName, false, address);
      var rsa = keys.getPrivate().getAlgorithm().equals("RSA");
      var signer = new JcaContentSignerBuilder(rsa ? "SHA256withRSA" : "Ed25519");
      var signed = builder.build(signer.build(keys.getPrivate()));
      return new JcaX509CertificateConverter().getCertificate(signed);
    }
  }

  /**
   * A server with a CA of its own.
   *
   * @param usage the key usage of its certificate
   * @param client the certificate that it demands, or null
   */
  private record Server(FixedAnswerServer socket, String caPem) implements AutoCloseable {

    static Server start(int usage, X509Certificate client) throws Exception {
      var ca = Signer.of("CN=ca", "RSA");
      var own = Signer.of("CN=server", "RSA");
      var store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      var chain = new X509Certificate[] {ca.signs(own, usage)};
      store.setKeyEntry("own", own.keys.getPrivate(), new char[0], chain);
      var caCertificate = ca.signs(ca, KeyUsage.keyCertSign);
      store.setCertificateEntry("trusted", client == null ? caCertificate : client);
      return new Server(
          FixedAnswerServer.of(AdminClient.tls(store), client != null), pem(caCertificate));
    }

    Path kubeconfig(CaseContext context, String user) {
      return context.kubeconfig("https://127.0.0.1:" + socket.port(), caPem, user);
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  private static String pem(Object object) throws IOException {
    var text = new StringWriter();
    try (var writer = new JcaPEMWriter(text)) {
      writer.writeObject(object);
    }
    return text.toString();
  }

  @Contract(
      id = "cluster-access.tls-no-digital-signature",
      says = "A server certificate without the key usage that Java demands is said to lack it")
  void noDigitalSignature(CaseContext context) throws Exception {
    try (var server = Server.start(KeyUsage.keyEncipherment, null)) {
      Expect.refused(
          1,
          "The server's certificate lacks the key usage digitalSignature, which Java demands and"
              + " kubectl does not. Have it issued again with that usage.",
          context.runWith(server.kubeconfig(context, "{}"), "list-pods"));
    }
  }

  @Contract(
      id = "cluster-access.tls-client-certificate-demanded",
      says = "A server that demands a client certificate is said to, every time")
  void clientCertificateDemanded(CaseContext context) throws Exception {
    var jane = Signer.of("CN=jane", "RSA");
    var certificate = jane.signs(jane, KeyUsage.digitalSignature);
    context.secret("opaque-marker");
    try (var server = Server.start(KeyUsage.digitalSignature, certificate)) {
      for (int i = 0; i < AGAIN; i++) {
        var user = i % 2 == 0 ? "{}" : "{token: opaque-marker}";
        var outcome = context.runWith(server.kubeconfig(context, user), "list-pods");
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

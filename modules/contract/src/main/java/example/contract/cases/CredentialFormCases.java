package example.contract.cases;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import example.contract.AdminClient;
import example.contract.CaseContext;
import example.contract.Contract;
import example.contract.Contract.TestLevel;
import example.contract.KubeconfigText;
import example.fakeapiserver.FakeCertificates;
import example.fakeapiserver.FakeCertificates.Identity;
import example.fakeapiserver.faults.Fault;
import example.fakeapiserver.http.RecordedRequest;
import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
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
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.io.pem.PemObject;

/**
 * Credentials in the forms that people have them: keys of other kinds and with other labels, files
 * that are replaced, what plugins print, and servers whose certificates or demands are unusual.
 */
public final class CredentialFormCases {

  private static final String V1 = "client.authentication.k8s.io/v1";
  private static final long MORE_THAN_A_MINUTE = 61; // seconds; files are read again after 60
  private static final int AGAIN = 8; // times; what is decided by a race is not always the same

  // ---- keys ----

  /** What cluster-access says of the user of a kubeconfig with this certificate and key. */
  private static String identity(CaseContext context, String certificate, String key)
      throws Exception {
    var config = context.kubeconfig(user(certificate, key)).toString();
    var outcome = context.run("cluster-access", "--json", "--kubeconfig", config);
    assertEquals("", outcome.err());
    return AdminClient.JSON.readTree(outcome.out()).get("identity").asString();
  }

  private static String user(String certificate, String key) {
    return "{client-certificate-data: %s, client-key-data: %s}"
        .formatted(KubeconfigText.base64(certificate), KubeconfigText.base64(key));
  }

  private static String relabelled(String pem, String label) {
    return pem.replaceAll("(BEGIN|END) [A-Z ]*PRIVATE KEY", "$1 " + label);
  }

  @Contract(
      id = "cluster-access.k8-label-is-wrong",
      says = "A client key is read in whatever form it is, whatever its label says",
      on = TestLevel.FAKE)
  void labelIsWrong(CaseContext context) throws Exception {
    var authority = FakeCertificates.create("kubernetes");
    var rsa = authority.rsaIdentity("jane", List.of());
    var ec = authority.identity("jane", List.of());
    for (var label :
        List.of("PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY", "ANY PRIVATE KEY")) {
      for (var key : List.of(rsa.keyPkcs1Pem(), rsa.keyPkcs8Pem())) {
        var told = identity(context, rsa.certificatePem(), relabelled(key, label));
        assertEquals("client-certificate CN=jane", told, label);
      }
      for (var key : List.of(ec.keySec1Pem(), ec.keyPkcs8Pem())) {
        var told = identity(context, ec.certificatePem(), relabelled(key, label));
        assertEquals("client-certificate CN=jane", told, label);
      }
    }
  }

  @Contract(
      id = "cluster-access.k8-another-key-first",
      says = "A client key is found behind the key of another certificate and the certificates",
      on = TestLevel.FAKE)
  void anotherKeyFirst(CaseContext context) throws Exception {
    var authority = FakeCertificates.create("kubernetes");
    var jane = authority.identity("jane", List.of());
    var other = authority.rsaIdentity("joe", List.of());
    var all = other.keyPkcs1Pem() + jane.certificatePem() + authority.caPem() + jane.keySec1Pem();

    var told = identity(context, jane.certificatePem(), all);
    assertEquals("client-certificate CN=jane", told);
  }

  @Contract(
      id = "cluster-access.k8-ed25519",
      says = "An Ed25519 client key is used, also with its public key in the same structure",
      on = TestLevel.FAKE)
  void ed25519(CaseContext context) throws Exception {
    var keys = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    var jane = certificate("CN=jane", keys, "CN=jane", keys, KeyUsage.digitalSignature);
    var info = PrivateKeyInfo.getInstance(keys.getPrivate().getEncoded());
    var point = SubjectPublicKeyInfo.getInstance(keys.getPublic().getEncoded());
    var withPublicKey =
        new PrivateKeyInfo(
            info.getPrivateKeyAlgorithm(),
            info.parsePrivateKey(),
            null,
            point.getPublicKeyData().getBytes());
    try (var server = Server.demanding(jane)) {
      for (var der : List.of(info.getEncoded(), withPublicKey.getEncoded())) {
        var key = context.secret(pem(new PemObject("PRIVATE KEY", der)));
        var config = context.kubeconfig(server.address(), server.caPem, user(pem(jane), key));

        var outcome = context.run("list-pods", "--kubeconfig", config.toString());
        assertEquals(List.of(), Pods.printed(outcome));
      }
    }
  }

  // ---- files that are replaced ----

  private static Identity administrator(CaseContext context, String name) {
    return context.fake().certificates().identity(name, List.of("system:masters"));
  }

  private static void writeCertificate(CaseContext context, Identity identity) {
    CaseContext.write(context.folder().resolve("tls.crt"), identity.certificatePem());
  }

  private static void writeKey(CaseContext context, Identity identity) {
    context.secret(identity.keySec1Pem());
    CaseContext.write(context.folder().resolve("tls.key"), identity.keySec1Pem());
  }

  /** Lists pods as jane, whose certificate and key are files. */
  private static Lister openWithFiles(CaseContext context) throws Exception {
    Pods.make(2, context);
    var jane = administrator(context, "jane");
    writeCertificate(context, jane);
    writeKey(context, jane);
    var config = context.kubeconfig("{client-certificate: tls.crt, client-key: tls.key}");
    context.fake().forgetRequests();
    return Lister.with(context, config);
  }

  private static List<String> users(CaseContext context) {
    return Pods.requests(context).stream().map(RecordedRequest::user).toList();
  }

  @Contract(
      id = "cluster-access.k8-files-replaced",
      says = "A client certificate and key in files that were replaced are used a minute later",
      on = TestLevel.FAKE)
  void filesReplaced(CaseContext context) throws Exception {
    try (var lister = openWithFiles(context)) {
      assertEquals(Pods.TWO, lister.list());
      assertEquals(Pods.TWO, lister.list());

      var mary = administrator(context, "mary");
      writeCertificate(context, mary);
      writeKey(context, mary);
      assertEquals(Pods.TWO, lister.list());
      context.later(MORE_THAN_A_MINUTE);

      assertEquals(Pods.TWO, lister.list());
      assertEquals(Pods.TWO, lister.list());
      assertEquals(List.of("jane", "jane", "jane", "mary", "mary"), users(context));
    }
  }

  @Contract(
      id = "cluster-access.k8-files-refused",
      says = "A client certificate in a file is read again at once when the server refuses it",
      on = TestLevel.FAKE)
  void filesRefused(CaseContext context) throws Exception {
    try (var lister = openWithFiles(context)) {
      assertEquals(Pods.TWO, lister.list());

      var mary = administrator(context, "mary");
      writeCertificate(context, mary);
      writeKey(context, mary);
      context.fake().fault(Fault.unauthorized("GET", Pods.PATH));

      assertEquals(Pods.TWO, lister.list());
      assertEquals(List.of("jane", "jane", "mary"), users(context));
    }
  }

  @Contract(
      id = "cluster-access.k8-files-half-replaced",
      says = "While only one of certificate and key is replaced, or one is away, the last are used",
      on = TestLevel.FAKE)
  void filesHalfReplaced(CaseContext context) throws Exception {
    try (var lister = openWithFiles(context)) {
      assertEquals(Pods.TWO, lister.list());

      var mary = administrator(context, "mary");
      writeCertificate(context, mary);
      context.later(MORE_THAN_A_MINUTE);
      assertEquals(Pods.TWO, lister.list());
      Files.delete(context.folder().resolve("tls.key"));
      context.later(MORE_THAN_A_MINUTE);
      assertEquals(Pods.TWO, lister.list());
      writeKey(context, mary);
      context.later(MORE_THAN_A_MINUTE);

      assertEquals(Pods.TWO, lister.list());
      assertEquals(List.of("jane", "jane", "jane", "mary"), users(context));
    }
  }

  @Contract(
      id = "cluster-access.p2-not-inspected",
      says = "A file that cannot be inspected is an error wherever it is looked for, never absent",
      on = TestLevel.FAKE)
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
      var certificate = KubeconfigText.base64(administrator(context, "jane").certificatePem());
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

  // ---- what exec plugins print ----

  private static Path pluginThatPrints(CaseContext context, String answer) throws IOException {
    var script = context.folder().resolve("login");
    CaseContext.write(script, "#!/bin/sh\ncat \"${0%/*}/answer\"\n");
    assertTrue(script.toFile().setExecutable(true));
    CaseContext.write(context.folder().resolve("answer"), answer);
    return context.kubeconfig(
        "{exec: {apiVersion: %s, command: ./login, interactiveMode: Never}}".formatted(V1));
  }

  private static void taken(CaseContext context, String answer) throws Exception {
    var config = pluginThatPrints(context, answer);
    var outcome = context.run("list-pods", "--kubeconfig", config.toString());
    assertEquals(Pods.TWO, Pods.printed(outcome), "answer of " + answer.length() + " characters");
  }

  private static void refused(CaseContext context, String answer, String sentence)
      throws Exception {
    var config = pluginThatPrints(context, answer);
    Expect.refused(
        1,
        "The request failed: %s: exec of user \"jane\" runs \"./login\", which printed %s."
            .formatted(config, sentence),
        context.run("list-pods", "--kubeconfig", config.toString()));
  }

  private static String json(String fields) {
    return "{%s}".formatted(fields.replace('\'', '"'));
  }

  @Contract(
      id = "cluster-access.k9-yaml",
      says = "An exec plugin may print YAML, as for kubectl",
      on = TestLevel.FAKE)
  void yaml(CaseContext context) throws Exception {
    var token = context.role("list-pods").token();
    context.pods(2);
    var yaml = "apiVersion: %s\nkind: ExecCredential\nstatus:\n  token: %s\n".formatted(V1, token);
    var expires = "  expirationTimestamp: %s\n".formatted(context.now().plusSeconds(600));
    taken(context, yaml + expires);
    taken(context, "---\n# a comment\n" + yaml);
    taken(context, yaml.replace("\n", "\r\n"));
    taken(context, "\uFEFF" + yaml);
  }

  @Contract(
      id = "cluster-access.k9-no-kind",
      says = "An exec plugin may leave out the kind, as for kubectl, but not the version",
      on = TestLevel.FAKE)
  void noKind(CaseContext context) throws Exception {
    var token = context.role("list-pods").token();
    context.pods(2);
    var status = "'status': {'token': '%s'}".formatted(token);
    taken(context, json("'apiVersion': '%s', %s".formatted(V1, status)));
    taken(context, json("'kind': '', 'apiVersion': '%s', %s".formatted(V1, status)));
    taken(context, json("'kind': null, 'apiVersion': '%s', %s".formatted(V1, status)));
    refused(context, json(status), "something other than an ExecCredential; run it by hand to see");
  }

  @Contract(
      id = "cluster-access.k9-expiry-is-no-time",
      says = "An expirationTimestamp that is not RFC 3339 is an error, never a token for ever",
      on = TestLevel.FAKE)
  void expiryIsNoTime(CaseContext context) throws Exception {
    var token = context.role("list-pods").token();
    context.pods(2);
    var answer = "'apiVersion': '%s', 'status': {'token': '%s', 'expirationTimestamp': %s}";
    taken(context, json(answer.formatted(V1, token, "null")));
    taken(context, json(answer.formatted(V1, token, "'2099-01-01T00:00:00.123456+02:00'")));
    for (var other : List.of("4070908800", "''", "true", "'2099-01-01'", "[]", "'4070908800'")) {
      refused(
          context,
          json(answer.formatted(V1, token, other)),
          "an expirationTimestamp that is not RFC 3339");
    }
    refused(
        context,
        "apiVersion: %s\nstatus: {token: %s, expirationTimestamp: 4070908800}".formatted(V1, token),
        "an expirationTimestamp that is not RFC 3339");
  }

  @Contract(
      id = "cluster-access.k9-other-answers",
      says = "An answer with text beside it, or with a token that is none, is an error",
      on = TestLevel.FAKE)
  void otherAnswers(CaseContext context) throws Exception {
    var token = context.role("list-pods").token();
    var other = "something other than an ExecCredential; run it by hand to see";
    var good = json("'apiVersion': '%s', 'status': {'token': '%s'}".formatted(V1, token));
    for (var text :
        List.of(token, "[" + good + "]", "null", "Warning: old\n" + good, good + good)) {
      refused(context, text, other);
    }
    refused(
        context,
        json("'apiVersion': '%s', 'status': {'token': 12345}".formatted(V1)),
        "a token that is not a string");
  }

  // ---- servers ----

  /** A server that answers every request with an empty list of pods. */
  private static final class Server implements AutoCloseable {
    private final HttpsServer https;
    private final SSLContext tls;
    private final String caPem;

    private Server(KeyPair keys, int usage, X509Certificate client) throws Exception {
      var authority = KeyPairGenerator.getInstance("RSA").generateKeyPair();
      var ca = certificate("CN=ca", authority, "CN=ca", authority, KeyUsage.keyCertSign);
      var certificate = certificate("CN=server", keys, "CN=ca", authority, usage);
      caPem = pem(ca);
      tls = SSLContext.getInstance("TLS");
      var own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      own.init(store(certificate, keys.getPrivate()), new char[0]);
      var trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trusted.init(store(client == null ? ca : client, null));
      tls.init(own.getKeyManagers(), trusted.getTrustManagers(), null);
      https = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      https.setHttpsConfigurator(
          new HttpsConfigurator(tls) {
            @Override
            public void configure(HttpsParameters parameters) {
              var wanted = tls.getDefaultSSLParameters();
              wanted.setNeedClientAuth(client != null);
              parameters.setSSLParameters(wanted);
            }
          });
      https.setExecutor(Executors.newCachedThreadPool());
      https.createContext(
          "/",
          exchange -> {
            var pods = "{\"apiVersion\":\"v1\",\"kind\":\"PodList\",\"metadata\":{},\"items\":[]}";
            var bytes = pods.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
          });
      https.start();
    }

    static Server demanding(X509Certificate client) throws Exception {
      var keys = KeyPairGenerator.getInstance("RSA").generateKeyPair();
      return new Server(keys, KeyUsage.digitalSignature, client);
    }

    static Server using(int usage) throws Exception {
      return new Server(KeyPairGenerator.getInstance("RSA").generateKeyPair(), usage, null);
    }

    /** A port that shakes hands and no more: an HttpsServer does not say why it refuses one. */
    SSLServerSocket refusing() throws IOException {
      var port = (SSLServerSocket) tls.getServerSocketFactory().createServerSocket();
      port.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      port.setNeedClientAuth(true);
      https.getExecutor().execute(() -> refuse(port));
      return port;
    }

    private static void refuse(SSLServerSocket port) {
      while (!port.isClosed()) {
        try (var socket = (SSLSocket) port.accept()) {
          socket.startHandshake();
        } catch (IOException refused) {
          // which is what it is for
        }
      }
    }

    String address() {
      return "https://127.0.0.1:" + https.getAddress().getPort();
    }

    @Override
    public void close() {
      https.stop(0);
      ((ExecutorService) https.getExecutor()).shutdownNow();
    }
  }

  private static KeyStore store(X509Certificate certificate, PrivateKey key)
      throws GeneralSecurityException, IOException {
    var store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    if (key == null) {
      store.setCertificateEntry("trusted", certificate);
    } else {
      store.setKeyEntry("own", key, new char[0], new X509Certificate[] {certificate});
    }
    return store;
  }

  private static X509Certificate certificate(
      String subject, KeyPair keys, String issuer, KeyPair issuerKeys, int usage)
      throws GeneralSecurityException, IOException, OperatorCreationException {
    var now = Instant.now();
    var builder =
        new JcaX509v3CertificateBuilder(
            new X500Name(issuer),
            BigInteger.valueOf(now.toEpochMilli()),
            Date.from(now.minus(Duration.ofHours(1))),
            Date.from(now.plus(Duration.ofHours(1))),
            new X500Name(subject),
            keys.getPublic());
    builder.addExtension(Extension.keyUsage, true, new KeyUsage(usage));
    if (usage == KeyUsage.keyCertSign) {
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
    }
    var address = new GeneralNames(new GeneralName(GeneralName.iPAddress, "127.0.0.1"));
    builder.addExtension(Extension.subjectAlternativeName, false, address);
    var algorithm = issuerKeys.getPrivate().getAlgorithm();
    var signer =
        new JcaContentSignerBuilder(algorithm.equals("RSA") ? "SHA256withRSA" : "Ed25519")
            .build(issuerKeys.getPrivate());
    return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
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
      says = "A server certificate without the key usage that Java demands is said to lack it",
      on = TestLevel.FAKE)
  void noDigitalSignature(CaseContext context) throws Exception {
    try (var server = Server.using(KeyUsage.keyEncipherment)) {
      var config = context.kubeconfig(server.address(), server.caPem, "{}");
      Expect.refused(
          1,
          "The server's certificate lacks the key usage digitalSignature, which Java demands and"
              + " kubectl does not. Have it issued again with that usage.",
          context.run("list-pods", "--kubeconfig", config.toString()));
    }
  }

  @Contract(
      id = "cluster-access.tls-client-certificate-demanded",
      says = "A server that demands a client certificate is said to, every time",
      on = TestLevel.FAKE)
  void clientCertificateDemanded(CaseContext context) throws Exception {
    var keys = KeyPairGenerator.getInstance("RSA").generateKeyPair();
    var jane = certificate("CN=jane", keys, "CN=jane", keys, KeyUsage.digitalSignature);
    context.secret("opaque-marker");
    try (var server = Server.demanding(jane);
        var port = server.refusing()) {
      var address = "https://127.0.0.1:" + port.getLocalPort();
      for (int i = 0; i < AGAIN; i++) {
        var user = i % 2 == 0 ? "{}" : "{token: opaque-marker}";
        var config = context.kubeconfig(address, server.caPem, user);
        var outcome = context.run("list-pods", "--kubeconfig", config.toString());
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

  @Contract(
      id = "cluster-access.k9-nothing-random",
      says = "What a server says is printed without what may be a token or key",
      on = TestLevel.FAKE)
  void nothingRandom(CaseContext context) throws Exception {
    var token = Pods.make(2, context).token();
    var config = context.kubeconfig("{token: " + token + "}").toString();

    var outcome = context.run("list-pods", "--kubeconfig", config, "--namespace", token);
    assertEquals(1, outcome.exit());
    assertTrue(outcome.err().contains("namespace \"(not shown)\""), "nothing is left out");
  }
}

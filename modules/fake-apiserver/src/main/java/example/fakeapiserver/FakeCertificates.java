package example.fakeapiserver;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.CertificateBuilder.Algorithm;
import io.netty.pkitesting.CertificateBuilder.KeyUsage;
import io.netty.pkitesting.X509Bundle;
import java.io.StringWriter;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.util.io.pem.PemObject;

/**
 * A certificate authority that lives as long as the test: makes the certificates of servers and of
 * users. Everything it signs is valid from an hour before it was made for ten years. It keeps no
 * list of what it signed and revokes nothing.
 */
public final class FakeCertificates {

  private static final Duration SKEW = Duration.ofHours(1);
  private static final Duration VALID = Duration.ofDays(3650);
  private static final String[] NAMES = {
    "localhost", "kubernetes", "kubernetes.default", "kubernetes.default.svc", "127.0.0.1", "::1"
  };

  private final Instant made;
  private final X509Bundle authority;

  private FakeCertificates(String caCommonName, Instant made) {
    this.made = made;
    var builder =
        builder("CN=" + caCommonName)
            .setIsCertificateAuthority(true)
            .setKeyUsage(true, KeyUsage.keyCertSign, KeyUsage.digitalSignature);
    this.authority = unchecked(builder::buildSelfSigned);
  }

  /** A new authority with an EC P-256 key. */
  public static FakeCertificates create(String caCommonName) {
    return create(caCommonName, Instant.now());
  }

  /** A new authority whose certificates were made at this time. */
  public static FakeCertificates create(String caCommonName, Instant now) {
    return new FakeCertificates(caCommonName, now);
  }

  /** Of a certificate with an EC P-256 key. */
  private CertificateBuilder builder(String subject) {
    return new CertificateBuilder()
        .subject(subject)
        .notBefore(made.minus(SKEW))
        .notAfter(made.plus(VALID));
  }

  /** The authority's own certificate, as PEM. */
  public String caPem() {
    return pem(authority());
  }

  X509Certificate authority() {
    return authority.getCertificate();
  }

  /** A user: a client certificate, alone and without the authority's, and its key. */
  public record Identity(X509Certificate certificate, KeyPair keys) {

    public String certificatePem() {
      return pem(certificate);
    }

    /** {@code BEGIN PRIVATE KEY}. */
    public String keyPkcs8Pem() {
      return pem(new PemObject("PRIVATE KEY", keys.getPrivate().getEncoded()));
    }

    /** {@code BEGIN RSA PRIVATE KEY}; of an RSA key only. */
    public String keyPkcs1Pem() {
      return pem(keys.getPrivate()); // BouncyCastle's form for RSA
    }

    /**
     * {@code BEGIN EC PRIVATE KEY} with the name of the curve, which Go requires and the JDK leaves
     * out; of an EC key only.
     */
    public String keySec1Pem() {
      var secret = ((java.security.interfaces.ECPrivateKey) keys.getPrivate()).getS();
      var point = SubjectPublicKeyInfo.getInstance(keys.getPublic().getEncoded());
      var curve = SECObjectIdentifiers.secp256r1;
      var key = new ECPrivateKey(256, secret, point.getPublicKeyData(), curve);
      return pem(new PemObject("EC PRIVATE KEY", unchecked(() -> key.getEncoded())));
    }
  }

  /**
   * A user with an EC P-256 key.
   *
   * @param cn the user's name
   * @param organizations the user's groups
   */
  public Identity identity(String cn, List<String> organizations) {
    return identity(cn, organizations, Algorithm.ecp256);
  }

  /**
   * As {@link #identity}, with an RSA key of 2048 bits, which takes a tenth of a second or more.
   */
  public Identity rsaIdentity(String cn, List<String> organizations) {
    return identity(cn, organizations, Algorithm.rsa2048);
  }

  /** As {@link #identity}, with an Ed25519 key. */
  public Identity ed25519Identity(String cn, List<String> organizations) {
    return identity(cn, organizations, Algorithm.ed25519);
  }

  private Identity identity(String cn, List<String> organizations, Algorithm algorithm) {
    var groups = new StringBuilder(); // a name is written from its end
    organizations.forEach(organization -> groups.insert(0, ",O=" + organization));
    var user = builder("CN=" + cn + groups).algorithm(algorithm).addExtendedKeyUsageClientAuth();
    var bundle = unchecked(() -> user.buildIssuedBy(authority));
    return new Identity(bundle.getCertificate(), bundle.getKeyPair());
  }

  /** A key store with a fresh certificate for a server on this machine, and an empty password. */
  public KeyStore serverKeyStore() {
    return serverKeyStore(KeyUsage.digitalSignature, NAMES);
  }

  /** The same for these names and addresses. */
  public KeyStore serverKeyStore(KeyUsage usage, String... names) {
    var server =
        builder("CN=kube-apiserver").setKeyUsage(true, usage).addExtendedKeyUsageServerAuth();
    for (var name : names) {
      if (name.matches("[0-9.:]+")) {
        server.addSanIpAddress(name);
      } else {
        server.addSanDnsName(name);
      }
    }
    return unchecked(() -> server.buildIssuedBy(authority).toKeyStore(new char[0]));
  }

  /** A key, certificate or {@link PemObject} as PEM. */
  public static String pem(Object object) {
    var text = new StringWriter();
    return unchecked(
        () -> {
          try (var writer = new JcaPEMWriter(text)) {
            writer.writeObject(object);
          }
          return text.toString();
        });
  }

  private static <T> T unchecked(Callable<T> step) {
    try {
      return step.call();
    } catch (Exception broken) {
      throw new IllegalStateException(broken);
    }
  }
}

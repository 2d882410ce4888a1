package example.fakeapiserver;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Object;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.io.pem.PemObject;

/**
 * A certificate authority that lives as long as the test: makes the certificates of servers and of
 * users. Everything it signs is valid from an hour before it was made for ten years. It keeps no
 * list of what it signed and revokes nothing.
 */
public final class FakeCertificates {

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Duration SKEW = Duration.ofHours(1);
  private static final Duration VALID = Duration.ofDays(3650);

  private static final Set<ASN1ObjectIdentifier> CRITICAL =
      Set.of(Extension.basicConstraints, Extension.keyUsage);
  private static final String[] NAMES = {
    "localhost", "kubernetes", "kubernetes.default", "kubernetes.default.svc", "127.0.0.1", "::1"
  };

  private final X500Name name;
  private final KeyPair keys = keys("EC", 256);
  private final Instant made;
  private final X509Certificate certificate;

  private FakeCertificates(String caCommonName, Instant made) {
    this.name = name(caCommonName, List.of());
    this.made = made;
    var usage = new KeyUsage(KeyUsage.keyCertSign | KeyUsage.digitalSignature);
    this.certificate =
        certificate(
            name,
            keys.getPublic(),
            Map.of(
                Extension.basicConstraints, new BasicConstraints(true), Extension.keyUsage, usage));
  }

  /** A new authority with an EC P-256 key. */
  public static FakeCertificates create(String caCommonName) {
    return create(caCommonName, Instant.now());
  }

  /** A new authority whose certificates were made at this time. */
  public static FakeCertificates create(String caCommonName, Instant now) {
    return new FakeCertificates(caCommonName, now);
  }

  /** The authority's own certificate, as PEM. */
  public String caPem() {
    return pem(certificate);
  }

  X509Certificate authority() {
    return certificate;
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
      return pem(new PemObject("EC PRIVATE KEY", der(key)));
    }

    /** Without name and key, so that it may be logged. */
    @Override
    public String toString() {
      return "Identity";
    }
  }

  /**
   * A user with an EC P-256 key.
   *
   * @param cn the user's name
   * @param organizations the user's groups
   */
  public Identity identity(String cn, List<String> organizations) {
    return identity(cn, organizations, keys("EC", 256));
  }

  /**
   * As {@link #identity}, with an RSA key of 2048 bits, which takes a tenth of a second or more.
   */
  public Identity rsaIdentity(String cn, List<String> organizations) {
    return identity(cn, organizations, keys("RSA", 2048));
  }

  /** As {@link #identity}, with an Ed25519 key. */
  public Identity ed25519Identity(String cn, List<String> organizations) {
    return identity(cn, organizations, keys("Ed25519", 255));
  }

  private Identity identity(String cn, List<String> organizations, KeyPair keys) {
    var purpose = new ExtendedKeyUsage(KeyPurposeId.id_kp_clientAuth);
    var extensions = Map.<ASN1ObjectIdentifier, ASN1Object>of(Extension.extendedKeyUsage, purpose);
    return new Identity(certificate(name(cn, organizations), keys.getPublic(), extensions), keys);
  }

  /** A key store with a fresh certificate for a server on this machine, and an empty password. */
  public KeyStore serverKeyStore() {
    return serverKeyStore(KeyUsage.digitalSignature, NAMES);
  }

  /**
   * The same for these names and addresses.
   *
   * @param usage bits of {@link KeyUsage}
   */
  public KeyStore serverKeyStore(int usage, String... names) {
    var keys = keys("EC", 256);
    var alternatives =
        Stream.of(names)
            .map(
                name ->
                    new GeneralName(
                        name.matches("[0-9.:]+") ? GeneralName.iPAddress : GeneralName.dNSName,
                        name))
            .toArray(GeneralName[]::new);
    var server =
        certificate(
            name("kube-apiserver", List.of()),
            keys.getPublic(),
            Map.of(
                Extension.extendedKeyUsage, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth),
                Extension.keyUsage, new KeyUsage(usage),
                Extension.subjectAlternativeName, new GeneralNames(alternatives)));
    try {
      var store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      var chain = new X509Certificate[] {server, certificate};
      store.setKeyEntry("server", keys.getPrivate(), new char[0], chain);
      return store;
    } catch (GeneralSecurityException | IOException broken) {
      throw new IllegalStateException(broken);
    }
  }

  private static X500Name name(String cn, List<String> organizations) {
    var name = new X500NameBuilder(BCStyle.INSTANCE);
    organizations.forEach(organization -> name.addRDN(BCStyle.O, organization));
    return name.addRDN(BCStyle.CN, cn).build();
  }

  private X509Certificate certificate(
      X500Name subject, PublicKey key, Map<ASN1ObjectIdentifier, ASN1Object> extensions) {
    var serial = new BigInteger(127, RANDOM);
    var from = Date.from(made.minus(SKEW));
    var until = Date.from(made.plus(VALID));
    try {
      var builder = new JcaX509v3CertificateBuilder(name, serial, from, until, subject, key);
      var identifier = new JcaX509ExtensionUtils().createSubjectKeyIdentifier(key);
      builder.addExtension(Extension.subjectKeyIdentifier, false, identifier);
      for (var each : extensions.entrySet()) {
        builder.addExtension(each.getKey(), CRITICAL.contains(each.getKey()), each.getValue());
      }
      var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate());
      return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
    } catch (GeneralSecurityException | OperatorCreationException | CertIOException broken) {
      throw new IllegalStateException(broken);
    }
  }

  private static byte[] der(ASN1Object object) {
    try {
      return object.getEncoded(ASN1Encoding.DER);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  // ---- keys ----

  private static KeyPair keys(String algorithm, int bits) {
    try {
      var generator = KeyPairGenerator.getInstance(algorithm);
      generator.initialize(bits);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException(missing);
    }
  }

  /** A key, certificate or {@link PemObject} as PEM. */
  public static String pem(Object object) {
    var text = new StringWriter();
    try (var writer = new JcaPEMWriter(text)) {
      writer.writeObject(object);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
    return text.toString();
  }
}

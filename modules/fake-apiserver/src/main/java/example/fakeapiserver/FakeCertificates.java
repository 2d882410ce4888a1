package example.fakeapiserver;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.stream.Stream;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
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
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
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

  private final KeyPair keys;
  private final X509Certificate certificate;
  private final Instant made;

  private FakeCertificates(KeyPair keys, X509Certificate certificate, Instant made) {
    this.keys = keys;
    this.certificate = certificate;
    this.made = made;
  }

  /** A new authority with an EC P-256 key. */
  public static FakeCertificates create(String caCommonName) {
    return create(caCommonName, Instant.now());
  }

  /** A new authority that takes this for the present. */
  public static FakeCertificates create(String caCommonName, Instant now) {
    var keys = ecKeys();
    var name = new X500NameBuilder(BCStyle.INSTANCE).addRDN(BCStyle.CN, caCommonName).build();
    return new FakeCertificates(
        keys, sign(name, keys.getPrivate(), name, keys.getPublic(), null, null, now), now);
  }

  /** The authority's own certificate, as PEM. */
  public String caPem() {
    return pem(certificate);
  }

  /**
   * A user: a client certificate and its key.
   *
   * @param certificatePem the certificate alone, without the authority's
   * @param keyPkcs8Pem {@code BEGIN PRIVATE KEY}
   * @param keyPkcs1Pem {@code BEGIN RSA PRIVATE KEY}, or null if the key is not RSA
   * @param keySec1Pem {@code BEGIN EC PRIVATE KEY}, or null if the key is not EC
   */
  public record Identity(
      String certificatePem, String keyPkcs8Pem, String keyPkcs1Pem, String keySec1Pem) {

    /** Names nobody and holds no key, so that it may be logged. */
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
    var keys = ecKeys();
    return new Identity(clientPem(cn, organizations, keys), pkcs8(keys), null, sec1(keys));
  }

  /**
   * As {@link #identity}, with an RSA key of 2048 bits, which takes a tenth of a second or more.
   */
  public Identity rsaIdentity(String cn, List<String> organizations) {
    var keys = rsaKeys();
    return new Identity(clientPem(cn, organizations, keys), pkcs8(keys), pkcs1(keys), null);
  }

  /** A key store with a fresh server certificate for these names, and an empty password. */
  KeyStore serverKeyStore(List<String> dnsNames, List<String> addresses) {
    var keys = ecKeys();
    var names =
        Stream.concat(
                dnsNames.stream().map(name -> new GeneralName(GeneralName.dNSName, name)),
                addresses.stream().map(address -> new GeneralName(GeneralName.iPAddress, address)))
            .toArray(GeneralName[]::new);
    var subject =
        new X500NameBuilder(BCStyle.INSTANCE).addRDN(BCStyle.CN, "kube-apiserver").build();
    var server =
        sign(
            issuer(),
            this.keys.getPrivate(),
            subject,
            keys.getPublic(),
            KeyPurposeId.id_kp_serverAuth,
            new GeneralNames(names),
            made);
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

  X509Certificate authority() {
    return certificate;
  }

  private String clientPem(String cn, List<String> organizations, KeyPair keys) {
    var subject = new X500NameBuilder(BCStyle.INSTANCE);
    organizations.forEach(organization -> subject.addRDN(BCStyle.O, organization));
    subject.addRDN(BCStyle.CN, cn);
    return pem(
        sign(
            issuer(),
            this.keys.getPrivate(),
            subject.build(),
            keys.getPublic(),
            KeyPurposeId.id_kp_clientAuth,
            null,
            made));
  }

  private X500Name issuer() {
    return X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded());
  }

  /** Signs a certificate: an authority's own if no purpose is given. */
  private static X509Certificate sign(
      X500Name issuer,
      PrivateKey issuerKey,
      X500Name subject,
      PublicKey key,
      KeyPurposeId purpose,
      GeneralNames names,
      Instant now) {
    X509v3CertificateBuilder builder =
        new JcaX509v3CertificateBuilder(
            issuer,
            new BigInteger(127, RANDOM),
            Date.from(now.minus(SKEW)),
            Date.from(now.plus(VALID)),
            subject,
            key);
    try {
      builder.addExtension(
          Extension.subjectKeyIdentifier,
          false,
          new JcaX509ExtensionUtils().createSubjectKeyIdentifier(key));
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(purpose == null));
      if (purpose == null) {
        var usage = new KeyUsage(KeyUsage.keyCertSign | KeyUsage.digitalSignature);
        builder.addExtension(Extension.keyUsage, true, usage);
      } else {
        builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purpose));
      }
      if (names != null) {
        builder.addExtension(Extension.subjectAlternativeName, false, names);
      }
      var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(issuerKey);
      return read(builder.build(signer));
    } catch (CertIOException | GeneralSecurityException | OperatorCreationException broken) {
      throw new IllegalStateException(broken);
    }
  }

  private static X509Certificate read(X509CertificateHolder holder) throws CertificateException {
    try {
      var der = new ByteArrayInputStream(holder.getEncoded());
      return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(der);
    } catch (IOException broken) {
      throw new CertificateException(broken);
    }
  }

  static KeyPair ecKeys() {
    try {
      var generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException(missing);
    }
  }

  private static KeyPair rsaKeys() {
    try {
      var generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException(missing);
    }
  }

  private static String pkcs8(KeyPair keys) {
    return pem(new PemObject("PRIVATE KEY", keys.getPrivate().getEncoded()));
  }

  private static String pkcs1(KeyPair keys) {
    try {
      var inner = PrivateKeyInfo.getInstance(keys.getPrivate().getEncoded()).parsePrivateKey();
      return pem(new PemObject("RSA PRIVATE KEY", inner.toASN1Primitive().getEncoded()));
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  /** With the curve's name inside, which the JDK leaves out and Go insists on. */
  private static String sec1(KeyPair keys) {
    var secret = ((java.security.interfaces.ECPrivateKey) keys.getPrivate()).getS();
    var point = SubjectPublicKeyInfo.getInstance(keys.getPublic().getEncoded()).getPublicKeyData();
    try {
      var key = new ECPrivateKey(256, secret, point, SECObjectIdentifiers.secp256r1);
      return pem(new PemObject("EC PRIVATE KEY", key.getEncoded()));
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  private static String pem(Object object) {
    var text = new StringWriter();
    try (var writer = new JcaPEMWriter(text)) {
      writer.writeObject(object);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
    return text.toString();
  }
}

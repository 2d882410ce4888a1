// SPDX-License-Identifier: MIT-0
//JAVA 17+
// Permission: none
// Cases:      cluster-access.*
// Page:       docs/in-cluster-or-kubeconfig.md
package example.fabric8.access;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/** Certificates and private keys in PEM, in each form that tools for Kubernetes write. */
final class Pem {

  private static final Pattern CERTIFICATE =
      Pattern.compile("-----BEGIN CERTIFICATE-----([^-]+)-----END CERTIFICATE-----");

  private static final Pattern KEY =
      Pattern.compile(
          "-----BEGIN ((?!ENCRYPTED)(?:[A-Z0-9]+ )?PRIVATE KEY)-----([^-]+)-----END \\1-----");

  private Pem() {}

  /**
   * Reads the certificates of a PEM file, and skips what else is in it, as OpenSSL and Go do; the
   * JDK's own reader fails on a key or a comment, differently from release to release.
   */
  static List<X509Certificate> certificates(byte[] pem) throws CertificateException {
    var factory = CertificateFactory.getInstance("X.509");
    var certificates = new ArrayList<X509Certificate>();
    for (var block = CERTIFICATE.matcher(new String(pem, US_ASCII)); block.find(); ) {
      try {
        var der = new ByteArrayInputStream(Base64.getMimeDecoder().decode(block.group(1)));
        certificates.add((X509Certificate) factory.generateCertificate(der));
      } catch (IllegalArgumentException malformed) {
        throw new CertificateException(malformed);
      }
    }
    if (certificates.isEmpty()) {
      throw new CertificateException("no certificate");
    }
    return certificates;
  }

  /**
   * Reads a key as kubeadm and kind (PKCS#1), K3s and k3d (SEC1) or a current openssl (PKCS#8)
   * write it, whatever its label says. The JDK reads PKCS#8 only. The older forms lack just what
   * the certificate knows, the algorithm and its curve.
   *
   * @throws GeneralSecurityException with a message that follows on the name of the key
   */
  static PrivateKey privateKey(byte[] pem, PublicKey certified) throws GeneralSecurityException {
    var block = KEY.matcher(new String(pem, US_ASCII));
    if (!block.find()) {
      throw new InvalidKeyException(
          "holds no key in PKCS#8, PKCS#1 or SEC1 form without a passphrase");
    }
    do {
      for (var older : List.of(false, true)) {
        try {
          var der = Base64.getMimeDecoder().decode(block.group(2));
          if (older) {
            der = tlv(0x30, new byte[] {2, 1, 0}, algorithm(certified), tlv(4, der));
          }
          var key =
              KeyFactory.getInstance(certified.getAlgorithm())
                  .generatePrivate(new PKCS8EncodedKeySpec(der));
          if (fit(key, certified)) {
            return key;
          }
        } catch (GeneralSecurityException | IllegalArgumentException malformed) {
          continue; // with another form, or key: the exception may quote this one
        }
      }
    } while (block.find());
    throw new InvalidKeyException("is damaged, or is not the key of the client certificate");
  }

  /** The server would only say that the handshake failed, and not that two files were mixed up. */
  static boolean fit(PrivateKey key, PublicKey certified) throws GeneralSecurityException {
    var signature =
        switch (key.getAlgorithm()) {
          case "EC" -> Signature.getInstance("SHA256withECDSA");
          case "RSA" -> Signature.getInstance("SHA256withRSA");
          default -> Signature.getInstance(key.getAlgorithm());
        };
    signature.initSign(key);
    signature.update((byte) 1); // an EdDSA signature of nothing does not verify on JDK 17
    var signed = signature.sign();
    signature.initVerify(certified);
    signature.update((byte) 1);
    return signature.verify(signed);
  }

  /** SubjectPublicKeyInfo ::= SEQUENCE { algorithm AlgorithmIdentifier, key BIT STRING }. */
  private static byte[] algorithm(PublicKey key) {
    var der = ByteBuffer.wrap(key.getEncoded());
    length(der);
    var start = der.position();
    var length = length(der);
    return Arrays.copyOfRange(der.array(), start, der.position() + length);
  }

  /** Reads tag and length of the DER value at the buffer's position. */
  private static int length(ByteBuffer der) {
    der.get();
    var length = der.get() & 0xff;
    if (length < 0x80) {
      return length;
    }
    var octets = new byte[length & 0x7f];
    der.get(octets);
    return new BigInteger(1, octets).intValue();
  }

  private static byte[] tlv(int tag, byte[]... parts) {
    var body = new ByteArrayOutputStream();
    for (var part : parts) {
      body.writeBytes(part);
    }
    var length = body.size();
    var der = new ByteArrayOutputStream();
    der.write(tag);
    if (length > 0xff) {
      der.write(0x82);
      der.write(length >> 8);
    } else if (length > 0x7f) {
      der.write(0x81);
    }
    der.write(length);
    der.writeBytes(body.toByteArray());
    return der.toByteArray();
  }
}

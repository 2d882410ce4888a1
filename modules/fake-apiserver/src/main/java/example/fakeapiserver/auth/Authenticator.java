package example.fakeapiserver.auth;

import example.fakeapiserver.storage.Store;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;

/** Finds out who asks, by client certificate or bearer token. */
public final class Authenticator {

  private final X509Certificate authority;
  private final ServiceAccountTokens serviceAccounts;
  private final Map<String, User> tokens = new HashMap<>();
  private final Set<String> revokedTokens = new HashSet<>();
  private final Set<String> withoutCertificates = new HashSet<>();

  /**
   * @param authority whose client certificates are accepted
   * @param store where service accounts are
   */
  public Authenticator(X509Certificate authority, Store store) {
    this.authority = authority;
    this.serviceAccounts = new ServiceAccountTokens(store);
  }

  public ServiceAccountTokens serviceAccounts() {
    return serviceAccounts;
  }

  public synchronized void addToken(String token, String user, List<String> groups) {
    revokedTokens.remove(token);
    tokens.put(token, User.authenticated(user, groups));
  }

  public synchronized void revokeToken(String token) {
    revokedTokens.add(token);
  }

  public synchronized void revokeCertificates(String user) {
    withoutCertificates.add(user);
  }

  public synchronized void acceptAgain() {
    revokedTokens.clear();
    withoutCertificates.clear();
  }

  /**
   * @param authorization the header, or null
   * @param certificates what the client proved to own in the handshake; may be empty
   * @return empty for credentials that are not accepted, which is not the same as having none
   */
  public synchronized Optional<User> authenticate(
      String authorization, List<X509Certificate> certificates) {
    if (!certificates.isEmpty()) {
      return ofCertificate(certificates.get(0));
    }
    var parts = authorization == null ? new String[0] : authorization.split(" ", 2);
    if (parts.length < 2 || !parts[0].equalsIgnoreCase("bearer")) {
      return Optional.of(User.ANONYMOUS); // as the real server: a scheme it does not know is none
    }
    var token = parts[1];
    if (revokedTokens.contains(token)) {
      return Optional.empty();
    }
    var known = tokens.get(token);
    return known != null ? Optional.of(known) : serviceAccounts.read(token);
  }

  private Optional<User> ofCertificate(X509Certificate certificate) {
    try {
      certificate.verify(authority.getPublicKey());
      certificate.checkValidity();
      var name = "";
      var groups = new ArrayList<String>();
      for (var rdn : new LdapName(certificate.getSubjectX500Principal().getName()).getRdns()) {
        if (rdn.getType().equals("CN")) {
          name = String.valueOf(rdn.getValue());
        } else if (rdn.getType().equals("O")) {
          groups.add(String.valueOf(rdn.getValue()));
        }
      }
      return withoutCertificates.contains(name)
          ? Optional.empty()
          : Optional.of(User.authenticated(name, groups));
    } catch (GeneralSecurityException | InvalidNameException notOurs) {
      return Optional.empty();
    }
  }
}

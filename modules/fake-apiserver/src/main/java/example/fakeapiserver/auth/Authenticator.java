package example.fakeapiserver.auth;

import example.fakeapiserver.storage.Json;
import example.fakeapiserver.storage.ResourceType;
import example.fakeapiserver.storage.Store;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Who asks: by bearer token or client certificate. Also signs the tokens of service accounts. */
public final class Authenticator {

  /** Who signs the tokens of service accounts, and their audience if none is asked for. */
  public static final String ISSUER = "https://kubernetes.default.svc.cluster.local";

  private static final String ALL = "system:authenticated";
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  /**
   * @param uid empty if the user has none
   * @param credential which credential of the user it was, never the credential itself
   */
  public record User(String name, String uid, List<String> groups, String credential) {
    public static final User ANONYMOUS =
        new User("system:anonymous", "", List.of("system:unauthenticated"), "");

    /** What reviews call UserInfo. */
    public ObjectNode info() {
      var info = Json.object().put("username", name);
      if (!uid.isEmpty()) {
        info.put("uid", uid);
      }
      info.set("groups", Json.array(groups));
      if (!credential.isEmpty()) {
        info.withObject("/extra")
            .set("authentication.kubernetes.io/credential-id", Json.array(List.of(credential)));
      }
      return info;
    }
  }

  private final X509Certificate authority;
  private final Store store;
  private final KeyPair keys = newKeys();
  private final Map<String, User> tokens = new HashMap<>();
  private final Set<String> revoked = new HashSet<>();
  private final Set<String> withoutCertificates = ConcurrentHashMap.newKeySet();

  public Authenticator(X509Certificate authority, Store store) {
    this.authority = authority;
    this.store = store;
  }

  private static KeyPair newKeys() {
    try {
      var generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(256);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException(missing);
    }
  }

  public synchronized void addToken(String token, String user, List<String> groups) {
    revoked.remove(token);
    tokens.put(token, new User(user, "", with(groups, ALL), ""));
  }

  public synchronized void revokeToken(String token) {
    revoked.add(token);
  }

  public void revokeCertificates(String user) {
    withoutCertificates.add(user);
  }

  /**
   * @param authorization the header, or null
   * @param certificates what the client proved to own in the handshake; may be empty
   * @return empty for credentials that are not accepted, which is not the same as having none
   */
  public Optional<User> authenticate(String authorization, List<X509Certificate> certificates) {
    if (!certificates.isEmpty()) {
      return ofCertificate(certificates.get(0));
    }
    if (authorization == null) {
      return Optional.of(User.ANONYMOUS);
    }
    var parts = authorization.split(" ", 2);
    if (parts.length < 2 || !parts[0].equalsIgnoreCase("bearer")) {
      return Optional.of(User.ANONYMOUS); // as the real server: a scheme it does not know is none
    }
    return ofToken(parts[1], List.of(ISSUER));
  }

  public synchronized Optional<User> ofToken(String token, List<String> audiences) {
    if (revoked.contains(token)) {
      return Optional.empty();
    }
    var known = tokens.get(token);
    return known != null ? Optional.of(known) : ofServiceAccount(token, audiences);
  }

  /** A user by name; the groups of a service account follow from its name if none are given. */
  public static User impersonated(String name, List<String> groups) {
    var parts = name.split(":");
    var account = parts.length == 4 && name.startsWith("system:serviceaccount:");
    if (account && groups.isEmpty()) {
      return new User(name, "", groupsOf(parts[2]), "");
    }
    return new User(name, "", with(groups, ALL), "");
  }

  private static List<String> groupsOf(String namespace) {
    return List.of("system:serviceaccounts", "system:serviceaccounts:" + namespace, ALL);
  }

  private Optional<User> ofCertificate(X509Certificate certificate) {
    try {
      certificate.verify(authority.getPublicKey());
      certificate.checkValidity();
      var digest = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
      var name = "";
      var groups = new ArrayList<String>();
      for (var rdn : new LdapName(certificate.getSubjectX500Principal().getName()).getRdns()) {
        if (rdn.getType().equals("CN")) {
          name = String.valueOf(rdn.getValue());
        } else if (rdn.getType().equals("O")) {
          groups.add(String.valueOf(rdn.getValue()));
        }
      }
      if (withoutCertificates.contains(name)) {
        return Optional.empty();
      }
      var credential = "X509SHA256=" + HexFormat.of().formatHex(digest);
      return Optional.of(new User(name, "", with(groups, ALL), credential));
    } catch (GeneralSecurityException | InvalidNameException notOurs) {
      return Optional.empty();
    }
  }

  private static List<String> with(List<String> groups, String group) {
    var all = new ArrayList<>(groups);
    if (!all.contains(group)) {
      all.add(group);
    }
    return List.copyOf(all);
  }

  // ---- service account tokens ----

  /**
   * The times in a token.
   *
   * @param warnAfter when it should have been replaced, if the server let it live longer; or null
   */
  public record Life(Instant from, Instant expires, Instant warnAfter) {
    private static final Duration YEAR = Duration.ofDays(365);

    /** A year for whoever reads a token once and never again. */
    public Life extended() {
      return new Life(from, from.plus(YEAR), expires);
    }
  }

  public String issue(ObjectNode account, List<String> audiences, Life life) {
    var namespace = Json.text(account, "/metadata/namespace");
    var name = Json.text(account, "/metadata/name");
    var claims = Json.object();
    claims.set("aud", Json.array(audiences));
    claims.put("exp", life.expires.getEpochSecond());
    claims.put("iat", life.from.getEpochSecond());
    claims.put("iss", ISSUER);
    claims.put("jti", UUID.randomUUID().toString());
    var kubernetes = claims.putObject("kubernetes.io").put("namespace", namespace);
    kubernetes
        .putObject("serviceaccount")
        .put("name", name)
        .put("uid", Json.text(account, "/metadata/uid"));
    if (life.warnAfter != null) {
      kubernetes.put("warnafter", life.warnAfter.getEpochSecond());
    }
    claims.put("nbf", life.from.getEpochSecond());
    claims.put("sub", "system:serviceaccount:" + namespace + ":" + name);
    var signed = encode("{\"alg\":\"ES256\",\"typ\":\"JWT\"}") + "." + encode(claims.toString());
    try {
      var signature = Signature.getInstance("SHA256withECDSAinP1363Format");
      signature.initSign(keys.getPrivate());
      signature.update(signed.getBytes(StandardCharsets.US_ASCII));
      return signed + "." + BASE64.encodeToString(signature.sign());
    } catch (GeneralSecurityException broken) {
      throw new IllegalStateException(broken);
    }
  }

  private static String encode(String json) {
    return BASE64.encodeToString(json.getBytes(StandardCharsets.UTF_8));
  }

  private Optional<User> ofServiceAccount(String token, List<String> audiences) {
    try {
      var dot = token.lastIndexOf('.');
      var signature = Signature.getInstance("SHA256withECDSAinP1363Format");
      signature.initVerify(keys.getPublic());
      signature.update(token.substring(0, Math.max(dot, 0)).getBytes(StandardCharsets.UTF_8));
      var decoder = Base64.getUrlDecoder();
      if (dot < 0 || !signature.verify(decoder.decode(token.substring(dot + 1)))) {
        return Optional.empty();
      }
      var claims = Json.JSON.readTree(decoder.decode(token.substring(token.indexOf('.') + 1, dot)));
      var now = Instant.now();
      var valid =
          now.isBefore(Instant.ofEpochSecond(claims.path("exp").asLong()))
              && !now.isBefore(Instant.ofEpochSecond(claims.path("nbf").asLong()));
      var meant =
          claims.path("aud").valueStream().anyMatch(aud -> audiences.contains(aud.asString()));
      return meant && valid ? ofClaims(claims) : Optional.empty();
    } catch (GeneralSecurityException | IllegalArgumentException | JacksonException malformed) {
      return Optional.empty();
    }
  }

  /** A token dies with its service account, also if another one of that name is created. */
  private Optional<User> ofClaims(JsonNode claims) {
    var namespace = Json.text(claims, "/kubernetes.io/namespace");
    var name = Json.text(claims, "/kubernetes.io/serviceaccount/name");
    var uid = Json.text(claims, "/kubernetes.io/serviceaccount/uid");
    var account = store.get(ResourceType.SERVICE_ACCOUNTS, Store.key(namespace, name));
    if (account == null || !Json.text(account, "/metadata/uid").equals(uid)) {
      return Optional.empty();
    }
    var user = "system:serviceaccount:" + namespace + ":" + name;
    return Optional.of(
        new User(user, uid, groupsOf(namespace), "JTI=" + Json.text(claims, "/jti")));
  }
}

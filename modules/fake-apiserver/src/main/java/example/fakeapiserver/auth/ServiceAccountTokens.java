package example.fakeapiserver.auth;

import example.fakeapiserver.storage.Json;
import example.fakeapiserver.storage.ResourceType;
import example.fakeapiserver.storage.Store;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Signs the tokens of service accounts (JWTs), and reads them again. */
public final class ServiceAccountTokens {

  private static final String ISSUER = "https://kubernetes.default.svc.cluster.local";
  private static final String ALGORITHM = "SHA256withECDSAinP1363Format"; // ES256
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  private final Store store;
  private final KeyPair keys;

  ServiceAccountTokens(Store store) {
    this.store = store;
    try {
      var generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(256);
      this.keys = generator.generateKeyPair();
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException(missing);
    }
  }

  /**
   * The times in a token.
   *
   * @param warnAfter when it should have been replaced, if the server let it live longer; or null
   */
  public record Life(Instant from, Instant expires, Instant warnAfter) {
    private static final Duration YEAR = Duration.ofDays(365);

    /** A year for whoever reads a token once and never again. */
    Life extended() {
      return new Life(from, from.plus(YEAR), expires);
    }
  }

  public String issue(ObjectNode account, Life life) {
    var namespace = Json.text(account, "/metadata/namespace");
    var name = Json.text(account, "/metadata/name");
    var claims = Json.object();
    claims.set("aud", Json.array(List.of(ISSUER)));
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
      var signature = Signature.getInstance(ALGORITHM);
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

  /** Whose token it is; empty if it is not one, has expired, or its account is gone. */
  Optional<User> read(String token) {
    var parts = token.split("\\.", -1);
    if (parts.length != 3) {
      return Optional.empty();
    }
    try {
      var decoder = Base64.getUrlDecoder();
      var signature = Signature.getInstance(ALGORITHM);
      signature.initVerify(keys.getPublic());
      signature.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.UTF_8));
      if (!signature.verify(decoder.decode(parts[2]))) {
        return Optional.empty();
      }
      var claims = Json.JSON.readTree(decoder.decode(parts[1]));
      var now = Instant.now().getEpochSecond();
      var valid = now < claims.path("exp").asLong() && now >= claims.path("nbf").asLong();
      return valid ? user(claims) : Optional.empty();
    } catch (GeneralSecurityException | IllegalArgumentException | JacksonException malformed) {
      return Optional.empty();
    }
  }

  /** A token dies with its service account, also if another one of that name is created. */
  private Optional<User> user(JsonNode claims) {
    var namespace = Json.text(claims, "/kubernetes.io/namespace");
    var name = Json.text(claims, "/kubernetes.io/serviceaccount/name");
    var uid = Json.text(claims, "/kubernetes.io/serviceaccount/uid");
    var account = store.get(ResourceType.SERVICE_ACCOUNTS, Store.key(namespace, name));
    if (account == null || !Json.text(account, "/metadata/uid").equals(uid)) {
      return Optional.empty();
    }
    var groups =
        List.of(
            "system:serviceaccounts", "system:serviceaccounts:" + namespace, User.AUTHENTICATED);
    var user = Json.text(claims, "/sub");
    return Optional.of(new User(user, uid, groups, "JTI=" + Json.text(claims, "/jti")));
  }
}

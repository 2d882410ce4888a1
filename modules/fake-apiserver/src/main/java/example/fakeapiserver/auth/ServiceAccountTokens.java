package example.fakeapiserver.auth;

import example.fakeapiserver.storage.Json;
import example.fakeapiserver.storage.ResourceType;
import example.fakeapiserver.storage.Store;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/**
 * Issues the tokens of service accounts, and knows those that it issued. They are JWTs, because
 * clients read their claims; the signature is random, because this server alone accepts them.
 */
public final class ServiceAccountTokens {

  private static final String ISSUER = "https://kubernetes.default.svc.cluster.local";
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  private final Store store;
  private final Map<String, Issued> issued = new ConcurrentHashMap<>(); // by the token
  private final SecureRandom random = new SecureRandom();

  ServiceAccountTokens(Store store) {
    this.store = store;
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

  /** Whose token it is, and the key of the service account in the store. */
  private record Issued(User user, String account, Life life) {}

  public String issue(ObjectNode account, Life life) {
    var namespace = Json.text(account, "/metadata/namespace");
    var name = Json.text(account, "/metadata/name");
    var uid = Json.text(account, "/metadata/uid");
    var id = UUID.randomUUID().toString();
    var user = "system:serviceaccount:" + namespace + ":" + name;
    var claims = Json.object();
    claims.set("aud", Json.array(List.of(ISSUER)));
    claims.put("exp", life.expires.getEpochSecond());
    claims.put("iat", life.from.getEpochSecond());
    claims.put("iss", ISSUER);
    claims.put("jti", id);
    var kubernetes = claims.putObject("kubernetes.io").put("namespace", namespace);
    kubernetes.putObject("serviceaccount").put("name", name).put("uid", uid);
    if (life.warnAfter != null) {
      kubernetes.put("warnafter", life.warnAfter.getEpochSecond());
    }
    claims.put("nbf", life.from.getEpochSecond());
    claims.put("sub", user);
    var signature = new byte[64];
    random.nextBytes(signature);
    var token =
        Stream.of(utf8("{\"alg\":\"ES256\",\"typ\":\"JWT\"}"), utf8(claims.toString()), signature)
            .map(BASE64::encodeToString)
            .collect(Collectors.joining("."));
    var groups =
        List.of(
            "system:serviceaccounts", "system:serviceaccounts:" + namespace, User.AUTHENTICATED);
    var known = new User(user, uid, groups, "JTI=" + id);
    issued.put(token, new Issued(known, Store.key(namespace, name), life));
    return token;
  }

  private static byte[] utf8(String json) {
    return json.getBytes(StandardCharsets.UTF_8);
  }

  /** Whose token it is; empty if it is not one, is not valid now, or its account is gone. */
  Optional<User> read(String token) {
    var known = issued.get(token);
    if (known == null) {
      return Optional.empty();
    }
    var now = Instant.now().getEpochSecond();
    var valid =
        now >= known.life.from.getEpochSecond() && now < known.life.expires.getEpochSecond();
    // A new account of the same name has another UID.
    var account = store.get(ResourceType.SERVICE_ACCOUNTS, known.account);
    return valid && Json.text(account, "/metadata/uid").equals(known.user.uid())
        ? Optional.of(known.user)
        : Optional.empty();
  }
}

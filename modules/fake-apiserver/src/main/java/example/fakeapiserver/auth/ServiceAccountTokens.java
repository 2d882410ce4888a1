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
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Issues the tokens of service accounts, and knows those that it issued. They are JWTs, because
 * clients read their claims; the signature is random, because this server alone accepts them.
 */
public final class ServiceAccountTokens {

  private static final String ISSUER = "https://kubernetes.default.svc.cluster.local";
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  private final Store store;
  private final Map<String, ObjectNode> issued = new ConcurrentHashMap<>(); // claims by token
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
    var signature = new byte[64];
    random.nextBytes(signature);
    var token =
        Stream.of(utf8("{\"alg\":\"ES256\",\"typ\":\"JWT\"}"), utf8(claims.toString()), signature)
            .map(BASE64::encodeToString)
            .collect(Collectors.joining("."));
    issued.put(token, claims);
    return token;
  }

  private static byte[] utf8(String json) {
    return json.getBytes(StandardCharsets.UTF_8);
  }

  /** Whose token it is; empty if it is not one, has expired, or its account is gone. */
  Optional<User> read(String token) {
    var claims = issued.get(token);
    var now = Instant.now().getEpochSecond();
    var valid =
        claims != null && now < claims.path("exp").asLong() && now >= claims.path("nbf").asLong();
    return valid ? user(claims) : Optional.empty();
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

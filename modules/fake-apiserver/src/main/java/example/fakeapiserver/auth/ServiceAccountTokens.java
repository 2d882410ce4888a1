package example.fakeapiserver.auth;

import example.fakeapiserver.storage.Json;
import example.fakeapiserver.storage.ResourceType;
import example.fakeapiserver.storage.Store;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
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

  /** Whose token it is, the key of the service account in the store, and the token's claims. */
  private record Issued(User user, String account, ObjectNode claims) {}

  /**
   * A token that is valid between two times.
   *
   * @param warnAfter when it should have been replaced, if the server lets it live longer; or null
   */
  public String issue(ObjectNode account, Instant from, Instant expires, Instant warnAfter) {
    var namespace = Json.text(account, "/metadata/namespace");
    var name = Json.text(account, "/metadata/name");
    var uid = Json.text(account, "/metadata/uid");
    var user = User.account(namespace, name);
    var claims = Json.object();
    claims.set("aud", Json.array(List.of(ISSUER)));
    claims.put("exp", expires.getEpochSecond());
    claims.put("iat", from.getEpochSecond());
    claims.put("iss", ISSUER);
    claims.put("jti", UUID.randomUUID().toString());
    var kubernetes = claims.putObject("kubernetes.io").put("namespace", namespace);
    kubernetes.putObject("serviceaccount").put("name", name).put("uid", uid);
    if (warnAfter != null) {
      kubernetes.put("warnafter", warnAfter.getEpochSecond());
    }
    claims.put("nbf", from.getEpochSecond());
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
    var known = new User(user, uid, groups);
    issued.put(token, new Issued(known, Store.key(namespace, name), claims));
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
    var valid = now >= known.claims.get("nbf").asLong() && now < known.claims.get("exp").asLong();
    // A new account of the same name has another UID.
    var account = store.get(ResourceType.SERVICE_ACCOUNTS, known.account);
    return valid && Json.text(account, "/metadata/uid").equals(known.user.uid())
        ? Optional.of(known.user)
        : Optional.empty();
  }
}

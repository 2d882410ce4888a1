package example.fakeapiserver.auth;

import example.fakeapiserver.storage.Json;
import example.fakeapiserver.storage.ObjectPath;
import example.fakeapiserver.storage.Registry;
import example.fakeapiserver.storage.ResourceType;
import example.fakeapiserver.storage.StatusException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import tools.jackson.databind.node.ObjectNode;

/** Requests that are answered and store nothing: reviews of identity and rules, and tokens. */
public final class Reviews {

  private static final String AUTHENTICATION = "authentication.k8s.io";
  private static final String IDENTITY = "selfsubjectreviews." + AUTHENTICATION;
  private static final String RULES = "selfsubjectrulesreviews.authorization.k8s.io";
  private static final long USUAL = 3600; // seconds of a token's life
  private static final long EXTENDED = 3607; // what a kubelet asks for, and is given a year
  private static final Duration YEAR = Duration.ofDays(365);

  private final ServiceAccountTokens tokens;
  private final Authorizer authorizer;
  private final Registry registry;

  public Reviews(ServiceAccountTokens tokens, Authorizer authorizer, Registry registry) {
    this.tokens = tokens;
    this.authorizer = authorizer;
    this.registry = registry;
  }

  public static boolean isReview(ObjectPath path) {
    return (path.qualified().equals(IDENTITY) || path.qualified().equals(RULES))
        && path.version().equals("v1")
        && path.name().isEmpty();
  }

  public ObjectNode review(ObjectPath path, ObjectNode body, User user) {
    var ofIdentity = path.qualified().equals(IDENTITY);
    var kind = ofIdentity ? "SelfSubjectReview" : "SelfSubjectRulesReview";
    var review = Json.typed(kind, path.group() + "/v1");
    review.putObject("metadata").put("creationTimestamp", Registry.now());
    if (ofIdentity) {
      review.putObject("status").set("userInfo", user.info());
    } else {
      review.set("status", rules(Json.text(body, "/spec/namespace"), user));
    }
    return review;
  }

  private ObjectNode rules(String namespace, User user) {
    if (namespace.isEmpty()) {
      throw StatusException.badRequest("no namespace on request");
    }
    var status = Json.object();
    var resourceRules = status.putArray("resourceRules");
    var nonResourceRules = status.putArray("nonResourceRules");
    for (var rule : authorizer.rules(user, namespace)) {
      (rule.has("nonResourceURLs") ? nonResourceRules : resourceRules).add(rule);
    }
    return status.put("incomplete", false);
  }

  /** Marks a review of rules as incomplete, as a server with a webhook authorizer does. */
  public static void incomplete(ObjectNode review) {
    review
        .withObject("/status")
        .put("incomplete", true)
        .put("evaluationError", "webhook authorizer does not support user rule resolution");
  }

  /**
   * A token for a service account (TokenRequest). One bound to a pod is given no claim of it and
   * outlives it; but as the real server does, it extends the one that a kubelet asks for.
   */
  public ObjectNode issue(ObjectPath path, ObjectNode body) {
    var account = registry.get(ResourceType.SERVICE_ACCOUNTS, path.namespace(), path.name());
    var spec = body.path("spec");
    if (!spec.path("audiences").isEmpty()) {
      throw StatusException.notSupported(422, "Invalid", "tokens for other audiences");
    }
    var now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    var seconds = spec.path("expirationSeconds").asLong(USUAL);
    var expires = now.plusSeconds(seconds);
    var isOfPod = Json.text(spec, "/boundObjectRef/kind").equals("Pod");
    if (isOfPod) {
      registry.get(ResourceType.PODS, path.namespace(), Json.text(spec, "/boundObjectRef/name"));
    }
    var token =
        isOfPod && seconds == EXTENDED
            ? tokens.issue(account, now, now.plus(YEAR), expires)
            : tokens.issue(account, now, expires, null);
    var answer = Json.typed("TokenRequest", AUTHENTICATION + "/v1");
    answer.putObject("metadata").put("name", path.name()).put("namespace", path.namespace());
    answer.putObject("spec").put("expirationSeconds", seconds);
    answer.putObject("status").put("token", token).put("expirationTimestamp", expires.toString());
    return answer;
  }
}

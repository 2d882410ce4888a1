package example.fakeapiserver.auth;

import example.fakeapiserver.storage.Json;
import example.fakeapiserver.storage.ObjectPath;
import example.fakeapiserver.storage.Registry;
import example.fakeapiserver.storage.ResourceType;
import example.fakeapiserver.storage.StatusException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Objects that are answered and never kept: reviews of who one is and may, and tokens. */
public final class Reviews {

  private static final String AUTHENTICATION = "authentication.k8s.io";
  private static final String AUTHORIZATION = "authorization.k8s.io";
  private static final long SHORTEST = 600; // seconds of a token's life
  private static final long USUAL = 3600; // seconds
  private static final long EXTENDED =
      3607; // seconds; what a kubelet asks for, and is given a year

  /** What discovery says of them: group, plural, kind. */
  public static final List<List<String>> ALL =
      List.of(
          List.of(AUTHENTICATION, "selfsubjectreviews", "SelfSubjectReview"),
          List.of(AUTHENTICATION, "tokenreviews", "TokenReview"),
          List.of(AUTHORIZATION, "selfsubjectaccessreviews", "SelfSubjectAccessReview"),
          List.of(AUTHORIZATION, "selfsubjectrulesreviews", "SelfSubjectRulesReview"));

  private final Authenticator authenticator;
  private final Authorizer authorizer;
  private final Registry registry;

  public Reviews(Authenticator authenticator, Authorizer authorizer, Registry registry) {
    this.authenticator = authenticator;
    this.authorizer = authorizer;
    this.registry = registry;
  }

  public static boolean isReview(ObjectPath path) {
    return path.version().equals("v1")
        && path.name().isEmpty()
        && ALL.stream()
            .anyMatch(
                each -> each.get(0).equals(path.group()) && each.get(1).equals(path.resource()));
  }

  public ObjectNode review(ObjectPath path, ObjectNode body, Authenticator.User user) {
    var spec = body.path("spec");
    return switch (path.resource()) {
      case "selfsubjectreviews" -> {
        var review = review("SelfSubjectReview", path, null);
        review.withObject("/metadata").put("creationTimestamp", Registry.now());
        review.putObject("status").set("userInfo", user.info());
        yield review;
      }
      case "tokenreviews" -> token(path, spec);
      case "selfsubjectaccessreviews" -> {
        var review = review("SelfSubjectAccessReview", path, spec);
        var allowed = authorizer.mayBeAllowed(user, attributes(spec));
        review.putObject("status").put("allowed", allowed);
        yield review;
      }
      default -> rules(path, spec, user);
    };
  }

  private static ObjectNode review(String kind, ObjectPath path, JsonNode spec) {
    var review = Json.typed(kind, path.group() + "/v1");
    review.putObject("metadata");
    if (spec != null) {
      review.set("spec", spec);
    }
    return review;
  }

  private static Authorizer.Attributes attributes(JsonNode spec) {
    var url = spec.path("nonResourceAttributes");
    if (url.isObject()) {
      return new Authorizer.Attributes(
          url.path("verb").asString(""), "", "", "", "", url.path("path").asString(""));
    }
    var wanted = spec.path("resourceAttributes");
    var sub = wanted.path("subresource").asString("");
    return new Authorizer.Attributes(
        wanted.path("verb").asString(""),
        wanted.path("namespace").asString(""),
        wanted.path("group").asString(""),
        wanted.path("resource").asString("") + (sub.isEmpty() ? "" : "/" + sub),
        wanted.path("name").asString(""),
        "");
  }

  private ObjectNode rules(ObjectPath path, JsonNode spec, Authenticator.User user) {
    var namespace = spec.path("namespace").asString("");
    if (namespace.isEmpty()) {
      throw StatusException.badRequest("no namespace on request");
    }
    var review = review("SelfSubjectRulesReview", path, Json.object());
    var status = review.putObject("status");
    var resourceRules = status.putArray("resourceRules");
    var nonResourceRules = status.putArray("nonResourceRules");
    for (var rule : authorizer.rules(user, namespace)) {
      (rule.has("nonResourceURLs") ? nonResourceRules : resourceRules).add(rule);
    }
    status.put("incomplete", false);
    return review;
  }

  /** What a webhook makes of a review of rules: RBAC's are all there, and who knows what else. */
  public static void incomplete(ObjectNode review) {
    review
        .withObject("/status")
        .put("incomplete", true)
        .put("evaluationError", "webhook authorizer does not support user rule resolution");
  }

  private ObjectNode token(ObjectPath path, JsonNode spec) {
    var audiences = audiences(spec);
    var review = review("TokenReview", path, spec);
    var status = review.putObject("status");
    var user = authenticator.ofToken(spec.path("token").asString(""), audiences);
    if (user.isPresent()) {
      status.put("authenticated", true).set("user", user.get().info());
      status.set("audiences", Json.array(audiences));
    } else {
      status.put("error", "invalid bearer token");
    }
    return review;
  }

  private static List<String> audiences(JsonNode spec) {
    var audiences = new ArrayList<String>();
    spec.path("audiences").forEach(audience -> audiences.add(audience.asString("")));
    return audiences.isEmpty() ? List.of(Authenticator.ISSUER) : audiences;
  }

  /**
   * A token for a service account (TokenRequest). One bound to a pod is given no claim of it and
   * outlives it; but as the real server does, it extends the one that a kubelet asks for.
   */
  public ObjectNode issue(ObjectPath path, ObjectNode body) {
    var account = registry.get(ResourceType.SERVICE_ACCOUNTS, path.namespace(), path.name());
    var spec = body.path("spec");
    var seconds = spec.path("expirationSeconds").asLong(USUAL);
    if (seconds < SHORTEST) {
      throw StatusException.invalid(
          "TokenRequest",
          AUTHENTICATION,
          "",
          new StatusException.Cause(
              "FieldValueInvalid",
              "Invalid value: %d: may not specify a duration less than 10 minutes"
                  .formatted(seconds),
              "spec.expirationSeconds"));
    }
    var audiences = audiences(spec);
    var now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    var life = new Authenticator.Life(now, now.plusSeconds(seconds), null);
    var bound = spec.path("boundObjectRef");
    if (bound.path("kind").asString("").equals("Pod")) {
      registry.get(ResourceType.PODS, path.namespace(), bound.path("name").asString(""));
      life = seconds == EXTENDED ? life.extended() : life;
    }
    var answer = Json.typed("TokenRequest", AUTHENTICATION + "/v1");
    answer
        .putObject("metadata")
        .put("name", path.name())
        .put("namespace", path.namespace())
        .put("creationTimestamp", now.toString());
    var answered = answer.putObject("spec");
    answered.set("audiences", Json.array(audiences));
    answered.put("expirationSeconds", seconds);
    answer
        .putObject("status")
        .put("token", authenticator.issue(account, audiences, life))
        .put("expirationTimestamp", now.plusSeconds(seconds).toString());
    return answer;
  }
}

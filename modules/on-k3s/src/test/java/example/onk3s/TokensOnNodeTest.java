package example.onk3s;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import example.contract.AdminClient;
import example.contract.CaseContext;
import example.contract.Contract.TestLevel;
import example.contract.Driver;
import example.contract.RunningProgram;
import example.contract.runner.JarDriver;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Tokens that end while a program runs. The kubelet and the API server set the pace, which is slow:
 * the programs of all modules wait at once, and the other tests meanwhile.
 */
@ExtendWith(SharedNode.class)
@Execution(ExecutionMode.CONCURRENT)
@DisplayNameGeneration(ReplaceUnderscores.class)
class TokensOnNodeTest {

  /** Of a projected token; the API server gives none for less. */
  private static final Duration LIFE = Duration.ofSeconds(600);

  /** A pod that outlives it. */
  private static final String WITH_A_SHORT_TOKEN =
      """
      - {op: replace, path: /spec/activeDeadlineSeconds, value: 900}
      - op: replace
        path: /spec/volumes/0/projected/sources/0/serviceAccountToken/expirationSeconds
        value: %d
      """
          .formatted(LIFE.toSeconds());

  private static final String TOKEN_OF_A_SECRET =
      """
      apiVersion: authentication.k8s.io/v1
      kind: TokenRequest
      spec:
        expirationSeconds: 3600
        boundObjectRef: {apiVersion: v1, kind: Secret, name: until-deleted, uid: %s}
      """;

  private final List<CaseContext> contexts = new ArrayList<>();
  private final List<RunningProgram> running = new ArrayList<>();

  @AfterEach
  void the_programs_end() throws IOException {
    for (var context : contexts) {
      context.close();
    }
  }

  private CaseContext context(Driver driver, TestLevel level, AdminClient api) throws IOException {
    var context = new CaseContext(driver, level, api, null, SharedNode.RBAC);
    contexts.add(context);
    return context.role("list-pods");
  }

  /** Starts a program that lists again and again, and waits until it has. */
  private void start(CaseContext context, String seconds) throws Exception {
    var program = context.startInPod("list-pods", "--every", seconds);
    running.add(program);
    program.await("list", () -> program.out().contains(" pods"));
  }

  @Test
  @Tag("long")
  void a_pod_outlives_its_first_token(Node node) throws Exception {
    var api = AdminClient.of(node.kubeconfig());
    var patch = AdminClient.YAML.readTree(WITH_A_SHORT_TOKEN);
    for (var module : SharedNode.MODULES) {
      start(context(new PodDriver(module, api, patch), TestLevel.POD, api), "10");
    }
    TimeUnit.SECONDS.sleep(LIFE.plusSeconds(30).toSeconds());
    for (var program : running) {
      var before = program.lines().size();
      program.await("another list", () -> program.lines().size() > before);
      assertFalse(program.out().contains("(401)"), program::out);
    }
  }

  @Test
  void a_token_bound_to_a_secret_ends_with_it(Node node) throws Exception {
    var api = AdminClient.of(node.kubeconfig());
    for (var module : SharedNode.MODULES) {
      var context = context(new JarDriver(module), TestLevel.NODE, api);
      var secret = api.post(context.path("secrets"), AdminClient.named("until-deleted"));
      var request = TOKEN_OF_A_SECRET.formatted(secret.at("/metadata/uid").asString());
      var account = context.path("serviceaccounts/example/token");
      var answer = api.post(account, (ObjectNode) AdminClient.YAML.readTree(request));
      context.serviceAccount(context.secret(answer.at("/status/token").asString()));
      start(context, "1");
    }
    for (var context : contexts) {
      api.delete(context.path("secrets/until-deleted"));
    }
    for (var program : running) {
      assertEquals(1, program.exit(), program::out);
      assertEquals(
          "The API server does not accept the credential (401): it has expired, was revoked, or"
              + " is for another cluster. Get a new token or kubeconfig.\n",
          program.err());
    }
  }
}

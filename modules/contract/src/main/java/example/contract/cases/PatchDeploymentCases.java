package example.contract.cases;

import static example.contract.Contract.TestLevel.NODE;
import static org.junit.jupiter.api.Assertions.assertEquals;

import example.contract.CaseContext;
import example.contract.Contract;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a strategic merge patch does to a list, in whatever order; the other cases are rows of
 * request-cases.yaml.
 */
public final class PatchDeploymentCases {

  private static final String DEPLOYMENTS = "apis/apps/v1/deployments";

  @Contract(
      id = "patch-deployment.variable",
      says = "A strategic merge patch changes one container of a list, and one of its variables",
      on = NODE)
  void variable(CaseContext context) throws Exception {
    var web = (ObjectNode) RequestRow.anchor("web").get(DEPLOYMENTS);
    context.role("patch-deployment").api().post(context.path(DEPLOYMENTS), web);

    var outcome = context.runInPod("patch-deployment", "--env", "LEVEL=\"debug\"");

    assertEquals("web: variable LEVEL of app changed\n", outcome.printed());
    var stored = context.api().get(context.path(DEPLOYMENTS + "/web"));
    var containers = stored.at("/spec/template/spec/containers");
    var variables = containers.findValuesAsString("value");
    assertEquals(Set.of("fast", "\"debug\""), Set.copyOf(variables));
    var images = containers.findValuesAsString("image");
    assertEquals(Set.of("example.com/proxy:1", "example.com/app:1"), Set.copyOf(images));
  }
}

package example.onk3s;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import example.contract.AdminClient;
import example.contract.CaseContext;
import example.contract.Contract.TestLevel;
import example.fakeapiserver.FakeApiServer;
import example.fakeapiserver.FakeCertificates;
import example.fakeapiserver.storage.Patches;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the programs say outside a pod when one piece is missing: the sentences on the page about
 * the first run. Each entry of {@code outside-a-pod.yaml} is one of them.
 */
class OutsideAPodTest {

  @TempDir Path home;

  @TestFactory
  Stream<DynamicTest> eachSentenceIsOnThePage() {
    var entries = AdminClient.YAML.readTree(getClass().getResourceAsStream("/outside-a-pod.yaml"));
    return entries
        .valueStream()
        .map(each -> DynamicTest.dynamicTest(block(each), () -> isOnThePage(each)));
  }

  private static String block(JsonNode entry) {
    return entry.required("block").asString();
  }

  /** Runs list-pods with each client; each must say one sentence, and the page has it. */
  private void isOnThePage(JsonNode entry) throws Exception {
    var folder = Files.createDirectories(home.toRealPath().resolve(block(entry) + "/.kube"));
    var arguments = new ArrayList<>(List.of("list-pods"));
    entry.path("arguments").forEach(each -> arguments.add(each.asString()));
    var environment = new TreeMap<>(Map.of("HOME", folder.getParent().toString()));
    if (entry.has("kubeconfig")) {
      environment.put("KUBECONFIG", folder.resolve(entry.get("kubeconfig").asString()).toString());
    }
    try (var server = FakeApiServer.start();
        var context =
            new CaseContext(
                null,
                TestLevel.PROCESS,
                AdminClient.of(server.kubeconfig()),
                server,
                SharedNode.RBAC)) {
      context.role("list-pods");
      Files.writeString(folder.resolve("dev"), kubeconfig(context, entry));
      for (var module : SharedNode.MODULES) {
        var outcome = PackagedProgram.run(module, environment, arguments);
        assertEquals(entry.required("exit").asInt(), outcome.exit(), module + ": " + outcome);
        assertEquals("", outcome.out(), module);
        assertEquals(1, outcome.err().lines().count(), module + ": " + outcome);
        var said = outcome.err().replace(folder.getParent().toString(), "/home/me");
        SharedNode.page("docs/first-run.md")
            .holdsOf(
                block(entry), module, said.replace(context.namespace(), "kubernetes-from-java"));
      }
    }
  }

  /** The administrator's, changed by the entry. */
  private static String kubeconfig(CaseContext context, JsonNode entry) {
    var anotherCa = FakeCertificates.create("another-cluster").caPem().getBytes(UTF_8);
    var patch =
        entry
            .path("patch")
            .toString()
            .replace("ANOTHER_CA", Base64.getEncoder().encodeToString(anotherCa))
            .replace("TOKEN", context.token());
    var config = (ObjectNode) AdminClient.YAML.readTree(context.api().kubeconfig());
    config.withObject("/contexts/0").put("name", "default");
    config.put("current-context", "default");
    return AdminClient.YAML.writeValueAsString(
        Patches.json(config, AdminClient.JSON.readTree(patch)));
  }
}

package example.repochecks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Three modules that can be laid side by side, and files that can leave them. */
class NamesTest {

  private static final String LIST_PODS = Tree.path("fabric8", "ListPods");
  private static final String PATTERN =
      """
      package example.MODULE;

      public final class ListPods {
        public record Page(int size) {}

        public void each(String namespace) {}

        private void helper() {}
      %s
      }
      """
          .formatted("\n".repeat(60));

  @TempDir Path folder;

  private Tree soundTree() throws IOException {
    return new Tree(folder).withPattern("ListPods", PATTERN);
  }

  private void modulesSay(String... sentences) throws IOException {
    assertEquals(List.of(sentences), new SameInEachModule().problems(folder));
  }

  private void textSays(String... sentences) throws IOException {
    assertEquals(List.of(sentences), new PatternText().problems(folder));
  }

  @Test
  void theThreeModulesAreAlike() throws Exception {
    Repository.satisfies(new SameInEachModule());
  }

  @Test
  void everyPatternCanBeCopiedAsItReads() throws Exception {
    Repository.satisfies(new PatternText());
  }

  @Test
  void theSmallTreeIsSound() throws Exception {
    soundTree();
    modulesSay();
    textSays();
  }

  @Test
  void nothingToReadIsAProblem() throws Exception {
    modulesSay("modules: no pattern is there to compare. Look at where this check looks.");
    textSays("modules: no pattern is there to read. Look at where this check looks.");
  }

  @Test
  void aFileOfOneModuleIsMissingInTheOthers() throws Exception {
    soundTree().withPattern("fabric8", "Main", "package example.fabric8;\n");
    var main = Tree.path("fabric8", "Main");
    modulesSay(
        main + ": modules/client-java has no such file. Write it there too.",
        main + ": modules/java-net-http has no such file. Write it there too.");
  }

  @Test
  void privateMembersMayDiffer() throws Exception {
    soundTree().broken(LIST_PODS, "helper", "another");
    modulesSay();
  }

  @Test
  void publicMembersStandInOneOrder() throws Exception {
    soundTree().broken(LIST_PODS, "(int size)", "(int pods, int size)");
    modulesSay(
        LIST_PODS
            + ": component ListPods.Page.pods stands where "
            + Tree.path("client-java", "ListPods")
            + " has component ListPods.Page.size. Give both the same public members in one order.");
  }

  @Test
  void aPublicMemberOfOneModuleIsNamed() throws Exception {
    soundTree().broken(LIST_PODS, "private void helper", "public void helper");
    modulesSay(
        LIST_PODS
            + ": method ListPods.helper stands where "
            + Tree.path("client-java", "ListPods")
            + " has nothing more. Give both the same public members in one order.");
  }

  @Test
  void thePackageIsTheModules() throws Exception {
    soundTree().broken(LIST_PODS, "example.fabric8", "example.fabric");
    textSays(LIST_PODS + ": package example.fabric must be example.fabric8.");
  }

  @Test
  void aPatternIsNotAFragment() throws Exception {
    soundTree().with(LIST_PODS, "package example.fabric8;\n");
    textSays(LIST_PODS + ": 1 lines. Between 60 and 220 can be read and copied.");
  }

  @Test
  void aPatternIsNotALibrary() throws Exception {
    soundTree().broken(LIST_PODS, "\n}\n", "\n".repeat(200) + "}\n");
    textSays(LIST_PODS + ": 269 lines. Between 60 and 220 can be read and copied.");
  }

  @Test
  void importsAreNamedAndBringNoFacade() throws Exception {
    soundTree()
        .broken(
            LIST_PODS, ";\n\npublic", ";\nimport java.util.*;\nimport org.slf4j.Logger;\npublic");
    textSays(
        LIST_PODS + ": imports java.util.*. Name what is used.",
        LIST_PODS + ": imports org.slf4j.Logger. A copy brings none; use System.Logger.");
  }

  @ParameterizedTest
  @CsvSource({"kube-system", "default", "kubernetes-from-java"})
  void aNamespaceIsAParameter(String namespace) throws Exception {
    soundTree()
        .broken(
            LIST_PODS, "each(String namespace) {", "each() { each(\"%s\");".formatted(namespace));
    textSays(LIST_PODS + ": \"" + namespace + "\" is a namespace. Take it as a parameter.");
  }

  @Test
  void theSwitchMayFallBackToDefault() throws Exception {
    var access =
        PATTERN
            .replace("ListPods", "ClusterAccess")
            .replace("each(String namespace) {", "each() { each(\"default\");");
    soundTree().withPattern("ClusterAccess", access);
    textSays();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "checkServerTrusted(X[] x) throws E { /* why */ } | checkServerTrusted(X[] x) throws E { }",
        "SSLContexts.ALLOW_ALL                            | ALLOW_ALL",
        "NoopHostnameVerifier.INSTANCE                    | NoopHostnameVerifier",
        "hostnameVerifier((name, session) -> true)        | hostnameVerifier((",
        "client.setVerifyingSsl(false)                    | setVerifyingSsl(false)",
        "config.withTrustCerts(true)                      | withTrustCerts(true)",
        "\"jdk.internal.httpclient.disableHostnameVerification\" "
            + "| jdk.internal.httpclient.disableHostnameVerification"
      })
  void noServerIsTrustedUnseen(String code, String shown) throws Exception {
    soundTree().broken(LIST_PODS, "private void helper() {}", code);
    textSays("%s: \"%s\" trusts every server. Trust the cluster's CA.".formatted(LIST_PODS, shown));
  }

  @Test
  void onlyMainPrints() throws Exception {
    soundTree().broken(LIST_PODS, "helper() {}", "helper() { System.err.println(); }");
    textSays(LIST_PODS + ": \"System.err\" prints. Return it, and let Main print.");
  }

  @Test
  void noClientIsForTheWholeProcess() throws Exception {
    soundTree().broken(LIST_PODS, "helper() {}", "helper() { setDefaultApiClient(null); }");
    textSays(
        LIST_PODS
            + ": \"setDefaultApiClient\" is for the whole process. Take a client as a parameter.");
  }

  @Test
  void aPathOfThisRepositoryIsOnlyInTheHeader() throws Exception {
    var url = "// https://kubernetes.io/docs/concepts/\n";
    soundTree()
        .with(LIST_PODS, "// Page:       docs/x.md\n" + url + PATTERN.replace("MODULE", "fabric8"));
    textSays();
    new Tree(folder).broken(LIST_PODS, "private void", "/** See docs/x.md. */\n  private void");
    textSays(LIST_PODS + ": names docs/x.md, which a copy does not have. Say it in words.");
  }
}

package example.repochecks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Three modules that can be laid side by side, and files that can leave them. */
class NamesTest {

  private static final String COUNT_THINGS = Tree.path("fabric8", "CountThings");
  private static final String PATTERN =
      """
      package example.MODULE;

      public final class CountThings {
        public record Page(int size) {}

        public void each(String namespace) {}

        private void helper() {}
      %s
      }
      """
          .formatted("\n".repeat(60));

  @TempDir Path folder;

  private Tree soundTree() throws IOException {
    return new Tree(folder).withPattern("CountThings", PATTERN);
  }

  private void modulesSay(String... sentences) throws IOException {
    assertEquals(List.of(sentences), new ApiParity((module, pattern) -> true).problems(folder));
  }

  private void textSays(String... sentences) throws IOException {
    assertEquals(List.of(sentences), new PatternText().problems(folder));
  }

  @Test
  void theThreeModulesAreAlike() throws Exception {
    Repository.satisfies(new ApiParity());
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
  void aPatternThatAClientDoesNotSupportHasNoFileThere() throws Exception {
    soundTree();
    var check = new ApiParity((module, pattern) -> !module.equals("fabric8"));
    assertEquals(
        List.of(
            COUNT_THINGS
                + ": clients.yaml says that fabric8 does not support count-things. Delete one of the two."),
        check.problems(folder));
    Files.delete(folder.resolve(COUNT_THINGS));
    assertEquals(List.of(), check.problems(folder));
    modulesSay(
        Tree.path("client-java", "CountThings")
            + ": modules/fabric8 has no such file. Write it there too.");
  }

  @Test
  void privateMembersMayDiffer() throws Exception {
    soundTree().broken(COUNT_THINGS, "helper", "another");
    modulesSay();
  }

  @Test
  void publicMembersStandInOneOrder() throws Exception {
    soundTree().broken(COUNT_THINGS, "(int size)", "(int pods, int size)");
    modulesSay(
        COUNT_THINGS
            + ": component CountThings.Page.pods stands where "
            + Tree.path("client-java", "CountThings")
            + " has component CountThings.Page.size. Give both the same public members in one order.");
  }

  @Test
  void aPublicMemberOfOneModuleIsNamed() throws Exception {
    soundTree().broken(COUNT_THINGS, "private void helper", "public void helper");
    modulesSay(
        COUNT_THINGS
            + ": method CountThings.helper stands where "
            + Tree.path("client-java", "CountThings")
            + " has nothing more. Give both the same public members in one order.");
  }

  @Test
  void thePackageIsTheModules() throws Exception {
    soundTree().broken(COUNT_THINGS, "example.fabric8", "example.fabric");
    textSays(COUNT_THINGS + ": package example.fabric must be example.fabric8.");
  }

  @Test
  void aPatternIsNotAFragment() throws Exception {
    soundTree().with(COUNT_THINGS, "package example.fabric8;\n");
    textSays(COUNT_THINGS + ": 1 lines. Between 60 and 220 can be read and copied.");
  }

  @Test
  void aPatternIsNotALibrary() throws Exception {
    soundTree().broken(COUNT_THINGS, "\n}\n", "\n".repeat(200) + "}\n");
    textSays(COUNT_THINGS + ": 269 lines. Between 60 and 220 can be read and copied.");
  }

  @Test
  void importsAreNamedAndBringNoFacade() throws Exception {
    soundTree()
        .broken(
            COUNT_THINGS,
            ";\n\npublic",
            ";\nimport java.util.*;\nimport org.slf4j.Logger;\npublic");
    textSays(
        COUNT_THINGS + ": imports java.util.*. Name what is used.",
        COUNT_THINGS + ": imports org.slf4j.Logger. A copy brings none; use System.Logger.");
  }

  @ParameterizedTest
  @CsvSource({"kube-system", "default", "kubernetes-from-java"})
  void aNamespaceIsAParameter(String namespace) throws Exception {
    soundTree()
        .broken(
            COUNT_THINGS,
            "each(String namespace) {",
            "each() { each(\"%s\");".formatted(namespace));
    textSays(COUNT_THINGS + ": \"" + namespace + "\" is a namespace. Take it as a parameter.");
  }

  @Test
  void theSwitchMayFallBackToDefault() throws Exception {
    var access =
        PATTERN
            .replace("CountThings", "ClusterAccess")
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
    soundTree().broken(COUNT_THINGS, "private void helper() {}", code);
    textSays(
        "%s: \"%s\" trusts every server. Trust the cluster's CA.".formatted(COUNT_THINGS, shown));
  }

  @Test
  void aMainOfItsOwnPrints() throws Exception {
    soundTree()
        .broken(
            COUNT_THINGS,
            "private void helper() {}",
            "public static void main(String[] args) {\n    System.out.println();\n  }");
    textSays();
  }

  @Test
  void onlyMainPrints() throws Exception {
    soundTree().broken(COUNT_THINGS, "helper() {}", "helper() { System.err.println(); }");
    textSays(COUNT_THINGS + ": \"System.err\" prints. Return it, and let Main print.");
  }

  @Test
  void noClientIsForTheWholeProcess() throws Exception {
    soundTree().broken(COUNT_THINGS, "helper() {}", "helper() { setDefaultApiClient(null); }");
    textSays(
        COUNT_THINGS
            + ": \"setDefaultApiClient\" is for the whole process. Take a client as a parameter.");
  }

  @Test
  void aPathOfThisRepositoryIsOnlyInTheHeader() throws Exception {
    var url = "// https://kubernetes.io/docs/concepts/\n";
    soundTree()
        .with(
            COUNT_THINGS,
            "// Page:       docs/x.md\n" + url + PATTERN.replace("MODULE", "fabric8"));
    textSays();
    new Tree(folder).broken(COUNT_THINGS, "private void", "/** See docs/x.md. */\n  private void");
    textSays(COUNT_THINGS + ": names docs/x.md, which a copy does not have. Say it in words.");
  }
}

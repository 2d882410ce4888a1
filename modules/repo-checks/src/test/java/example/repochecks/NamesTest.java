package example.repochecks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Three modules that can be laid side by side, and files that can leave them. */
class NamesTest {

  private static final String COUNT_THINGS = SmallRepository.path("fabric8", "CountThings");
  private static final String CLIENT_JAVA = SmallRepository.path("client-java", "CountThings");
  private static final ApiParity PARITY = new ApiParity((module, pattern) -> true);
  private static final PatternText TEXT = new PatternText();

  private static final String PATTERN =
      """
      // Page:       docs/x.md
      // https://kubernetes.io/docs/concepts/
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
  private SmallRepository small;

  @BeforeEach
  void soundPatterns() throws IOException {
    small = new SmallRepository(folder).withPattern("CountThings", PATTERN);
  }

  @Test
  void theThreeModulesAreAlike() throws Exception {
    SmallRepository.theRealOneHolds(new ApiParity());
  }

  @Test
  void everyPatternCanBeCopiedAsItReads() throws Exception {
    SmallRepository.theRealOneHolds(TEXT);
  }

  @Test
  void theSmallOnesAreSound() throws Exception {
    small.says(PARITY);
    small.says(TEXT);
  }

  @Test
  void nothingToReadIsAProblem() throws Exception {
    var empty = new SmallRepository(folder.resolve("docs"));
    empty.says(PARITY, "modules: there is no pattern to read.");
    empty.says(TEXT, "modules: there is no pattern to read.");
  }

  @Test
  void aPatternThatAClientDoesNotSupportHasNoFileThere() throws Exception {
    var withoutFabric8 = new ApiParity((module, pattern) -> !module.equals("fabric8"));
    small.says(
        withoutFabric8,
        COUNT_THINGS
            + ": clients.yaml says that fabric8 does not support count-things. Delete one of the two.");
    Files.delete(folder.resolve(COUNT_THINGS));
    small.says(withoutFabric8);
    small.says(PARITY, CLIENT_JAVA + ": modules/fabric8 has no such file. Write it there too.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          (int size)     | (int pods, int size) | component CountThings.Page.pods stands where %s has component CountThings.Page.size
          private void h | public void h        | method CountThings.helper stands where %s has nothing more
          """)
  void publicMembersThatDiffer(String sound, String broken, String sentence) throws Exception {
    small.broken(COUNT_THINGS, sound, broken);
    small.says(
        PARITY,
        "%s: %s. Give both the same public members in one order."
            .formatted(COUNT_THINGS, sentence.formatted(CLIENT_JAVA)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          example.fabric8;  | example.fabric;                      | its package must be example.fabric8
          ;\\n\\npublic     | ;\\nimport java.util.*;\\npublic     | "import java.util.*" does not say what is used. Name it
          ;\\n\\npublic     | ;\\nimport org.slf4j.Logger;\\npublic | "import org.slf4j.Logger" is more than a copy brings. Use System.Logger
          ;\\n\\npublic     | ;\\nimport tools.jackson.core.JacksonException;\\npublic | "import tools.jackson.core.JacksonException" is of a library that the client brings, and each version another. Do without it
          (String namespace) {} | () { each("kube-system"); }      | "kube-system" is a namespace. Take it as a parameter
          (String namespace) {} | () { each("default"); }          | "default" is a namespace. Take it as a parameter
          (String namespace) {} | () { each("kubernetes-from-java"); } | "kubernetes-from-java" is a namespace. Take it as a parameter
          helper() {}       | helper() { System.err.println(); }   | "System.err" prints. Return it, and let Main print
          helper() {}       | helper() { setDefaultApiClient(null); } | "setDefaultApiClient" is for the whole process. Take a client as a parameter
          private void      | /** See docs/x.md. */\\n  private void | names docs/x.md, which a copy does not have. Say it in words
          private void helper() {} | checkServerTrusted(X[] x) throws E { /* why */ } | "checkServerTrusted(X[] x) throws E { }" TRUSTS
          private void helper() {} | SSLContexts.ALLOW_ALL         | "ALLOW_ALL" TRUSTS
          private void helper() {} | NoopHostnameVerifier.INSTANCE | "NoopHostnameVerifier" TRUSTS
          private void helper() {} | hostnameVerifier((name, session) -> true) | "hostnameVerifier((" TRUSTS
          private void helper() {} | client.setVerifyingSsl(false) | "setVerifyingSsl(false)" TRUSTS
          private void helper() {} | config.withTrustCerts(true)   | "withTrustCerts(true)" TRUSTS
          private void helper() {} | "jdk.internal.httpclient.disableHostnameVerification" | "jdk.internal.httpclient.disableHostnameVerification" TRUSTS
          """)
  void whatNoCopyHolds(String sound, String broken, String sentence) throws Exception {
    small.broken(COUNT_THINGS, sound.replace("\\n", "\n"), broken.replace("\\n", "\n"));
    var trusts = "trusts every server. Trust the cluster's CA";
    small.says(TEXT, "%s: %s.".formatted(COUNT_THINGS, sentence.replace("TRUSTS", trusts)));
  }

  @ParameterizedTest
  @CsvSource({"-60, 12", "160, 232"})
  void neitherAFragmentNorALibrary(int more, int lines) throws Exception {
    var blank = "\n".repeat(60);
    small.broken(COUNT_THINGS, blank, "\n".repeat(60 + more));
    small.says(
        TEXT,
        "%s: %d lines. Between 60 and 220 can be read and copied.".formatted(COUNT_THINGS, lines));
  }

  @Test
  void clusterAccessMayFallBackToDefaultAndAMainMayPrint() throws Exception {
    small.withPattern(
        "access/ClusterAccess",
        PATTERN
            .replace("CountThings", "ClusterAccess")
            .replace("example.MODULE", "example.MODULE.access")
            .replace("(String namespace) {}", "() { each(\"default\"); }"));
    small.broken(
        COUNT_THINGS,
        "private void helper() {}",
        "public static void main(String[] args) {\n    System.out.println();\n  }");
    small.says(TEXT);
  }
}

package example.repochecks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the tests let out can be shown to anyone. */
class OutputsTest {

  private static final boolean ALL = "true".equals(System.getenv("REQUIRE_CLUSTER"));
  private static final String REPORT = "modules/fabric8/target/surefire-reports/TEST-a.xml";

  @TempDir Path folder;

  private void says(boolean all, String... sentences) throws IOException {
    assertEquals(List.of(sentences), new Outputs(all).problems(folder));
  }

  private Tree tested() throws IOException {
    return new Tree(folder)
        .with("docs/page.md", "# A page\n")
        .with("modules/fabric8/src/test/java/ATest.java", "class ATest {}\n");
  }

  @Test
  void nothingOfThisBuildHoldsASecret() throws Exception {
    System.out.println(Outputs.seen(Repository.ROOT));
    Repository.satisfies(new Outputs(ALL));
  }

  /** The long tests run on their own, and not in every module. */
  @Test
  @Tag("long")
  void nothingOfTheLongTestsHoldsASecret() throws Exception {
    Repository.satisfies(new Outputs(false));
  }

  @Test
  void aHarmlessReport() throws Exception {
    tested().with(REPORT, "<testcase name=\"count-things.all\"/>");
    says(true);
    assertEquals(
        "Looked for secrets in what the tests wrote, files by module: fabric8 1.",
        Outputs.seen(folder));
  }

  @Test
  void aModuleWithoutAReportIsAProblemWhereAllHasRun() throws Exception {
    tested();
    says(
        true,
        "modules/fabric8/target/surefire-reports: nothing to read. Run make test, whose output this is.");
    says(false);
    assertEquals(
        "Looked for secrets in what the tests wrote, files by module: fabric8 nothing (its tests have not run).",
        Outputs.seen(folder));
  }

  @Test
  void nothingToReadIsAProblem() throws Exception {
    says(false, "modules: nothing to read. Run make test, or look at where this check looks.");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        REPORT,
        "modules/fabric8/target/surefire-reports-25/a.txt",
        "modules/fabric8/target/a.log",
        "modules/fabric8/target/reports/fake.json",
        "docs/page.md"
      })
  void aTokenAnywhere(String file) throws Exception {
    var jwt = encoded("{\"alg\":\"none\"}") + "." + encoded("{\"sub\":\"example\"}") + ".c2lnbmVk";
    tested().with(file, "Authorization: Bearer " + jwt);
    says(false, file + ": holds a token (JWT). Find the test that lets it out.");
  }

  private static String encoded(String json) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(json.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void whatIsBuiltIsNoOutput() throws Exception {
    tested().with("modules/fabric8/target/classes/a.txt", "planted-token-of-" + "home");
    says(false);
  }

  @Test
  void aPrivateKeyInXml() throws Exception {
    var key = "-----BEGIN PRIVATE KEY-----&#10;" + "MIIE".repeat(16);
    tested().with(REPORT, "<testcase message=\"%s\"/>".formatted(key));
    says(false, REPORT + ": holds a private key. Find the test that lets it out.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "RSA ", "EC "})
  void aPrivateKeyInBase64(String kind) throws Exception {
    var pem = "-----BEGIN " + kind + "PRIVATE KEY-----\n" + "MIIE".repeat(32);
    tested().with(REPORT, "client-key-data: " + encoded(pem));
    says(false, REPORT + ": holds a private key in Base64. Find the test that lets it out.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"planted-token-of-%s", "opaque-%s-marker"})
  void whatATestHasPlanted(String planted) throws Exception {
    tested().with(REPORT, "<system-out>" + planted.formatted("5ecret") + "</system-out>");
    says(false, REPORT + ": holds a planted secret. Find the test that lets it out.");
  }

  @Test
  void aCertificateIsNoSecret() throws Exception {
    tested()
        .with("docs/page.md", "certificate-authority-data: " + encoded("-----BEGIN CERTIFICATE"));
    says(false);
  }
}

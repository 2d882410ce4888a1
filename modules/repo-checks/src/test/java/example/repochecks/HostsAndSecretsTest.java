package example.repochecks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is committed can be shown to anyone and built anywhere. */
class HostsAndSecretsTest {

  @TempDir Path folder;

  private void says(String... sentences) throws IOException {
    assertEquals(List.of(sentences), new HostsAndSecrets().problems(folder));
  }

  @Test
  void noFileNamesARegistryOrHoldsASecret() throws Exception {
    Repository.satisfies(new HostsAndSecrets());
  }

  @Test
  void nothingToReadIsAProblem() throws Exception {
    says(".: no file is there to read. Look at where this check looks.");
  }

  @Test
  void aTreeWithoutEither() throws Exception {
    new Tree(folder)
        .with("pom.xml", "<project xmlns=\"http://maven.apache.org/POM/4.0.0\" />")
        .with("Keys.java", "var begin = \"-----BEGIN PRIVATE KEY-----\\n\" + base64;")
        .with("page.md", "A token begins with eyJhbGciOiJSUzI1NiJ9 and is cut here.")
        .with("target/settings.xml", "https://" + "pypi-org".replace('-', '.'));
    says();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "repo-maven-apache-org",
        "repo1-maven-org",
        "central-sonatype-com",
        "pypi-org",
        "files-pythonhosted-org",
        "registry-npmjs-org",
        "index-crates-io",
        "proxy-golang-org",
        "deb-debian-org",
        "ftp-de-debian-org"
      })
  void aRegistry(String host) throws Exception {
    var real = host.replace('-', '.');
    new Tree(folder).with("settings.xml", "<url>https://%s/a</url>".formatted(real));
    says(
        "settings.xml: names the registry host %s. Leave it to the user's settings."
            .formatted(real));
  }

  @Test
  void aToken() throws Exception {
    var jwt = encoded("{\"alg\":\"none\"}") + "." + encoded("{\"sub\":\"example\"}") + ".c2lnbmVk";
    new Tree(folder).with("fixtures/token", jwt);
    says("fixtures/token: holds a token (JWT). Make it when the test runs.");
  }

  private static String encoded(String json) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(json.getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\\n\" + \"", ""})
  void aPrivateKey(String lineBreak) throws Exception {
    var key = "-----BEGIN RSA PRIVATE KEY-----" + lineBreak + "MIIE".repeat(16);
    new Tree(folder).with("fixtures/key.pem", key);
    says("fixtures/key.pem: holds a private key. Make it when the test runs.");
  }
}

package example.repochecks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import example.repochecks.docs.Docs;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A bump of a version reaches all that names it. */
class VersionsTest {

  private static final String FABRIC8 = Tree.path("fabric8", "CountThings");
  private static final String CLIENT_JAVA = Tree.path("client-java", "CountThings");
  private static final String PAGE = "docs/page.md";

  @TempDir Path folder;
  private Tree tree;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  @BeforeEach
  void soundTree() throws IOException {
    tree =
        new Tree(folder)
            .with(
                "pom.xml",
                """
                <project>
                  <properties>
                    <client-java.version>8.0.0</client-java.version>
                    <fabric8.version>8.0.0</fabric8.version>
                  </properties>
                  <dependencyManagement><dependencies>
                    <dependency>
                      <groupId>io.kubernetes</groupId>
                      <artifactId>client-java</artifactId>
                      <version>${client-java.version}</version>
                    </dependency>
                    <dependency>
                      <groupId>io.fabric8</groupId>
                      <artifactId>kubernetes-client</artifactId>
                      <version>${fabric8.version}</version>
                    </dependency>
                  </dependencies></dependencyManagement>
                </project>
                """)
            .with("modules/fabric8/pom.xml", pom("io.fabric8", "kubernetes-client"))
            .with("modules/client-java/pom.xml", pom("io.kubernetes", "client-java"))
            .with(FABRIC8, header("io.fabric8:kubernetes-client:8.0.0"))
            .with(CLIENT_JAVA, withoutRegion("io.kubernetes:client-java:8.0.0"))
            .with(
                PAGE,
                """
                # A page

                <!-- snippet:%s#list -->
                ```java
                list();
                ```
                <!-- /snippet -->
                """
                    .formatted(FABRIC8));
  }

  private static String pom(String group, String artifact) {
    return """
        <project>
          <dependencies>
            <dependency><groupId>info.picocli</groupId><artifactId>picocli</artifactId></dependency>
            <dependency><groupId>%s</groupId><artifactId>%s</artifactId></dependency>
            <dependency>
              <groupId>example</groupId><artifactId>contract</artifactId><scope>test</scope>
            </dependency>
          </dependencies>
        </project>
        """
        .formatted(group, artifact);
  }

  private static String header(String need) {
    return """
        // SPDX-License-Identifier: MIT-0
        //DEPS %s
        // Permission: none
        package example;

        class CountThings {
          // @start region="list"
          list();
          // @end
        }
        """
        .formatted(need);
  }

  private static String withoutRegion(String need) {
    return header(need).replaceAll("(?m)^ +// @.*\n", "");
  }

  /** With pages that are fresh. */
  private void says(List<String> problems, String... printed) throws IOException {
    says(fresh -> List.of(), problems, printed);
  }

  private void says(Versions.Pages pages, List<String> problems, String... printed)
      throws IOException {
    var print = new PrintStream(out, true, StandardCharsets.UTF_8);
    assertEquals(problems, new Versions(folder, pages, print).write());
    assertEquals(List.of(printed), out.toString(StandardCharsets.UTF_8).lines().toList());
  }

  private static List<String> made(Path repository) throws IOException {
    return new Docs(repository).write();
  }

  private void bump() throws IOException {
    tree.broken("pom.xml", "<fabric8.version>8.0.0", "<fabric8.version>8.0.1");
  }

  private static String stale(String where) {
    return where
        + ": still names kubernetes-client 8.0.0. Look whether it is true of the new one, and write that.";
  }

  @Test
  void nothingToDo() throws Exception {
    says(List.of(), "nothing to do: headers and pages name what pom.xml pins.");
  }

  @Test
  void aBumpRewritesTheHeadersOfThatModuleOnly() throws Exception {
    bump();
    says(List.of(), FABRIC8 + ": io.fabric8:kubernetes-client 8.0.0 -> 8.0.1");
    assertEquals(
        header("io.fabric8:kubernetes-client:8.0.1"), Files.readString(folder.resolve(FABRIC8)));
    assertEquals(
        withoutRegion("io.kubernetes:client-java:8.0.0"),
        Files.readString(folder.resolve(CLIENT_JAVA)));
    out.reset();
    nothingToDo();
  }

  @Test
  void thePomsThatArePassedOnAreWrittenToo() throws Exception {
    var pom =
        """
        <dependency>
          <groupId>io.fabric8</groupId>
          <artifactId>kubernetes-client</artifactId>
          <version>%s</version>
        </dependency>
        """;
    tree.with("docs/copying/fabric8/pom.xml", pom.formatted("8.0.0"));
    bump();
    says(
        List.of(),
        FABRIC8 + ": io.fabric8:kubernetes-client 8.0.0 -> 8.0.1",
        "docs/copying/fabric8/pom.xml: io.fabric8:kubernetes-client 8.0.0 -> 8.0.1");
    assertEquals(
        pom.formatted("8.0.1"), Files.readString(folder.resolve("docs/copying/fabric8/pom.xml")));
  }

  @Test
  void thePagesAreMadeAnew() throws Exception {
    tree.broken(FABRIC8, "  list();", "  list(all);");
    says(VersionsTest::made, List.of(), PAGE + ": wrote snippet:" + FABRIC8 + "#list");
    assertTrue(Files.readString(folder.resolve(PAGE)).contains("list(all);"));
  }

  @Test
  void aPageThatCannotBeMade() throws Exception {
    tree.broken(PAGE, "#list", "#lists");
    says(
        VersionsTest::made,
        List.of(
            "%s: snippet:%s#lists: %s has no region \"lists\"; it has \"list\"."
                .formatted(PAGE, FABRIC8, FABRIC8)));
  }

  @Test
  void aStaleMentionIsNamedWithItsLine() throws Exception {
    tree.with(
        "README.md", "# Here\n\nMeasured with fabric8 8.0.0, not 18.0.0, 8.0.0.1 or 8.0.0-M1.\n");
    tree.with("modules/fabric8/src/main/resources/a.yaml", "measured: {fabric8: 8.0.0}\n");
    bump();
    says(
        List.of(stale("README.md:3"), stale("modules/fabric8/src/main/resources/a.yaml:1")),
        FABRIC8 + ": io.fabric8:kubernetes-client 8.0.0 -> 8.0.1");
  }

  @Test
  void whatTheBuildWritesIsNotStale() throws Exception {
    tree.with("docs/reference/last-full-run.yaml", "version: 8.0.0\n");
    tree.with("modules/fabric8/src/test/java/ATest.java", "// 8.0.0\n");
    tree.with(
        "docs/other.md", "# Other\n\n<!-- recorded:a -->\n8.0.0\n<!-- /recorded -->\n\n8.0.0\n");
    bump();
    says(
        List.of(stale("docs/other.md:7")),
        FABRIC8 + ": io.fabric8:kubernetes-client 8.0.0 -> 8.0.1");
  }

  @Test
  void aStaleMentionIsStillNamedWhenTheHeadersAreWritten() throws Exception {
    git("init", "-q");
    git("add", ".");
    git("-c", "user.name=a", "-c", "user.email=a@example.com", "commit", "-qm", "before");
    bump();
    tree.broken(FABRIC8, "client:8.0.0", "client:8.0.1");
    tree.with("README.md", "# Here\n\nMeasured with 8.0.0.\n");
    says(List.of(stale("README.md:3")));
  }

  private void git(String... arguments) throws Exception {
    var command = new ArrayList<>(List.of("git"));
    command.addAll(List.of(arguments));
    var git = new ProcessBuilder(command).directory(folder.toFile()).inheritIO().start();
    assertEquals(0, git.waitFor());
  }

  @Test
  void aHeaderThatNamesWhatIsNotPinned() throws Exception {
    tree.broken(FABRIC8, "kubernetes-client", "openshift-client");
    says(
        List.of(
            FABRIC8
                + ": DEPS names io.fabric8:openshift-client, which pom.xml does not pin. Pin it there, or name another.",
            "modules/fabric8/pom.xml: builds on io.fabric8:kubernetes-client, which no header of its files names. Write a DEPS line, or drop it."));
  }
}

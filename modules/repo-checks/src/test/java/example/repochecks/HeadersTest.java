package example.repochecks;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The header of a pattern tells the truth. */
class HeadersTest {

  private static final String COUNT_THINGS = SmallRepository.path("fabric8", "CountThings");
  private static final String ACCESS = SmallRepository.path("fabric8", "access/ClusterAccess");
  private static final String ROLE = "manifests/rbac/count-things/role.yaml";

  @TempDir Path folder;
  private SmallRepository small;

  @BeforeEach
  void soundHeaders() throws IOException {
    small =
        new SmallRepository(folder)
            .withManaged("io.fabric8:kubernetes-client:8.0.0")
            .with(
                ROLE,
                "rules: [{resources: [pods], verbs: [list]}, {resources: [pods/log], verbs: [get]}]\n")
            .with("docs/patterns/count-things.md", "# Count things\n")
            .with(
                COUNT_THINGS,
                """
                // SPDX-License-Identifier: MIT-0
                //JAVA 17+
                //DEPS io.fabric8:kubernetes-client:8.0.0
                // Permission: list pods; get pods/log
                // Cases:      count-things.*
                // Page:       docs/patterns/count-things.md
                package example.fabric8;
                """)
            .with(
                ACCESS,
                """
                // SPDX-License-Identifier: MIT-0
                //JAVA 17+
                //DEPS io.fabric8:kubernetes-client:8.0.0
                //SOURCES ClusterAccess.java
                // Permission: none
                // Cases:      cluster-access.*
                // Page:       docs/patterns/count-things.md
                package example.fabric8.access;
                """);
  }

  @Test
  void everyHeaderTellsTheTruth() throws Exception {
    SmallRepository.theRealOneHolds(new Headers());
  }

  @Test
  void theSmallOnesTellTheTruth() throws Exception {
    small.says(new Headers());
  }

  private static final String SHAPE =
      "its header must be the licence, then JAVA, DEPS, SOURCES, Also with, Permission, Cases, Page,"
          + " in this order and aligned; DEPS, SOURCES and Also with may be missing.";

  @ParameterizedTest
  @CsvSource({
    "'// SPDX-License-Identifier: MIT-0\n', ''",
    "'// Cases:      count-things.*\n', ''",
    "'// Page:       ', '// Page: '",
    "docs/patterns/count-things.md, the wiki"
  })
  void aHeaderOfAnotherShape(String sound, String broken) throws Exception {
    small.broken(COUNT_THINGS, sound, broken);
    small.says(new Headers(), COUNT_THINGS + ": " + SHAPE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          CountThings | client:8.0.0     | client:7.0.0     | DEPS names io.fabric8:kubernetes-client:7.0.0, but pom.xml manages 8.0.0. Name that.
          CountThings | kubernetes-cli   | openshift-cli    | DEPS names io.fabric8:openshift-client:8.0.0, but pom.xml manages no version of it. Name that.
          CountThings | list pods        | list, watch pods | Permission is "list, watch pods; get pods/log", but manifests/rbac/count-things/role.yaml grants "list pods; get pods/log". Make them say the same.
          CountThings | list pods; get pods/log | none             | Permission is "none", but manifests/rbac/count-things/role.yaml grants "list pods; get pods/log". Make them say the same.
          access/ClusterAccess | none           | get pods         | Permission is "get pods", but manifests/rbac/cluster-access/role.yaml grants "none". Make them say the same.
          access/ClusterAccess | SOURCES ClusterAccess.java | SOURCES Kubeconfig.java | SOURCES names Kubeconfig.java. Only cluster access has siblings, and they lie beside it.
          CountThings | // Permission:   | //SOURCES ClusterAccess.java\\n// Permission: | SOURCES names ClusterAccess.java. Only cluster access has siblings, and they lie beside it.
          CountThings | count-things.*   | things.*         | Cases must be count-things.*.
          CountThings | count-things.md  | things.md        | there is no page docs/patterns/things.md. Write it.
          """)
  void aHeaderThatLies(String name, String sound, String broken, String sentence) throws Exception {
    var file = SmallRepository.path("fabric8", name);
    small.broken(file, sound, broken.replace("\\n", "\n"));
    small.says(new Headers(), file + ": " + sentence);
  }

  @Test
  void theOlderVersionIsThatOfThePomAndNotForClusterAccess() throws Exception {
    small.with(
        "pom.xml",
        """
        <project>
          <properties>
            <fabric8.version>8.0.0</fabric8.version>
            <fabric8.older.version>7.9.0</fabric8.older.version>
          </properties>
          <dependencyManagement><dependencies><dependency>
            <groupId>io.fabric8</groupId>
            <artifactId>kubernetes-client</artifactId>
            <version>${fabric8.version}</version>
          </dependency></dependencies></dependencyManagement>
        </project>
        """);
    var older = "[io.fabric8:kubernetes-client:7.9.0]";
    small.says(
        new Headers(), COUNT_THINGS + ": Also with must be %s, as pom.xml says.".formatted(older));
    var line = "// Also with:  io.fabric8:kubernetes-client:7.9.0\n// Permission";
    small.broken(COUNT_THINGS, "// Permission", line);
    small.says(new Headers());
    small.broken(ACCESS, "// Permission", line);
    small.says(new Headers(), ACCESS + ": Also with must be [], as pom.xml says.");
  }

  @Test
  void aRoleIsSomePatterns() throws Exception {
    small.with("manifests/rbac/other-things/role.yaml", "kind: Role\n");
    small.says(
        new Headers(),
        "manifests/rbac/other-things: no pattern has this name. Delete or rename it.");
  }

  @Test
  void nothingToReadIsAProblem() throws Exception {
    new SmallRepository(folder.resolve("docs"))
        .says(new Headers(), "modules: there is no pattern to read.");
  }
}

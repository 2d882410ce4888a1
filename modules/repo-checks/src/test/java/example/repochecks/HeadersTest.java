package example.repochecks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The header of a pattern tells the truth. */
class HeadersTest {

  private static final String COUNT_THINGS = Tree.path("fabric8", "CountThings");
  private static final String ACCESS = Tree.path("fabric8", "ClusterAccess");
  private static final String MAIN = Tree.path("fabric8", "Main");
  private static final String ROLE = "manifests/rbac/count-things/role.yaml";

  private final Headers check = new Headers();
  @TempDir Path folder;
  private Tree tree;

  @BeforeEach
  void soundTree() throws IOException {
    tree =
        new Tree(folder)
            .with(
                "pom.xml",
                """
                <project>
                  <properties><fabric8.version>8.0.0</fabric8.version></properties>
                  <dependencyManagement><dependencies><dependency>
                    <groupId>io.fabric8</groupId>
                    <artifactId>kubernetes-client</artifactId>
                    <version>${fabric8.version}</version>
                  </dependency></dependencies></dependencyManagement>
                </project>
                """)
            .with(
                ROLE,
                """
                kind: Role
                rules:
                  - apiGroups: [""]
                    resources: [pods]
                    verbs: [list]
                """)
            .with(
                COUNT_THINGS,
                """
                // SPDX-License-Identifier: MIT-0
                //JAVA 17+
                //DEPS io.fabric8:kubernetes-client:8.0.0
                // Permission: list pods
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
                //SOURCES CountThings.java
                // Permission: none
                // Cases:      cluster-access.*
                // Page:       docs/in-cluster-or-kubeconfig.md
                package example.fabric8;
                """)
            .with(
                MAIN,
                """
                // SPDX-License-Identifier: MIT-0
                package example.fabric8;

                /** Runs one pattern. This is not
                 * a pattern. */
                class Main {}
                """);
  }

  private void says(String... sentences) throws IOException {
    assertEquals(List.of(sentences), check.problems(folder));
  }

  @Test
  void everyHeaderTellsTheTruth() throws Exception {
    Repository.satisfies(check);
  }

  @Test
  void everyPageThatAHeaderNamesIsWritten() throws Exception {
    Repository.satisfies(check::pagesExist);
  }

  @Test
  void theSmallTreeIsSound() throws Exception {
    says();
  }

  @Test
  void theLicenceComesFirst() throws Exception {
    tree.broken(COUNT_THINGS, "// SPDX-License-Identifier: MIT-0\n", "");
    says(COUNT_THINGS + ": the first line must be // SPDX-License-Identifier: MIT-0.");
  }

  @Test
  void aMissingLineIsAsked() throws Exception {
    tree.broken(COUNT_THINGS, "// Cases:      count-things.*\n", "");
    says(
        COUNT_THINGS
            + ": its header must hold JAVA, DEPS, SOURCES, Also with, Permission, Cases, Page, in this order; DEPS, SOURCES and Also with may be missing.");
  }

  @Test
  void valuesAlign() throws Exception {
    tree.broken(COUNT_THINGS, "// Page:       ", "// Page: ");
    says(
        COUNT_THINGS
            + ": write // Page:       docs/patterns/count-things.md, so that values align.");
  }

  @Test
  void theVersionIsThePinnedOne() throws Exception {
    tree.broken(COUNT_THINGS, "client:8.0.0", "client:7.0.0");
    says(
        COUNT_THINGS
            + ": DEPS names io.fabric8:kubernetes-client:7.0.0, but pom.xml pins io.fabric8:kubernetes-client:8.0.0. Name that.");
  }

  @Test
  void theLibraryIsAPinnedOne() throws Exception {
    tree.broken(COUNT_THINGS, "io.fabric8:kubernetes-client", "io.fabric8:openshift-client");
    says(
        COUNT_THINGS
            + ": DEPS names io.fabric8:openshift-client:8.0.0. Name a group:artifact:version that pom.xml pins.");
  }

  @Test
  void thePermissionIsTheRoles() throws Exception {
    tree.broken(COUNT_THINGS, "list pods", "list, watch pods");
    says(
        COUNT_THINGS
            + ": Permission is \"list, watch pods\", but manifests/rbac/count-things/role.yaml grants \"list pods\". Make them say the same.");
  }

  @Test
  void thePermissionMayBeInAnyOrderAndOfManyRules() throws Exception {
    tree.broken(COUNT_THINGS, "list pods", "get pods/log; watch, list pods");
    tree.broken(
        ROLE,
        "verbs: [list]",
        """
        verbs: [list, watch]
          - apiGroups: [""]
            resources: [pods/log]
            verbs: [get]
        """);
    says();
  }

  @Test
  void aPatternWithARoleDoesNotSayNone() throws Exception {
    tree.broken(COUNT_THINGS, "list pods", "none");
    says(
        COUNT_THINGS
            + ": Permission is \"none\", but manifests/rbac/count-things/role.yaml grants \"list pods\". Make them say the same.");
  }

  @Test
  void aPatternWithoutARoleSaysNone() throws Exception {
    tree.broken(ACCESS, "none", "get pods");
    says(
        ACCESS
            + ": Permission is \"get pods\", but manifests/rbac/cluster-access/role.yaml grants \"none\". Make them say the same.");
  }

  @Test
  void aRoleIsSomePatterns() throws Exception {
    tree.with("manifests/rbac/other-things/role.yaml", "kind: Role\n");
    says("manifests/rbac/other-things: no pattern has this name. Delete or rename it.");
  }

  @Test
  void aSiblingExists() throws Exception {
    tree.broken(ACCESS, "CountThings.java", "Kubeconfig.java");
    says(ACCESS + ": SOURCES names Kubeconfig.java, which is not beside it. Name a file that is.");
  }

  @Test
  void onlyTheSwitchHasSiblings() throws Exception {
    tree.broken(COUNT_THINGS, "// Permission:", "//SOURCES ClusterAccess.java\n// Permission:");
    says(COUNT_THINGS + ": only cluster access has siblings. Stand alone.");
  }

  @Test
  void casesAndPageAreThePatterns() throws Exception {
    tree.broken(COUNT_THINGS, "count-things.*", "pods.*");
    tree.broken(COUNT_THINGS, "docs/patterns/count-things.md", "the wiki");
    says(
        COUNT_THINGS + ": Cases must be count-things.*.",
        COUNT_THINGS
            + ": Page is the wiki. It must be a path such as docs/patterns/count-things.md.");
  }

  @Test
  void mainIsNoPattern() throws Exception {
    tree.with(MAIN, "// SPDX-License-Identifier: MIT-0\n//DEPS none\nclass Main {}\n");
    says(
        MAIN + ": its header must be // SPDX-License-Identifier: MIT-0 alone.",
        MAIN + ": its Javadoc must say that it is not a pattern.");
  }

  @Test
  void nothingToReadIsAProblem() throws Exception {
    assertEquals(
        List.of("modules: no pattern is there to read. Look at where this check looks."),
        check.problems(folder.resolve("docs")));
  }

  @Test
  void aPageThatIsNotWrittenIsNamed() throws Exception {
    tree.with("docs/in-cluster-or-kubeconfig.md", "# In the cluster\n");
    assertEquals(
        List.of(COUNT_THINGS + ": there is no page docs/patterns/count-things.md. Write it."),
        check.pagesExist(folder));
    tree.with("docs/patterns/count-things.md", "# List pods\n");
    assertEquals(List.of(), check.pagesExist(folder));
  }
}

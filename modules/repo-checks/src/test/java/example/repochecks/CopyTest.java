package example.repochecks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A pattern can be taken into another project as it is, and its reader is told how. */
class CopyTest {

  private static final String COUNT_THINGS = SmallRepository.path("fabric8", "CountThings");
  private static final String ACCESS = SmallRepository.path("java-net-http", "ClusterAccess");
  private static final String KUBECONFIG = SmallRepository.path("java-net-http", "Kubeconfig");
  private static final String ROLE = "manifests/rbac/count-things/role.yaml";
  private static final String PROVIDER = managed("org.slf4j:slf4j-jdk14");
  private static final String LIBRARY = managed("io.fabric8:kubernetes-client");
  private static final String YAML = managed("org.snakeyaml:snakeyaml-engine");

  @TempDir Path folder;
  @TempDir Path workshop;
  @AutoClose private final ClassPaths classPaths = new ClassPaths();
  private SmallRepository small;

  /** The coordinates of a library that this build has at hand. */
  private static String managed(String artifact) {
    try {
      return artifact + ":" + ManagedVersions.of(Repository.ROOT).get(artifact);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  @BeforeEach
  void soundPatterns() throws IOException {
    small =
        new SmallRepository(folder)
            .withManaged(PROVIDER, LIBRARY, YAML)
            .with(ROLE, "kind: Role\n")
            .with(
                COUNT_THINGS,
                """
                // SPDX-License-Identifier: MIT-0
                //DEPS %s
                // Permission: list things
                package example.fabric8;

                class CountThings {
                  io.fabric8.kubernetes.client.KubernetesClient client;
                }
                """
                    .formatted(LIBRARY))
            .with(
                ACCESS,
                """
                // SPDX-License-Identifier: MIT-0
                //SOURCES Kubeconfig.java
                // Permission: none
                package example.javanethttp;

                class ClusterAccess {
                  Kubeconfig kubeconfig;
                }
                """)
            .with(
                KUBECONFIG,
                """
                // SPDX-License-Identifier: MIT-0
                //DEPS %s
                // Permission: none
                package example.javanethttp;

                class Kubeconfig {
                  org.snakeyaml.engine.v2.api.LoadSettings settings;
                }
                """
                    .formatted(YAML));
  }

  private CopyAlone on(Jdk jdk) {
    return new CopyAlone(jdk, classPaths, workshop);
  }

  @Test
  void everyPatternCompilesAloneOnTheRunningJdk() throws Exception {
    SmallRepository.theRealOneHolds(on(Jdk.running()));
  }

  @Test
  @Tag("long")
  void everyPatternCompilesAloneOnJdk25() throws Exception {
    var jdk = Jdk.jdk25();
    if (jdk.isEmpty()) {
      var reason = "not run on 25: set JDK25_HOME to a JDK 25";
      if ("true".equals(System.getenv("REQUIRE_CLUSTER"))) {
        fail(reason);
      }
      abort(reason);
    }
    SmallRepository.theRealOneHolds(on(jdk.get()));
  }

  @Test
  void theSmallOnesCompileAlone() throws Exception {
    small.says(on(Jdk.running()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ClusterAccess | //SOURCES Kubeconfig.java | //JAVA 17+ | error: cannot find symbol
          Kubeconfig    | //DEPS                    | // Deps    | error: package org.snakeyaml.engine.v2.api does not exist
          Kubeconfig    | org.snakeyaml.engine.v2.api.LoadSettings | java.util.List | warning: [rawtypes] found raw type: List
          """)
  void whatDoesNotCompileAlone(String name, String sound, String broken, String what)
      throws Exception {
    small.broken(SmallRepository.path("java-net-http", name), sound, broken);
    var said = on(Jdk.running()).problems(folder).toString();
    var expected = "/%s/%s.java:7: %s".formatted(name.toLowerCase(Locale.ROOT), name, what);
    assertTrue(said.contains(expected), said);
  }

  @Test
  void aCopyCompilesWithTheOlderVersionToo() throws Exception {
    var artifact = LIBRARY.substring(0, LIBRARY.lastIndexOf(':'));
    var older = artifact + ":" + ManagedVersions.older(Repository.ROOT).get(artifact);
    small.broken(COUNT_THINGS, "// Permission", "// Also with:  " + older + "\n// Permission");
    small.says(on(Jdk.running()));

    // Only the newer one brings this library.
    small.broken(COUNT_THINGS, "CountThings {", "CountThings {\n  tools.jackson.core.Version of;");
    var said = on(Jdk.running()).problems(folder).toString();
    assertTrue(said.contains("with [" + older + "]"), said);
    assertTrue(said.contains("error: package tools.jackson.core does not exist"), said);
    assertTrue(!said.contains("with [" + LIBRARY + "]"), said);
  }

  @Test
  void aCoordinateThatDoesNotExistIsNamed() throws Exception {
    small.broken(COUNT_THINGS, LIBRARY, "example:none:0");
    var problems = on(Jdk.running()).problems(folder);
    assertEquals(1, problems.size(), problems::toString);
    assertTrue(
        problems.get(0).startsWith("The coordinates [example:none:0] of DEPS lines cannot be had"),
        problems::toString);
  }

  @Test
  void nothingToCopyIsAProblem() throws Exception {
    new SmallRepository(folder.resolve("docs"))
        .says(on(Jdk.running()), "modules: there is no pattern to copy.");
  }

  // ---- what make copy-check prints ----

  private record Printed(int exit, String out, String err) {}

  private Printed check(String file) throws IOException {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    var exit =
        new CopyCheck(folder, classPaths, List.of(Jdk.running()))
            .run(file, new PrintStream(out), new PrintStream(err));
    return new Printed(
        exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  @Test
  void aFileWithALibraryThatLogs() throws Exception {
    var printed = check(COUNT_THINGS);
    assertEquals(0, printed.exit(), printed::err);
    var provider = printed.out().indexOf("<artifactId>slf4j-jdk14</artifactId>");
    var library = printed.out().indexOf("<artifactId>kubernetes-client</artifactId>");
    assertTrue(0 < provider && provider < library, printed::out);
    var role = "Permission: list things. Apply, with your namespace and service account:\n  %s\n";
    assertTrue(printed.out().endsWith(role.formatted(ROLE)), printed::out);
  }

  @Test
  void aFileWithASiblingAndWithoutALogger() throws Exception {
    var printed = check(ACCESS);
    assertEquals(0, printed.exit(), printed::err);
    for (var part : List.of("  " + ACCESS, "  " + KUBECONFIG, "<artifactId>snakeyaml-engine<")) {
      assertTrue(printed.out().contains(part), printed::out);
    }
    assertTrue(!printed.out().contains("slf4j"), printed::out);
    assertTrue(printed.out().endsWith("Permission: none. No Role is needed.\n"), printed::out);
  }

  @Test
  void aFileThatDoesNotCompileAloneAndOneThatIsNoPattern() throws Exception {
    small.broken(COUNT_THINGS, "//DEPS", "// Deps");
    var printed = check(COUNT_THINGS);
    assertEquals(1, printed.exit(), printed::out);
    assertTrue(printed.err().startsWith("A copy does not compile alone on "), printed::err);
    assertEquals(
        new Printed(
            2,
            "",
            "pom.xml is not a pattern, and not made to be copied. Set COPY to one of"
                + " ClusterAccess.java, CountThings.java, Kubeconfig.java, of a client's module.\n"),
        check("pom.xml"));
  }
}

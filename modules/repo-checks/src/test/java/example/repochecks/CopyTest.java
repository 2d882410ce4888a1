package example.repochecks;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A pattern can be taken into another project as it is. */
class CopyTest {

  private static final String ACCESS = SmallRepository.path("java-net-http", "ClusterAccess");
  private static final String KUBECONFIG = SmallRepository.path("java-net-http", "Kubeconfig");
  private static final String YAML = "org.snakeyaml:snakeyaml-engine";

  @TempDir Path folder;
  @TempDir Path workshop;
  @AutoClose private final ClassPaths classPaths = new ClassPaths();
  private SmallRepository small;

  @BeforeEach
  void soundPatterns() throws IOException {
    var version = ManagedVersions.of(Repository.ROOT).get(YAML); // this build has downloaded it
    small =
        new SmallRepository(folder)
            .with(
                ACCESS,
                """
                // SPDX-License-Identifier: MIT-0
                //SOURCES Kubeconfig.java
                package example.javanethttp;

                class ClusterAccess {
                  Kubeconfig kubeconfig;
                }
                """)
            .with(
                KUBECONFIG,
                """
                // SPDX-License-Identifier: MIT-0
                //DEPS %s:%s
                package example.javanethttp;

                class Kubeconfig {
                  org.snakeyaml.engine.v2.api.LoadSettings settings;
                }
                """
                    .formatted(YAML, version));
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
    var expected = "/%s/%s.java:6: %s".formatted(name.toLowerCase(Locale.ROOT), name, what);
    assertTrue(said.contains(expected), said);
  }

  @Test
  void aCopyCompilesWithTheOlderVersionToo() throws Exception {
    var artifact = "io.fabric8:kubernetes-client";
    var library = artifact + ":" + ManagedVersions.of(Repository.ROOT).get(artifact);
    var older = artifact + ":" + ManagedVersions.older(Repository.ROOT).get(artifact);
    var file = SmallRepository.path("fabric8", "CountThings");
    small.with(
        file,
        """
        // SPDX-License-Identifier: MIT-0
        //DEPS %s
        // Also with:  %s
        package example.fabric8;

        class CountThings {}
        """
            .formatted(library, older));
    small.says(on(Jdk.running()));

    // Only the newer one brings this library.
    small.broken(file, "CountThings {", "CountThings {\n  tools.jackson.core.Version of;");
    var said = on(Jdk.running()).problems(folder).toString();
    assertTrue(said.contains("with [" + older + "]"), said);
    assertTrue(said.contains("error: package tools.jackson.core does not exist"), said);
    assertTrue(!said.contains("with [" + library + "]"), said);
  }

  @Test
  void aCoordinateThatDoesNotExistIsNamed() throws Exception {
    small.broken(KUBECONFIG, YAML, "example:none");
    var problems = String.join("\n", on(Jdk.running()).problems(folder));
    assertTrue(problems.startsWith("The coordinates [example:none:"), problems);
  }

  @Test
  void nothingToCopyIsAProblem() throws Exception {
    new SmallRepository(folder.resolve("docs"))
        .says(on(Jdk.running()), "modules: there is no pattern to copy.");
  }
}

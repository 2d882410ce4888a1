package example.repochecks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A pattern can be taken into another project as it is. */
class CopyAloneTest {

  private static final String REMEDY = ". Name what it needs in SOURCES or DEPS.";

  @TempDir Path workshop;
  @TempDir Path folder;
  @AutoClose private final ClassPaths classPaths = new ClassPaths();

  private List<String> problems(Jdk jdk, Path repository) throws IOException {
    return new CopyAlone(jdk, classPaths, workshop).problems(repository);
  }

  @Test
  void everyPatternCompilesAloneOnTheRunningJdk() throws Exception {
    Repository.satisfies(new CopyAlone(Jdk.running(), classPaths, workshop));
  }

  @Test
  @Tag("long")
  void everyPatternCompilesAloneOnJdk25() throws Exception {
    var jdk = Jdk.jdk25();
    if (jdk.isEmpty()) {
      var reason = "not run on 25: set JDK25_HOME to a JDK 25, or install one in /usr/lib/jvm";
      if ("true".equals(System.getenv("REQUIRE_CLUSTER"))) {
        fail(reason);
      }
      abort(reason);
    }
    Repository.satisfies(new CopyAlone(jdk.get(), classPaths, workshop));
  }

  @Test
  void aSiblingThatTheHeaderNamesIsCopied() throws Exception {
    var tree =
        new Tree(folder)
            .withPattern("fabric8", "CountThings", uses("//SOURCES Kubeconfig.java\n"))
            .withPattern(
                "fabric8", "Kubeconfig", "package example.fabric8;\n\nclass Kubeconfig {}\n");
    assertEquals(List.of(), problems(Jdk.running(), tree.root()));
  }

  @Test
  void aSiblingThatTheHeaderDoesNotNameIsMissing() throws Exception {
    var tree =
        new Tree(folder)
            .withPattern("fabric8", "CountThings", uses(""))
            .withPattern(
                "fabric8", "Kubeconfig", "package example.fabric8;\n\nclass Kubeconfig {}\n");
    assertEquals(
        List.of(says("fabric8", "CountThings", "line 5, cannot find symbol")),
        problems(Jdk.running(), tree.root()));
  }

  private static String uses(String copyWith) {
    return """
        // SPDX-License-Identifier: MIT-0
        %spackage example.fabric8;

        class CountThings {
          Kubeconfig kubeconfig;
        }
        """
        .formatted(copyWith);
  }

  @Test
  void aLibraryThatTheHeaderDoesNotNameIsMissing() throws Exception {
    var tree =
        new Tree(folder)
            .withPattern("java-net-http", "CountThings", needs("tools.jackson.core:jackson-core"))
            .withPattern("java-net-http", "ReadLogs", needs("org.snakeyaml:snakeyaml-engine"));
    assertEquals(
        List.of(
            says(
                "java-net-http",
                "CountThings",
                "line 6, package org.snakeyaml.engine.v2.api does not exist")),
        problems(Jdk.running(), tree.root()));
  }

  private static String needs(String library) throws IOException {
    return """
        // SPDX-License-Identifier: MIT-0
        //DEPS %s
        package example.javanethttp;

        class Pattern {
          org.snakeyaml.engine.v2.api.LoadSettings settings;
        }
        """
        .formatted(ManagedVersions.of(Repository.ROOT).coordinate(library));
  }

  @Test
  void aCoordinateThatDoesNotExistIsNamed() throws Exception {
    var tree =
        new Tree(folder)
            .withPattern("fabric8", "CountThings", "// l\n//DEPS example:none:0\npackage a;\n");
    var problems = problems(Jdk.running(), tree.root());
    assertEquals(1, problems.size());
    assertEquals(
        Tree.path("fabric8", "CountThings") + ": the coordinates of its DEPS lines cannot be had",
        problems.get(0).substring(0, problems.get(0).indexOf(" (")));
  }

  @Test
  void aWarningIsAsBadAsAnError() throws Exception {
    var raw = "package example.fabric8;\n\nclass CountThings {\n  java.util.List pods;\n}\n";
    var tree = new Tree(folder).withPattern("fabric8", "CountThings", raw);
    assertEquals(
        List.of(says("fabric8", "CountThings", "line 4, warning: [rawtypes] found raw type: List")),
        problems(Jdk.running(), tree.root()));
  }

  @Test
  void nothingToCopyIsAProblem() throws Exception {
    assertEquals(
        List.of("modules: no pattern is there to copy. Look at where this check looks."),
        problems(Jdk.running(), folder));
  }

  private static String says(String module, String name, String what) {
    return "%s does not compile alone on %s: %s.java, %s%s"
        .formatted(Tree.path(module, name), Jdk.running(), name, what, REMEDY);
  }
}

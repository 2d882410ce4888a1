package example.repochecks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a reader is told who takes one file. */
class CopyCheckTest {

  private static final String COUNT_THINGS = Tree.path("fabric8", "CountThings");
  private static final String ACCESS = Tree.path("java-net-http", "ClusterAccess");
  private static final String KUBECONFIG = Tree.path("java-net-http", "Kubeconfig");

  @TempDir Path folder;
  @AutoClose private final ClassPaths classPaths = new ClassPaths();

  @BeforeEach
  void smallTree() throws IOException {
    new Tree(folder)
        .withSmall("manifests")
        .withPins(PROVIDER, LIBRARY, YAML)
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
            //DEPS %s
            //SOURCES Kubeconfig.java
            // Permission: none
            package example.javanethttp;

            class ClusterAccess {
              Kubeconfig kubeconfig;
            }
            """
                .formatted(YAML))
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
                .formatted(YAML))
        .with(Tree.path("fabric8", "Main"), "package example.fabric8;\n");
  }

  /** Libraries that this build has at hand. */
  private static String pinned(String artifact) {
    try {
      return ManagedVersions.of(Repository.ROOT).coordinate(artifact);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static final String PROVIDER = pinned("org.slf4j:slf4j-jdk14");
  private static final String LIBRARY = pinned("io.fabric8:kubernetes-client");
  private static final String YAML = pinned("org.snakeyaml:snakeyaml-engine");

  private record Said(int exit, String out, String err) {}

  private Said check(String file) throws IOException {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    var exit =
        new CopyCheck(folder, classPaths, List.of(Jdk.running()))
            .run(file, stream(out), stream(err));
    return new Said(
        exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  private static PrintStream stream(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }

  @Test
  void aFileWithALibraryThatLogs() throws Exception {
    var said = check(COUNT_THINGS);
    assertEquals("", said.err());
    assertEquals(0, said.exit());
    assertEquals(
        """
        %s compiles alone on %s.

        Copy, and write your own package into the package line:
          %s

        Into the <dependencies> of your pom.xml:
            <!-- The library logs through slf4j, which warns if nobody takes what it says. First, so that the
                 slf4j-api of this one is used. -->
            <dependency>
              <groupId>org.slf4j</groupId>
              <artifactId>slf4j-jdk14</artifactId>
              <version>%s</version>
              <scope>runtime</scope>
            </dependency>
            <dependency>
              <groupId>io.fabric8</groupId>
              <artifactId>kubernetes-client</artifactId>
              <version>%s</version>
            </dependency>

        Permission: list things. Apply, with your namespace and service account:
          manifests/rbac/count-things/role.yaml
        """
            .formatted(
                COUNT_THINGS, Jdk.running(), COUNT_THINGS, version(PROVIDER), version(LIBRARY)),
        said.out());
  }

  private static String version(String coordinate) {
    return coordinate.substring(coordinate.lastIndexOf(':') + 1);
  }

  @Test
  void aFileWithASiblingAndWithoutALogger() throws Exception {
    var said = check(ACCESS);
    assertEquals(0, said.exit(), said::err);
    for (var file : List.of(ACCESS, KUBECONFIG)) {
      assertTrue(said.out().contains("  " + file), said::out);
    }
    assertTrue(said.out().contains("<artifactId>snakeyaml-engine</artifactId>"), said::out);
    assertTrue(!said.out().contains("slf4j"), said::out);
    assertTrue(said.out().endsWith("Permission: none. No Role is needed.\n"), said::out);
  }

  @Test
  void aFileThatDoesNotCompileAlone() throws Exception {
    new Tree(folder)
        .with(
            COUNT_THINGS,
            "// SPDX-License-Identifier: MIT-0\npackage example.fabric8;\n\nclass CountThings {\n  Other other;\n}\n");
    var said = check(COUNT_THINGS);
    assertEquals(1, said.exit());
    assertEquals("", said.out());
    assertEquals(
        "%s does not compile alone on %s: CountThings.java, line 5, cannot find symbol. Name what it needs in SOURCES or DEPS.\n"
            .formatted(COUNT_THINGS, Jdk.running()),
        said.err());
  }

  @Test
  void noFile() throws Exception {
    refuses(
        "nope",
        "nope: there is no such file. Set COPY to a pattern file, such as COPY=%s."
            .formatted(COUNT_THINGS));
  }

  @Test
  void noArgument() throws Exception {
    refuses(
        "", "COPY is not set. Set it to a pattern file, such as COPY=%s.".formatted(COUNT_THINGS));
  }

  @Test
  void aFileThatIsNoPattern() throws Exception {
    var main = Tree.path("fabric8", "Main");
    refuses(
        main,
        main
            + ": is not a pattern, and not made to be copied. Set COPY to one of "
            + "ClusterAccess.java, CountThings.java, Kubeconfig.java, of a client's module.");
  }

  private void refuses(String file, String sentence) throws IOException {
    assertEquals(new Said(2, "", sentence + "\n"), check(file));
  }
}

package example.repochecks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a reader is told who takes one file. */
class CopyCheckTest {

  private static final String LIST_PODS = Tree.path("fabric8", "ListPods");

  @TempDir Path folder;
  @AutoClose private final ClassPaths classPaths = new ClassPaths();

  private record Said(int exit, String out, String err) {}

  private Said check(Path repository, String file) throws IOException {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    var exit =
        new CopyCheck(repository, classPaths, List.of(Jdk.running()))
            .run(file, stream(out), stream(err));
    return new Said(
        exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  private static PrintStream stream(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }

  @Test
  void aFileOfThisRepository() throws Exception {
    var said = check(Repository.ROOT, LIST_PODS);
    var pins = Pins.of(Repository.ROOT);
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

        Permission: list pods. Apply, with your namespace and service account:
          manifests/rbac/list-pods/role.yaml
        """
            .formatted(
                LIST_PODS,
                Jdk.running(),
                LIST_PODS,
                version(pins, "org.slf4j:slf4j-jdk14"),
                version(pins, "io.fabric8:kubernetes-client")),
        said.out());
  }

  private static String version(Pins pins, String artifact) {
    return pins.coordinate(artifact).substring(artifact.length() + 1);
  }

  @Test
  void aFileWithSiblingsAndWithoutALogger() throws Exception {
    var file = Tree.path("java-net-http", "ClusterAccess");
    var said = check(Repository.ROOT, file);
    assertEquals(0, said.exit(), said::err);
    for (var name : List.of("ClusterAccess", "ExecCredential", "Kubeconfig")) {
      assertTrue(said.out().contains("  " + Tree.path("java-net-http", name)), said::out);
    }
    assertTrue(said.out().contains("<artifactId>snakeyaml-engine</artifactId>"), said::out);
    assertTrue(!said.out().contains("slf4j"), said::out);
    assertTrue(said.out().endsWith("Permission: none. No Role is needed.\n"), said::out);
  }

  @Test
  void aFileThatDoesNotCompileAlone() throws Exception {
    var tree =
        new Tree(folder)
            .with(
                LIST_PODS,
                "// SPDX-License-Identifier: MIT-0\npackage example.fabric8;\n\nclass ListPods {\n  Other other;\n}\n");
    var said = check(tree.root(), LIST_PODS);
    assertEquals(1, said.exit());
    assertEquals("", said.out());
    assertEquals(
        "%s does not compile alone on %s: ListPods.java, line 5, cannot find symbol. Name what it needs in Copy with or Needs.\n"
            .formatted(LIST_PODS, Jdk.running()),
        said.err());
  }

  @Test
  void noFile() throws Exception {
    refuses(
        "nope",
        "nope: there is no such file. Set COPY to a pattern file, such as COPY=%s."
            .formatted(LIST_PODS));
  }

  @Test
  void noArgument() throws Exception {
    refuses("", "COPY is not set. Set it to a pattern file, such as COPY=%s.".formatted(LIST_PODS));
  }

  @Test
  void aFileThatIsNoPattern() throws Exception {
    var main = Tree.path("fabric8", "Main");
    refuses(
        main,
        main
            + ": is not a pattern, and not made to be copied. Set COPY to one of "
            + "ClusterAccess.java, ExecCredential.java, HandleApiErrors.java, Kubeconfig.java, "
            + "ListPods.java, WhoAmI.java, of a client's module.");
  }

  private void refuses(String file, String sentence) throws IOException {
    assertEquals(new Said(2, "", sentence + "\n"), check(Repository.ROOT, file));
  }
}

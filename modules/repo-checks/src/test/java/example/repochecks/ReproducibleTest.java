package example.repochecks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who builds the programs once more gets the same. */
class ReproducibleTest {

  private static final LocalDateTime NOON = LocalDateTime.of(2026, 11, 1, 12, 0);
  private static final String JAR = Reproducible.jar("fabric8");
  private static final String REMEDY =
      " in a second build. Find what differs between two builds and fix it there.";

  @TempDir Path one;
  @TempDir Path other;

  @BeforeEach
  void twoBuildsThatAreTheSame() throws IOException {
    for (var build : List.of(one, other)) {
      for (var module : Repository.CLIENTS) {
        jar(build, module, NOON, "A.class=a", "B.class=b");
        new Tree(build).with("modules/%s/target/lib/client-1.jar".formatted(module), "");
      }
    }
  }

  /** A jar whose entries are given as name=content. */
  private static void jar(Path build, String module, LocalDateTime time, String... entries)
      throws IOException {
    var file = build.resolve(Reproducible.jar(module));
    Files.createDirectories(file.getParent());
    try (var zip = new ZipOutputStream(Files.newOutputStream(file))) {
      for (var each : entries) {
        var parts = each.split("=");
        var entry = new ZipEntry(parts[0]);
        entry.setTimeLocal(time);
        zip.putNextEntry(entry);
        zip.write(parts[1].getBytes(StandardCharsets.UTF_8));
      }
    }
  }

  private void says(String... sentences) throws IOException {
    assertEquals(List.of(sentences), new Reproducible(other).problems(one));
  }

  @Test
  @Tag("long")
  void theProgramsOfThisBuildAreThoseOfASecond() throws Exception {
    var old = Reproducible.old(Repository.ROOT);
    if (!old.isEmpty()) {
      var reason =
          "not built a second time: %s. Run make build first, or make test."
              .formatted(String.join(", ", old));
      if ("true".equals(System.getenv("REQUIRE_CLUSTER"))) {
        fail(reason);
      }
      System.out.println("*** " + reason);
      abort(reason);
    }
    var folder = Files.createDirectory(other.resolve("second"));
    new SecondBuild(Repository.ROOT, folder).run();
    Repository.satisfies(new Reproducible(folder));
  }

  @Test
  void aBuildThatFailsSaysWhy() throws Exception {
    var tree = new Tree(one).with("pom.xml", "<project>");
    var folder = Files.createDirectory(other.resolve("second"));
    var failed =
        assertThrows(IllegalStateException.class, new SecondBuild(tree.root(), folder)::run);
    assertTrue(failed.getMessage().startsWith("The second build fails ("), failed::getMessage);
    assertTrue(failed.getMessage().contains("pom.xml"), failed::getMessage);
  }

  @Test
  void theSameJars() throws Exception {
    says();
  }

  @Test
  void anotherTime() throws Exception {
    jar(other, "fabric8", NOON.plusHours(1), "A.class=a", "B.class=b");
    says(JAR + ": entry A.class has the time 2026-11-01T12:00, but 2026-11-01T13:00" + REMEDY);
  }

  @Test
  void anotherContent() throws Exception {
    jar(other, "fabric8", NOON, "A.class=a", "B.class=c");
    says(JAR + ": entry B.class has one content, but another" + REMEDY);
  }

  @Test
  void anotherSize() throws Exception {
    jar(other, "fabric8", NOON, "A.class=a", "B.class=bb");
    says(JAR + ": entry B.class has 1 bytes, but 2" + REMEDY);
  }

  @Test
  void anEntryTooMany() throws Exception {
    jar(one, "fabric8", NOON, "A.class=a", "B.class=b", "build.properties=5");
    says(JAR + ": entry 2 is build.properties, but missing" + REMEDY);
  }

  @Test
  void anotherOrder() throws Exception {
    jar(one, "fabric8", NOON, "B.class=b", "A.class=a");
    says(JAR + ": entry 0 is B.class, but A.class" + REMEDY);
  }

  @Test
  void anotherLibrary() throws Exception {
    Files.move(
        other.resolve("modules/fabric8/target/lib/client-1.jar"),
        other.resolve("modules/fabric8/target/lib/client-2.jar"));
    says(
        "modules/fabric8/target/lib: holds client-1.jar where a second build has client-2.jar. Run make clean build.");
  }

  @Test
  void nothingToCompareIsAProblem() throws Exception {
    assertEquals(
        Repository.CLIENTS.stream()
            .map(Reproducible::jar)
            .map(jar -> jar + ": no such file in this build. Run make build.")
            .toList(),
        new Reproducible(other).problems(Files.createDirectory(one.resolve("empty"))));
  }

  @Test
  void aJarThatIsOlderThanItsSourcesIsSeen() throws Exception {
    assertEquals(List.of(), Reproducible.old(one));
    var source = one.resolve("modules/fabric8/src/main/java/A.java");
    Files.createDirectories(source.getParent());
    Files.writeString(source, "class A {}");
    var jar = one.resolve(JAR).toFile();
    assertTrue(jar.setLastModified(source.toFile().lastModified() - 5000));
    assertEquals(
        List.of(JAR + " is older than modules/fabric8/src/main/java/A.java"),
        Reproducible.old(one));
  }
}

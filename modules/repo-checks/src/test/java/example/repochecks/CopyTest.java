package example.repochecks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A pattern can be taken into another project as it is. */
class CopyTest extends CheckTest {

  CopyTest() {
    super("copies.yaml", new CopyAlone(Jdk.running()));
  }

  @Test
  @Tag("long")
  void thisRepositoryPassesOnJdk25() throws Exception {
    var home = System.getProperty("jdk25.home", System.getenv("JDK25_HOME"));
    var reason = "not run on 25: set JDK25_HOME to a JDK 25";
    if (home == null && "true".equals(System.getenv("REQUIRE_CLUSTER"))) {
      fail(reason);
    }
    assumeTrue(home != null, reason);
    var problems = new CopyAlone(new Jdk(Path.of(home), 25)).problems(Repository.ROOT);
    assertEquals("", String.join("\n", problems));
  }

  /** With the versions that this build has downloaded. */
  @Override
  protected String filled(String text) throws Exception {
    var fabric8 = "io.fabric8:kubernetes-client";
    var versions = ManagedVersions.of(Repository.ROOT, "version");
    return text.replace("{fabric8}", versions.get(fabric8))
        .replace("{older}", ManagedVersions.of(Repository.ROOT, "older.version").get(fabric8))
        .replace("{yaml}", versions.get("org.snakeyaml:snakeyaml-engine"));
  }

  /** The coordinates, and the first line of javac without its folder; or that there are none. */
  @Override
  protected String shown(String problem) {
    return problem
        .replaceFirst("(?s)^A copy .* with (\\[.*?])\\. .*?(\\w+\\.java:\\d+: .*?)\\R.*", "$1 $2")
        .replaceFirst("(?s)^The coordinates (.*) of DEPS lines (cannot be had).*", "$1: $2");
  }
}

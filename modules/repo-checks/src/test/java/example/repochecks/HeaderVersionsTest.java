package example.repochecks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A new version in the root POM reaches the files that name it. */
class HeaderVersionsTest {

  private static final String LIBRARY = "io.fabric8:kubernetes-client";
  private static final String PATTERN = SmallRepository.path("fabric8", "CountThings");
  private static final String OTHER = SmallRepository.path("client-java", "CountThings");
  private static final String POM = "docs/copying/fabric8/pom.xml";

  @TempDir Path folder;

  @Test
  void headersAndPomsAreWritten() throws Exception {
    var header = "//DEPS %s:%s\n// Also with:  %s:7.9.0\n";
    var dependency =
        """
        <groupId>io.fabric8</groupId>
        <artifactId>kubernetes-client</artifactId>
        <version>%s</version>
        """;
    var small =
        new SmallRepository(folder)
            .withManaged(LIBRARY + ":8.0.1", "io.kubernetes:client-java:8.0.0")
            .with(PATTERN, header.formatted(LIBRARY, "8.0.0", LIBRARY))
            .with(OTHER, "//DEPS io.kubernetes:client-java:8.0.0\n")
            .with(POM, dependency.formatted("8.0.0"));

    assertEquals(
        List.of("wrote the versions of " + POM, "wrote the versions of " + PATTERN),
        HeaderVersions.write(folder));
    assertEquals(header.formatted(LIBRARY, "8.0.1", LIBRARY), small.read(PATTERN));
    assertEquals(dependency.formatted("8.0.1"), small.read(POM));
    assertEquals(List.of(), HeaderVersions.write(folder));
  }
}

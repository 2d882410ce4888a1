package example.repochecks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.apache.maven.model.io.xpp3.MavenXpp3Reader;

/** The versions that the root POM manages by properties. */
final class ManagedVersions {

  private ManagedVersions() {}

  /**
   * The version of each {@code group:artifact}.
   *
   * @param kind {@code version}; or {@code older.version}, with which copies also work, of those
   *     artifacts that have one
   */
  static Map<String, String> of(Path repository, String kind) throws Exception {
    try (var in = Files.newInputStream(repository.resolve("pom.xml"))) {
      var pom = new MavenXpp3Reader().read(in);
      var versions = new TreeMap<String, String>();
      for (var each : pom.getDependencyManagement().getDependencies()) {
        var property = each.getVersion().replaceAll("[${}]", "").replaceAll("version$", kind);
        var version = pom.getProperties().getProperty(property);
        if (version != null) {
          versions.put(each.getGroupId() + ":" + each.getArtifactId(), version);
        }
      }
      return versions;
    }
  }
}

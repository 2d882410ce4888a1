package example.repochecks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.apache.maven.model.io.xpp3.MavenXpp3Reader;
import org.codehaus.plexus.util.xml.pull.XmlPullParserException;

/** The versions that the root POM manages, each with its property read. */
final class ManagedVersions {

  private ManagedVersions() {}

  /** The version of each {@code group:artifact}. */
  static Map<String, String> of(Path repository) throws IOException {
    return read(repository, "version", true);
  }

  /** The older version that copies also work with, of each artifact that has one. */
  static Map<String, String> older(Path repository) throws IOException {
    return read(repository, "older.version", false);
  }

  private static Map<String, String> read(Path repository, String kind, boolean orLiteral)
      throws IOException {
    try (var in = Files.newInputStream(repository.resolve("pom.xml"))) {
      var pom = new MavenXpp3Reader().read(in);
      var versions = new TreeMap<String, String>();
      for (var each : pom.getDependencyManagement().getDependencies()) {
        var property = each.getVersion().replaceAll("[${}]", "").replaceAll("version$", kind);
        var version =
            pom.getProperties().getProperty(property, orLiteral ? each.getVersion() : null);
        if (version != null) {
          versions.put(each.getGroupId() + ":" + each.getArtifactId(), version);
        }
      }
      return versions;
    } catch (XmlPullParserException unreadable) {
      throw new IOException("pom.xml is not a POM", unreadable);
    }
  }
}

package example.repochecks;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.SAXException;

/** The versions that the root POM manages, each with its property read. */
final class ManagedVersions {

  private final Map<String, String> versions = new TreeMap<>();

  private ManagedVersions(Document pom) {
    var managed = (Element) pom.getElementsByTagName("dependencyManagement").item(0);
    var dependencies = managed.getElementsByTagName("dependency");
    for (var i = 0; i < dependencies.getLength(); i++) {
      var each = (Element) dependencies.item(i);
      var version = text(each, "version");
      var property = version.startsWith("${") ? version.substring(2, version.length() - 1) : "";
      versions.put(
          text(each, "groupId") + ":" + text(each, "artifactId"),
          property.isEmpty() ? version : text(pom.getDocumentElement(), property));
    }
  }

  static ManagedVersions of(Path repository) throws IOException {
    return read(Files.readAllBytes(repository.resolve("pom.xml")));
  }

  /**
   * @param pom the text of a root POM
   */
  static ManagedVersions read(byte[] pom) throws IOException {
    return new ManagedVersions(parse(pom, "pom.xml"));
  }

  private static Document parse(byte[] pom, String where) throws IOException {
    try {
      var parser = DocumentBuilderFactory.newInstance().newDocumentBuilder();
      return parser.parse(new ByteArrayInputStream(pom));
    } catch (ParserConfigurationException | SAXException unreadable) {
      throw new IOException(where + " is not XML", unreadable);
    }
  }

  /** {@code group:artifact} of each dependency that a module's own POM has at compile scope. */
  static List<String> compiledAgainst(Path pom) throws IOException {
    if (!Files.exists(pom)) {
      return List.of();
    }
    var artifacts = new ArrayList<String>();
    var document = parse(Files.readAllBytes(pom), pom.toString());
    var dependencies = document.getElementsByTagName("dependency");
    for (var i = 0; i < dependencies.getLength(); i++) {
      var each = (Element) dependencies.item(i);
      if (text(each, "scope").isEmpty() && !text(each, "groupId").equals("example")) {
        artifacts.add(text(each, "groupId") + ":" + text(each, "artifactId"));
      }
    }
    return artifacts;
  }

  /** The version of each {@code group:artifact}. */
  Map<String, String> all() {
    return versions;
  }

  /** The whole coordinate of {@code group:artifact}, or null if no version of it is pinned. */
  String coordinate(String groupAndArtifact) {
    var version = versions.get(groupAndArtifact);
    return version == null ? null : groupAndArtifact + ":" + version;
  }

  private static String text(Element parent, String name) {
    var found = parent.getElementsByTagName(name).item(0);
    return found == null ? "" : found.getTextContent().strip();
  }
}

package example.repochecks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.SAXException;

/** The versions that the root POM manages, each with its property read. */
final class Pins {

  private final Map<String, String> versions = new TreeMap<>();

  private Pins(Document pom) {
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

  static Pins of(Path repository) throws IOException {
    try {
      var pom = repository.resolve("pom.xml").toFile();
      return new Pins(DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(pom));
    } catch (ParserConfigurationException | SAXException unreadable) {
      throw new IOException(repository.resolve("pom.xml") + " is not XML", unreadable);
    }
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

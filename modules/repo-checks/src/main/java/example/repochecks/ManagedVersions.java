package example.repochecks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.xml.sax.SAXException;

/** The versions that the root POM manages, each with its property read. */
final class ManagedVersions {

  private ManagedVersions() {}

  /** The version of each {@code group:artifact}. */
  static Map<String, String> of(Path repository) throws IOException {
    try {
      var parser = DocumentBuilderFactory.newInstance().newDocumentBuilder();
      var pom = parser.parse(repository.resolve("pom.xml").toFile()).getDocumentElement();
      var managed = (Element) pom.getElementsByTagName("dependencyManagement").item(0);
      var dependencies = managed.getElementsByTagName("dependency");
      var versions = new TreeMap<String, String>();
      for (var i = 0; i < dependencies.getLength(); i++) {
        var each = (Element) dependencies.item(i);
        var version = text(each, "version");
        versions.put(
            text(each, "groupId") + ":" + text(each, "artifactId"),
            version.startsWith("${")
                ? text(pom, version.substring(2, version.length() - 1))
                : version);
      }
      return versions;
    } catch (ParserConfigurationException | SAXException unreadable) {
      throw new IOException("pom.xml is not XML", unreadable);
    }
  }

  private static String text(Element parent, String name) {
    var found = parent.getElementsByTagName(name).item(0);
    return found == null ? "" : found.getTextContent().strip();
  }
}

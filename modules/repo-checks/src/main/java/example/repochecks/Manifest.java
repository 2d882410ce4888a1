package example.repochecks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * One document of a manifest.
 *
 * @param where its file in the repository, or what rendered it
 */
record Manifest(String where, JsonNode node) {

  private static final YAMLMapper YAML = new YAMLMapper();

  /** All documents of all manifests. */
  static List<Manifest> all(Path repository) throws IOException {
    var manifests = new ArrayList<Manifest>();
    for (var file : Repository.files(repository.resolve("manifests"), ".yaml")) {
      manifests.addAll(parse(repository.relativize(file).toString(), Files.readString(file)));
    }
    return manifests;
  }

  /**
   * @throws IOException if it is not YAML
   */
  static List<Manifest> parse(String where, String text) throws IOException {
    try (var documents = YAML.readerFor(JsonNode.class).<JsonNode>readValues(text)) {
      return documents.readAll().stream().map(node -> new Manifest(where, node)).toList();
    } catch (JacksonException malformed) {
      throw new IOException(where + " is not YAML: " + malformed.getOriginalMessage(), malformed);
    }
  }

  String apiVersion() {
    return node.path("apiVersion").asString("");
  }

  String kind() {
    return node.path("kind").asString("");
  }
}

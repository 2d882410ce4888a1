package example.fakeapiserver.storage;

import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the server says of the types that it keeps, for kubectl: it looks up the path of each kind
 * here. {@code discovery.json} holds these documents by their paths.
 */
public final class Discovery {

  static final ObjectNode DOCUMENTS = Json.resource("/discovery.json");

  private Discovery() {}

  /** The document at a path, if there is one. */
  public static Optional<ObjectNode> at(String path) {
    return Optional.ofNullable((ObjectNode) DOCUMENTS.get(path.replaceAll("(?<=.)/$", "")));
  }
}

package example.repochecks.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.nodes.CollectionNode;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * A file, or the lines of one node of a manifest, as they are written.
 *
 * @param language of the fence
 */
record FileExcerpt(String language, List<String> lines) {

  /**
   * @param address {@code PATH}, or {@code PATH#POINTER}: a JSON pointer to the node
   * @throws IllegalStateException with what is wrong, without a full stop
   */
  static FileExcerpt manifest(Path repository, String address) throws IOException {
    var parts = address.split("#", 2);
    if (!parts[0].startsWith("manifests/")) {
      throw new IllegalStateException(parts[0] + " is not below manifests");
    }
    var whole = file(repository, parts[0]);
    return parts.length == 1
        ? whole
        : new FileExcerpt("yaml", node(String.join("\n", whole.lines) + "\n", parts[0], parts[1]));
  }

  /**
   * @throws IllegalStateException with what is wrong, without a full stop
   */
  static FileExcerpt file(Path repository, String path) throws IOException {
    var root = repository.toAbsolutePath().normalize();
    var file = root.resolve(path).normalize();
    if (!file.startsWith(root) || !Files.isRegularFile(file)) {
      throw new IllegalStateException("there is no " + path);
    }
    var ending = path.substring(path.lastIndexOf('.') + 1);
    return new FileExcerpt(ending, Files.readString(file).strip().lines().toList());
  }

  private static List<String> node(String text, String path, String pointer) {
    var settings = LoadSettings.builder().setUseMarks(true).build();
    Node node = new Compose(settings).composeString(text).orElseThrow();
    var first = 0;
    for (var step : pointer.substring(1).split("/")) {
      var found = step(node, step.replace("~1", "/").replace("~0", "~"));
      if (found == null) {
        throw new IllegalStateException("%s has no %s".formatted(path, pointer));
      }
      first = found.line;
      node = found.value;
    }
    var lines = text.lines().toList();
    var end = end(node);
    while (end > first + 1 && isComment(lines.get(end - 1))) {
      end--; // what is between this node and the next speaks of the next
    }
    var quoted = String.join("\n", lines.subList(first, end));
    return quoted.stripIndent().lines().toList();
  }

  /** The line after a node. A block's own mark is where the next token begins. */
  private static int end(Node node) {
    var mark = node.getEndMark().orElseThrow();
    var block = node instanceof CollectionNode<?> all && all.getFlowStyle() == FlowStyle.BLOCK;
    return block || mark.getColumn() == 0 ? mark.getLine() : mark.getLine() + 1;
  }

  private static boolean isComment(String line) {
    return line.isBlank() || line.strip().startsWith("#");
  }

  /** A value, and the line in which its key or its dash stands. */
  private record Step(int line, Node value) {}

  private static Step step(Node node, String name) {
    if (node instanceof MappingNode mapping) {
      for (var each : mapping.getValue()) {
        if (each.getKeyNode() instanceof ScalarNode key && key.getValue().equals(name)) {
          return new Step(key.getStartMark().orElseThrow().getLine(), each.getValueNode());
        }
      }
    }
    if (node instanceof SequenceNode sequence && name.matches("[0-9]+")) {
      var index = Integer.parseInt(name);
      if (index < sequence.getValue().size()) {
        var value = sequence.getValue().get(index);
        return new Step(value.getStartMark().orElseThrow().getLine(), value);
      }
    }
    return null;
  }

  String fenced() {
    return "```%s\n%s\n```\n".formatted(language, String.join("\n", lines));
  }
}

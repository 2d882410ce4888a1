package example.onk3s;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import example.contract.AdminClient;
import example.contract.Command;
import example.contract.RunningProgram.Outcome;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import tools.jackson.databind.node.ObjectNode;

/** What {@code render.sh} writes, as the kubectl of a real node reads it. */
@ExtendWith(SharedNode.class)
@DisplayNameGeneration(ReplaceUnderscores.class)
class RenderOnNodeTest {

  private static final List<String> MODULES = SharedNode.MODULES;
  private static final Path REPOSITORY = SharedNode.REPOSITORY;

  @ParameterizedTest
  @FieldSource("MODULES")
  void what_is_rendered_is_what_is_written(String module, Node node) throws Exception {
    var written = node.kubectl("kustomize", Node.MANIFESTS + "/run/" + module).printed();
    assertEquals(written, rendered(node, module, "list-pods"));
  }

  @Test
  void arguments_reach_the_pod_as_they_were_given(Node node) throws Exception {
    var odd = "a='it is', \"so\": {b: [c]} # \\";
    var yaml = rendered(node, "fabric8", "who-am-i", "--json", odd, "", "--selector=a!=b");
    var kinds = new TreeMap<String, ObjectNode>();
    try (var all = AdminClient.YAML.readerFor(ObjectNode.class).<ObjectNode>readValues(yaml)) {
      all.forEachRemaining(each -> kinds.put(each.get("kind").asString(), each));
    }
    assertEquals(List.of("Namespace", "Pod", "ServiceAccount"), List.copyOf(kinds.keySet()));
    var arguments = kinds.get("Pod").at("/spec/containers/0/args").valueStream();
    assertEquals(
        List.of("who-am-i", "--json", odd, "", "--selector=a!=b"),
        arguments.map(each -> each.asString()).toList());
  }

  /** What kubectl makes of the folder that was rendered. */
  private static String rendered(Node node, String... arguments) throws Exception {
    var folder = render(arguments).printed().strip();
    node.copy(REPOSITORY.resolve(folder), "/repository/" + folder);
    return node.kubectl("kustomize", "/repository/" + folder).printed();
  }

  @ParameterizedTest
  @CsvSource({
    "fabric9, list-pods, fabric8",
    "fabric8, list-nothing, list-pods",
    "fabric8, '', list-pods"
  })
  void an_unknown_name_is_answered_with_the_known_ones(String module, String pattern, String known)
      throws Exception {
    var rendered = render(module, pattern);

    assertEquals(2, rendered.exit(), rendered::toString);
    assertEquals("", rendered.out());
    assertEquals(1, rendered.err().lines().count(), rendered::toString);
    assertTrue(rendered.err().contains(known), rendered::toString);
  }

  private static Outcome render(String... arguments) throws Exception {
    var command = new ArrayList<>(List.of("sh", "manifests/render.sh"));
    command.addAll(List.of(arguments));
    return Command.of(command).in(REPOSITORY).run();
  }
}

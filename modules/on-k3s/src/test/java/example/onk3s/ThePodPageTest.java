package example.onk3s;

import static org.junit.jupiter.api.Assertions.assertEquals;

import example.contract.AdminClient;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * The page about the pod speaks of each of its lines, in a section or in the table at its end, and
 * of none that is gone. No node is needed.
 */
@DisplayNameGeneration(ReplaceUnderscores.class)
class ThePodPageTest {

  private static final String POD = "manifests/pod/pod.yaml";
  private static final Pattern SECTION =
      Pattern.compile("(?m)^<!-- manifest:%s#(/\\S+) -->$".formatted(Pattern.quote(POD)));
  private static final Pattern ROW = Pattern.compile("(?m)^\\| `([a-zA-Z0-9.\\[\\]]+)` \\|");

  @Test
  void each_line_of_the_pod_has_its_section() throws IOException {
    var pod = AdminClient.YAML.readTree(read(POD));
    assertEquals(List.of(), problems(pod, read(PodVariant.PAGE)));
  }

  @Test
  void a_line_without_a_section_and_a_section_without_a_line() {
    var pod =
        AdminClient.YAML.readTree(
            """
            spec:
              hostNetwork: true
              containers:
                - image: a:1
                  name: a
                  args: [list-pods, -v]
            """);
    var page =
        """
        <!-- manifest:manifests/pod/pod.yaml -->
        <!-- manifest:manifests/pod/pod.yaml#/spec/containers/0/args -->
        <!-- manifest:manifests/pod/pod.yaml#/spec/restartPolicy -->
        | line | what it is for |
        | `containers[0].name` | logs |
        """;
    assertEquals(
        List.of(
            "docs/the-pod.md: manifests/pod/pod.yaml has /spec/hostNetwork. Write its section.",
            "docs/the-pod.md: manifests/pod/pod.yaml has /spec/containers/0/image. Write its section.",
            "docs/the-pod.md: manifests/pod/pod.yaml has no /spec/restartPolicy. Delete the section."),
        problems(pod, page));
  }

  private static String read(String page) throws IOException {
    return Files.readString(SharedNode.REPOSITORY.resolve(page));
  }

  private static List<String> problems(JsonNode pod, String page) {
    var sections =
        Stream.concat(
                SECTION.matcher(page).results().map(found -> found.group(1)),
                ROW.matcher(page).results().map(found -> pointer(found.group(1))))
            .toList();
    var unexplained =
        leaves("/spec", pod.path("spec"))
            .filter(
                leaf -> sections.stream().noneMatch(each -> (leaf + "/").startsWith(each + "/")))
            .map(" has %s. Write its section."::formatted);
    var gone =
        sections.stream()
            .filter(section -> pod.at(section).isMissingNode())
            .map(" has no %s. Delete the section."::formatted);
    return Stream.concat(unexplained, gone)
        .map(problem -> PodVariant.PAGE + ": " + POD + problem)
        .toList();
  }

  /** {@code containers[0].name} of a table as {@code /spec/containers/0/name}. */
  private static String pointer(String row) {
    return "/spec/" + row.replaceAll("\\[(\\d+)]", "/$1").replace('.', '/');
  }

  private static Stream<String> leaves(String path, JsonNode node) {
    if (node.isObject()) {
      return node.propertyStream()
          .flatMap(each -> leaves(path + "/" + each.getKey(), each.getValue()));
    }
    return node.isArray()
        ? IntStream.range(0, node.size()).boxed().flatMap(i -> leaves(path + "/" + i, node.get(i)))
        : Stream.of(path);
  }
}

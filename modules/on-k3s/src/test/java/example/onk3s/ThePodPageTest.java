package example.onk3s;

import static org.junit.jupiter.api.Assertions.assertEquals;

import example.contract.AdminClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * The page about the pod speaks of each of its lines, and of none that is gone. No node is needed.
 */
@DisplayNameGeneration(ReplaceUnderscores.class)
class ThePodPageTest {

  private static final Path REPOSITORY = SharedNode.REPOSITORY;
  private static final String POD = "manifests/pod/pod.yaml";
  private static final Pattern SECTION =
      Pattern.compile("(?m)^<!-- manifest:%s#(/\\S+) -->$".formatted(Pattern.quote(POD)));
  private static final Pattern RECORDED = Pattern.compile("(?m)^<!-- recorded:(\\S+) -->$");

  /** Blocks of tests that are not an entry of the-pod.yaml. */
  private static final Stream<String> OTHERS =
      Stream.of("pod-security-deployment", "pod-security-dry-run", "pod-security-event");

  private static final String SMALL =
      """
      metadata: {name: a, labels: {app: a}}
      spec:
        restartPolicy: Never
        containers:
          - name: program
            args: [list-pods, -v]
      """;

  private static final String SECTIONS =
      """
      <!-- manifest:manifests/pod/pod.yaml#/metadata/labels -->
      <!-- manifest:manifests/pod/pod.yaml#/spec/restartPolicy -->
      <!-- manifest:manifests/pod/pod.yaml#/spec/containers/0/name -->
      <!-- manifest:manifests/pod/pod.yaml#/spec/containers/0/args -->
      """;

  @Test
  void each_line_of_the_pod_has_its_section() throws IOException {
    var pod = AdminClient.YAML.readTree(REPOSITORY.resolve(POD).toFile());
    assertEquals(List.of(), problems(pod, read(PodVariant.PAGE)));
  }

  @Test
  void each_block_is_recorded_by_a_case() throws IOException {
    var onThePages = new TreeSet<String>();
    var pages = PodVariant.all().stream().map(PodVariant::page).distinct().toList();
    for (var page : pages) {
      RECORDED.matcher(read(page)).results().forEach(block -> onThePages.add(block.group(1)));
    }
    var recorded =
        Stream.concat(PodVariant.all().stream().map(PodVariant::block), OTHERS)
            .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(recorded, onThePages);
  }

  @Test
  void a_small_page_is_complete() {
    assertEquals(List.of(), problems(AdminClient.YAML.readTree(SMALL), SECTIONS));
  }

  @Test
  void a_line_without_a_section() {
    var pod = SMALL + "      image: a:1\n  hostNetwork: true\n";
    assertEquals(
        List.of(
            "docs/the-pod.md: spec.containers[0].image of manifests/pod/pod.yaml has no section. Write one,"
                + " with <!-- manifest:manifests/pod/pod.yaml#/spec/containers/0/image -->.",
            "docs/the-pod.md: spec.hostNetwork of manifests/pod/pod.yaml has no section. Write one, with"
                + " <!-- manifest:manifests/pod/pod.yaml#/spec/hostNetwork -->."),
        problems(AdminClient.YAML.readTree(pod), SECTIONS));
  }

  @Test
  void a_section_of_a_line_that_is_gone() {
    assertEquals(
        List.of(
            "docs/the-pod.md: manifests/pod/pod.yaml has no /spec/restartPolicy. Delete the section."),
        problems(
            AdminClient.YAML.readTree(SMALL.replace("  restartPolicy: Never\n", "")), SECTIONS));
  }

  @Test
  void the_whole_pod_at_the_top_is_no_section() {
    assertEquals(
        4,
        problems(AdminClient.YAML.readTree(SMALL), "<!-- manifest:manifests/pod/pod.yaml -->\n")
            .size());
  }

  private static String read(String page) throws IOException {
    return Files.readString(REPOSITORY.resolve(page));
  }

  private static List<String> problems(JsonNode pod, String page) {
    var sections = SECTION.matcher(page).results().map(found -> found.group(1)).toList();
    var problems = new ArrayList<String>();
    for (var leaf : leaves("/spec", pod.path("spec"))) {
      if (sections.stream().noneMatch(section -> (leaf + "/").startsWith(section + "/"))) {
        problems.add(
            "%s: %s of %s has no section. Write one, with <!-- manifest:%s#%s -->."
                .formatted(PodVariant.PAGE, readable(leaf), POD, POD, leaf));
      }
    }
    for (var section : sections) {
      if (pod.at(section).isMissingNode()) {
        problems.add(
            "%s: %s has no %s. Delete the section.".formatted(PodVariant.PAGE, POD, section));
      }
    }
    return problems;
  }

  private static List<String> leaves(String path, JsonNode node) {
    if (node.isObject()) {
      return node.propertyStream()
          .flatMap(each -> leaves(path + "/" + each.getKey(), each.getValue()).stream())
          .toList();
    }
    var leaves = new ArrayList<String>();
    for (var i = 0; node.isArray() && i < node.size(); i++) {
      leaves.addAll(leaves(path + "/" + i, node.get(i)));
    }
    return node.isArray() ? leaves : List.of(path);
  }

  private static String readable(String pointer) {
    return pointer.substring(1).replaceAll("/(\\d+)", "[$1]").replace('/', '.');
  }
}

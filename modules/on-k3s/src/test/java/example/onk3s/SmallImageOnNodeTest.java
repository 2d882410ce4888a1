package example.onk3s;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** The example pod with the small image of each module, which holds an AOT cache. */
@ExtendWith(SharedNode.class)
@ResourceLock(SharedNode.CORES)
@DisplayNameGeneration(ReplaceUnderscores.class)
class SmallImageOnNodeTest {

  private static final List<String> MODULES = SharedNode.MODULES;

  /** With it a JVM does not start without its cache. */
  private static final String CACHE_ONLY = "{name: JAVA_TOOL_OPTIONS, value: -XX:AOTMode=on}";

  /**
   * Another order of libraries is another program. JDK 25 checks it if a class was loaded from a
   * jar while the cache was made, as it is with this client.
   */
  private static final String ANOTHER_PROGRAM =
      "{op: add, path: /spec/containers/0/command, value: [/java/bin/java,"
          + " -XX:AOTCache=/app/app.aot, -XX:+UseSerialGC, -cp, '/app/lib/*:/app/program.jar',"
          + " example.fabric8.Main]}";

  @ParameterizedTest
  @FieldSource("MODULES")
  void it_starts_from_its_cache(String module, Node node) throws Exception {
    var log = log(node, "small-" + module, module, "Succeeded", environment());
    assertTrue(log.endsWith("\n1 pods\n"), log);
  }

  @Test
  void a_cache_of_another_program_is_reported_and_not_used(Node node) throws Exception {
    var log = log(node, "other-cache", "fabric8", "Succeeded", ANOTHER_PROGRAM);
    assertTrue(log.contains("An error has occurred while processing the AOT cache."), log);
    assertTrue(log.endsWith("\n1 pods\n"), log);

    log(node, "other-cache-only", "fabric8", "Failed", ANOTHER_PROGRAM, environment());
  }

  private static String environment() {
    return "{op: add, path: /spec/containers/0/env, value: [%s]}".formatted(CACHE_ONLY);
  }

  @TempDir Path temp;

  /** The log of the written pod with changes, once it has ended as expected. */
  private String log(Node node, String namespace, String module, String phase, String... changes)
      throws IOException {
    var image = Images.buildSmall(SharedNode.REPOSITORY, module);
    node.load(image);
    var folder = "/repository/manifests/" + namespace;
    var overlay =
        """
        resources: [../run/%s]
        namespace: %s
        images: [{name: %s, newTag: small}]
        patches:
          - target: {kind: Pod}
            patch: |-
              - %s
        """;
    var patch = String.join("\n      - ", changes);
    var name = image.replaceFirst(":.*", "");
    var file = Files.createDirectory(temp.resolve(namespace)).resolve("kustomization.yaml");
    Files.writeString(file, overlay.formatted(module, namespace, name, patch));
    node.copy(file.getParent(), folder);
    var applied = node.kubectl("apply", "-k", folder);
    assertTrue(applied.exit() == 0, applied::toString);
    var pod = module + "-list-pods";
    var end =
        node.kubectl(
            "-n",
            namespace,
            "wait",
            "pod",
            pod,
            "--for=jsonpath={.status.phase}=" + phase,
            "--timeout=150s");
    var log = node.kubectl("-n", namespace, "logs", pod);
    assertTrue(end.exit() == 0, () -> end + "\n" + log);
    return log.out();
  }
}

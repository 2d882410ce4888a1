package example.onk3s;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.testcontainers.images.builder.ImageFromDockerfile;

/** The example pod with the small image of each module, which holds an AOT cache. */
@ExtendWith(SharedNode.class)
@ResourceLock(SharedNode.CORES)
@DisplayNameGeneration(ReplaceUnderscores.class)
class SmallImageOnNodeTest {

  private static final List<String> MODULES = SharedNode.MODULES;

  /** With it a JVM does not start without its cache. */
  private static final String CACHE_ONLY = "[{name: JAVA_TOOL_OPTIONS, value: -XX:AOTMode=on}]";

  @ParameterizedTest
  @FieldSource("MODULES")
  void it_starts_from_its_cache(String module, Node node) throws Exception {
    var log = log(node, small(module), module, "Succeeded", CACHE_ONLY);
    assertTrue(log.endsWith("\n1 pods\n"), log);
  }

  /** Each module has a Java runtime of its own, so the cache of another is that of another JDK. */
  @Test
  void a_cache_of_another_jdk_is_reported_and_not_used(Node node) throws Exception {
    var own = small("java-net-http");
    var mixed = "FROM %s%nCOPY --from=%s /app/app.aot /app/".formatted(own, small("client-java"));
    var image =
        new ImageFromDockerfile(own.replace("small/", "other-cache/"), false)
            .withFileFromString("Dockerfile", mixed)
            .get();

    var log = log(node, image, "java-net-http", "Succeeded", "[]");
    assertTrue(log.contains("An error has occurred while processing the AOT cache."), log);
    assertTrue(log.endsWith("\n1 pods\n"), log);
    log(node, image, "java-net-http", "Failed", CACHE_ONLY);
  }

  /** What {@code make build} copies later; the embedded server is among them if it is packaged. */
  private static List<Path> jarsOfTheClassPath() {
    var path =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    var jars = Stream.of(path.split(File.pathSeparator)).filter(each -> each.endsWith(".jar"));
    var all = jars.map(Path::of).toList();
    assertTrue(
        all.stream().anyMatch(each -> each.getFileName().toString().startsWith("fake-apiserver")),
        "The embedded API server is not packaged. Run mvn verify, not mvn test.");
    return all;
  }

  private static String small(String module) {
    return Images.buildSmall(SharedNode.REPOSITORY, module, jarsOfTheClassPath());
  }

  @TempDir Path temp;

  /** The log of the written pod with an image and environment, once it has ended as expected. */
  private String log(Node node, String image, String module, String phase, String environment)
      throws IOException {
    node.load(image);
    var name = image.replaceFirst(":.*", "");
    var namespace = name.replace('/', '-') + "-" + phase.toLowerCase(Locale.ROOT);
    var overlay =
        """
        resources: [../run/%s]
        namespace: %s
        images: [{name: kubernetes-from-java/%s, newName: %s}]
        patches:
          - target: {kind: Pod}
            patch: |-
              - {op: add, path: /spec/containers/0/env, value: %s}
        """;
    var file = Files.createDirectory(temp.resolve(namespace)).resolve("kustomization.yaml");
    Files.writeString(file, overlay.formatted(module, namespace, module, name, environment));
    var folder = Node.MANIFESTS + "/" + namespace;
    node.copy(file.getParent(), folder);
    var applied = node.kubectl("apply", "-k", folder);
    assertTrue(applied.exit() == 0, applied::toString);
    var pod = module + "-list-pods";
    var until = "--for=jsonpath={.status.phase}=" + phase;
    var end = node.kubectl("-n", namespace, "wait", "pod", pod, until, "--timeout=150s");
    var log = node.kubectl("-n", namespace, "logs", pod);
    assertTrue(end.exit() == 0, () -> end + "\n" + log);
    return log.out();
  }
}

package example.onk3s;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import example.contract.AdminClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.images.builder.ImageFromDockerfile;

/**
 * Each line of the example pod, taken away or changed, on a real node. What the server, the kubelet
 * and the programs say then is what stands on the page about the pod on the page about the first
 * run, and on those about two messages.
 */
@ExtendWith(SharedNode.class)
@ResourceLock(SharedNode.CORES)
@DisplayNameGeneration(ReplaceUnderscores.class)
class ThePodOnNodeTest {

  static final String FOLDER = Node.MANIFESTS + "/the-pod";
  private static final Pattern OF_A_FILE =
      Pattern.compile("\"%s/pods/([^\"]+)\\.json\"".formatted(FOLDER));

  /** Far more than a pod takes: the machine may be busy. */
  private static final Duration LIMIT = Duration.ofSeconds(150);

  private static final Pattern ENDED = Pattern.compile("Succeeded|Failed");

  private static final List<PodVariant> VARIANTS = PodVariant.all();
  private static final List<PodVariant> REFUSED =
      VARIANTS.stream().filter(PodVariant::isRefused).toList();
  private static final List<PodVariant> SEEN =
      VARIANTS.stream().filter(each -> !each.isRefused()).toList();

  private static Node node;

  /** What the server said to each pod that it refused. */
  private static final Map<String, String> REFUSALS = new TreeMap<>();

  /** Hands over all pods at once; by what they request, the scheduler starts a few at a time. */
  @BeforeAll
  static void pods_are_created(Node shared, @TempDir Path temp) throws Exception {
    node = shared;
    loadTwoMoreImages();
    // As kubectl reads it: 0444 is octal there, and a decimal number in YAML 1.2.
    var file = Node.MANIFESTS + "/pod/pod.yaml";
    var read = node.kubectl("create", "--dry-run=client", "-o", "json", "-f", file).printed();
    var written = AdminClient.JSON.readTree(read);
    var resources = Path.of(ThePodOnNodeTest.class.getResource("/the-pod").toURI());
    FileUtils.copyDirectory(resources.toFile(), temp.toFile());
    var folder = Files.createDirectory(temp.resolve("pods"));
    for (var each : VARIANTS) {
      if (each.patch() == null) {
        continue;
      }
      for (var module : each.modules()) {
        var pod = each.pod(written, module);
        Files.writeString(folder.resolve(each.pod(module) + ".json"), pod.toString());
      }
    }
    node.copy(temp, FOLDER);
    node.kubectl("apply", "-k", FOLDER).printed();
    node.kubectl("apply", "-k", FOLDER + "/no-role").printed();
    node.kubectl("apply", "-f", FOLDER + "/careless.yaml").printed();
    node.kubectl("apply", "-f", FOLDER + "/pods").err().lines().forEach(line -> refused(line));
  }

  /**
   * One whose user is a name, and one with the tag {@code latest}. A tag of its own: while one pod
   * tries to pull an image, the kubelet of 1.36 lets no other start from it.
   */
  private static void loadTwoMoreImages() {
    var base = "kubernetes-from-java/java-net-http";
    DockerClientFactory.instance().client().tagImageCmd(base + ":1", base, "latest").exec();
    var named =
        new ImageFromDockerfile(base + ":named-user", false)
            .withDockerfileFromBuilder(file -> file.from(base + ":1").user("app").build())
            .get();
    node.load(base + ":latest", named);
  }

  private static void refused(String line) {
    var file = OF_A_FILE.matcher(line);
    if (file.find()) {
      REFUSALS.put(file.group(1), file.replaceFirst("\"manifests/pod/pod.yaml\""));
    } else if (!line.isBlank()) {
      fail("kubectl says what no pod is refused with: " + line);
    }
  }

  @Test
  void no_other_pod_is_refused() {
    var refused = REFUSED.stream().map(each -> each.pod(each.modules().get(0))).sorted().toList();
    assertEquals(refused, List.copyOf(REFUSALS.keySet()), REFUSALS::toString);
  }

  @ParameterizedTest
  @FieldSource("REFUSED")
  void what_the_server_refuses_kubectl_says(PodVariant variant) throws Exception {
    var module = variant.modules().get(0);
    var refusal = REFUSALS.getOrDefault(variant.pod(module), "");
    assertTrue(refusal.startsWith("Error from server"), variant + " is not refused: " + refusal);
    isOnThePage(variant, variant.said(refusal, module));
  }

  @ParameterizedTest
  @FieldSource("SEEN")
  void what_a_pod_shows(PodVariant variant) throws Exception {
    var said = new ArrayList<String>();
    for (var module : variant.modules()) {
      if (variant.ends()) {
        await(variant.arguments("get pod POD -o jsonpath={.status.phase}", module), ENDED);
      }
      if (variant.deletedAfter() != null) {
        await(variant.arguments("logs POD", module), variant.deletedAfter());
        await(variant.arguments("delete pod POD --wait=false", module), Pattern.compile("deleted"));
      }
      var printed = await(variant.arguments(variant.command(), module), variant.until());
      said.add(variant.said(printed, module));
    }
    isOnThePage(variant, PodVariant.together(variant.modules(), said));
  }

  /** Repeats what a reader types after {@code kubectl} until the answer matches, and returns it. */
  private static String await(String[] typed, Pattern until) throws InterruptedException {
    var end = System.nanoTime() + LIMIT.toNanos();
    while (true) {
      var outcome = node.kubectl(typed);
      var said = outcome.err() + outcome.out();
      if (outcome.exit() == 0 && until.matcher(said).find()) {
        return said;
      }
      if (System.nanoTime() > end) {
        return fail("kubectl %s does not say %s but %s".formatted(List.of(typed), until, said));
      }
      TimeUnit.MILLISECONDS.sleep(500); // each is a process in the node
    }
  }

  private static void isOnThePage(PodVariant variant, String said) throws IOException {
    SharedNode.page(variant.page()).holds(variant.block(), "text", variant.typed() + "\n" + said);
  }
}

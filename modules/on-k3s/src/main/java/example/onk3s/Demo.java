package example.onk3s;

import example.onk3s.demo.Cluster;
import example.onk3s.demo.Comparison;
import example.onk3s.demo.OnFake;
import example.onk3s.demo.OnNode;
import example.onk3s.demo.Programs;
import example.onk3s.demo.Progress;
import example.onk3s.demo.Pull;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * Lists the same three pods through all three clients, from a pod and from outside, prints what
 * each saw and at what price, and fails if any saw something else.
 *
 * <p>With a Docker engine this runs on a real node; without one, or without its image, on the
 * embedded API server. {@code DEMO_CLUSTER=k3s} or {@code fake} insists on one. The first line on
 * standard output says which it is; progress goes to standard error.
 *
 * <p>Exit codes: 0 all six answers agree; 1 they do not, or something failed; 2 bad configuration.
 */
public final class Demo {

  private static final List<String> MODULES = List.of("client-java", "fabric8", "java-net-http");

  private final Path repository =
      Path.of(System.getProperty("repository.root", "")).toAbsolutePath().normalize();

  /** What was opened, the last first. */
  private final Deque<AutoCloseable> opened = new ArrayDeque<>();

  private boolean closed;

  private Demo() {}

  public static void main(String[] args) throws Exception {
    var demo = new Demo();
    // Ctrl-C ends the JVM without unwinding main: what was started would stay.
    Runtime.getRuntime().addShutdownHook(new Thread(demo::closeAll, "remove"));
    try {
      System.exit(demo.run());
    } catch (Exception failed) {
      if (demo.isClosed()) {
        Thread.currentThread().join(); // interrupted from outside: the end is near
      }
      System.err.println("make demo: " + firstLine(failed));
      System.exit(failed instanceof IllegalArgumentException ? 2 : 1);
    }
  }

  private int run() throws Exception {
    var progress = opens(new Progress());
    var programs = opens(new Programs(repository));
    var cluster = cluster(programs, progress);
    if (cluster instanceof OnNode node) {
      progress.step(
          "building the three images and bringing them into the node",
          () -> {
            node.images(MODULES);
            return null;
          });
    }
    var comparison = new Comparison(cluster, programs, progress);
    comparison.run(MODULES);
    System.out.print(comparison.text());
    return comparison.agrees() ? 0 : 1;
  }

  private Cluster cluster(Programs programs, Progress progress) throws Exception {
    var asked = Objects.requireNonNullElse(System.getenv("DEMO_CLUSTER"), "");
    if (!List.of("", "k3s", "fake").contains(asked)) {
      throw new IllegalArgumentException(
          "DEMO_CLUSTER is \"%s\". Set it to k3s or fake, or leave it out.".formatted(asked));
    }
    var reason = "DEMO_CLUSTER=fake asks for it";
    if (!asked.equals("fake")) {
      try {
        var node = node(programs, progress);
        System.out.println(node.says());
        return node;
      } catch (Unavailable unavailable) {
        if (asked.equals("k3s") || isClosed()) {
          throw unavailable;
        }
        reason = unavailable.getMessage();
      }
    }
    var cluster = opens(new OnFake(repository, programs));
    System.out.printf("%s Why: %s%n", cluster.says(), reason);
    return cluster;
  }

  private OnNode node(Programs programs, Progress progress) throws Exception {
    var whyNot = progress.step("looking for a Docker engine", Node::whyNot);
    if (whyNot.isPresent()) {
      throw new Unavailable(whyNot.get(), null);
    }
    var node = Objects.requireNonNullElse(System.getenv("K3S_IMAGE"), Node.DEFAULT_IMAGE);
    for (var image : List.of(node, javaBase())) {
      if (!progress.step("looking for the image " + image, () -> Pull.here(image))) {
        throw new Unavailable(
            "the image %s is not here and cannot be pulled. Set %s to one that is here."
                .formatted(image, image.equals(node) ? "K3S_IMAGE" : "JAVA_BASE_IMAGE"),
            null);
      }
    }
    try {
      var started = progress.step("starting a Kubernetes node", Node::start);
      return opens(new OnNode(repository, programs, started));
    } catch (RuntimeException failed) {
      throw new Unavailable("the node does not start: " + firstLine(failed), failed);
    }
  }

  /** The image that the programs' images stand on. */
  private String javaBase() throws IOException {
    var asked = Objects.requireNonNullElse(System.getenv("JAVA_BASE_IMAGE"), "");
    if (!asked.isBlank()) {
      return asked;
    }
    var dockerfile = Files.readString(repository.resolve("manifests/image/Dockerfile"));
    var base = Pattern.compile("(?m)^ARG BASE=(\\S+)$").matcher(dockerfile);
    if (!base.find()) {
      throw new IOException("manifests/image/Dockerfile names no default for BASE");
    }
    return base.group(1);
  }

  /** No node can be had, for a reason that a person can act on. */
  private static final class Unavailable extends Exception {
    private static final long serialVersionUID = 1L;

    Unavailable(String message, Throwable cause) {
      super(message, cause);
    }
  }

  private static String firstLine(Throwable failure) {
    var text = Objects.requireNonNullElse(failure.getMessage(), failure.toString());
    return text.lines().findFirst().orElse(text);
  }

  private synchronized <T extends AutoCloseable> T opens(T resource) throws Exception {
    if (closed) {
      resource.close();
      throw new InterruptedException("interrupted");
    }
    opened.push(resource);
    return resource;
  }

  private synchronized boolean isClosed() {
    return closed;
  }

  private synchronized void closeAll() {
    closed = true;
    while (!opened.isEmpty()) {
      try {
        opened.pop().close();
      } catch (Exception left) {
        System.err.println("make demo: not removed: " + firstLine(left));
      }
    }
  }
}

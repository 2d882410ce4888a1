package example.contract.recording;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import example.contract.AdminClient;
import example.contract.CaseContext;
import example.contract.RunningProgram.Outcome;
import example.contract.recording.NaiveCall.Cluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * What the page of a pattern quotes of one situation: the plain call of each client, what this
 * repository's program says in its place, and what the program prints when nothing is wrong.
 */
public final class Recording {

  /** In whose name a page shows what all three programs print alike. */
  private static final String SHOWN = "fabric8";

  private static final int LONGEST = 310; // characters of a message; more of it is a body
  private static final long LIMIT = 90; // seconds until a process without memory has ended
  private static final Pattern UID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
  private static final Pattern TIME = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z");

  private final CaseContext context;
  private final RecordedPage page;
  private final String namespace; // as the page shows it
  private final Cluster cluster;
  private final List<String> uids = new ArrayList<>();
  private final List<String> times = new ArrayList<>();

  private Recording(CaseContext context, RecordedPage page, String namespace, Cluster cluster) {
    this.context = context;
    this.page = page;
    this.namespace = namespace;
    this.cluster = cluster;
  }

  /** On the page of a pattern, with the service account of the case. */
  public static Recording of(CaseContext context, String pattern) {
    var page = new RecordedPage(AdminClient.inRepository("docs/patterns/%s.md".formatted(pattern)));
    var api = context.api();
    var cluster = new Cluster(api.server(), api.caPem(), context.token(), context.namespace());
    return new Recording(context, page, "team-a", cluster);
  }

  public Recording withToken(String token) {
    return with(new Cluster(cluster.server(), cluster.caPem(), token, cluster.namespace()));
  }

  public Recording withCa(String caPem) {
    return with(new Cluster(cluster.server(), caPem, cluster.token(), cluster.namespace()));
  }

  public Recording withNamespace(String namespace) {
    return with(new Cluster(cluster.server(), cluster.caPem(), cluster.token(), namespace));
  }

  private Recording with(Cluster cluster) {
    return new Recording(context, page, namespace, cluster);
  }

  /** As the page names the namespace of the case. */
  public Recording shownAs(String namespace) {
    return new Recording(context, page, namespace, cluster);
  }

  // ---- the plain call ----

  /**
   * Compares this client's line of a block with what comes of the plain call: its last line, or
   * what it throws; and after how many requests, if not one.
   *
   * @param pattern whose plain call it is
   */
  public void plain(String block, String pattern, String... arguments) throws Exception {
    context.fake().forgetRequests();
    var printed = new ArrayList<String>();
    try {
      NaiveCall.of(context.driver().client(), pattern)
          .call(cluster, printed::add, List.of(arguments));
    } catch (Exception failed) {
      // What was printed before it failed is a result too, if more than one line was to come.
      var before = printed.isEmpty() ? "" : printed.get(printed.size() - 1) + ", then ";
      printed.add(before + said(failed));
    }
    var result = printed.get(printed.size() - 1);
    var requests = arguments.length > 0 ? 1 : context.fake().requests().size();
    holdsLine(block, requests < 2 ? result : "%s, after %d requests".formatted(result, requests));
  }

  /** The same in a process of its own, so that it can run out of memory. */
  public void plainInAProcess(String block, String pattern, List<String> jvm) throws Exception {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvm);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(NaiveCall.class.getName());
    command.add(NaiveCall.of(context.driver().client(), pattern).getClass().getName());
    command.addAll(List.of(cluster.server().toString(), cluster.caPem(), cluster.token()));
    command.add(cluster.namespace());
    var out = context.folder().resolve("plain.txt");
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().clear(); // or JAVA_TOOL_OPTIONS would be said first
    var process = builder.redirectOutput(out.toFile()).start();
    if (!process.waitFor(LIMIT, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
      throw new AssertionError("no end after %d s: %s".formatted(LIMIT, Files.readString(out)));
    }
    holdsLine(block, Files.readString(out).strip());
  }

  private void holdsLine(String block, String result) throws IOException {
    assertFalse(!cluster.token().isEmpty() && result.contains(cluster.token()), "it shows a token");
    page.holdsLine(block, context.driver().client(), steady(result));
  }

  /** The first line of a stack trace, or what would be it if messages had no line breaks. */
  private String said(Exception failed) {
    var message = String.valueOf(failed.getMessage()).strip().replaceAll("\\s*\\R\\s*", " ");
    var all = steady(failed.getClass().getSimpleName() + ": " + message);
    assertTrue(all.length() > 10, all);
    return all.length() > LONGEST ? all.substring(0, LONGEST) + " …" : all;
  }

  // ---- the program ----

  /** Compares a block with the one sentence that the program says in this situation. */
  public void told(String block, String... arguments) throws Exception {
    var outcome = run(arguments);
    assertEquals(1, outcome.exit(), outcome::toString);
    assertEquals(1, outcome.err().lines().count(), outcome::toString);
    page.holds(block, "text", steady(outcome.err()));
  }

  /** Runs the program with a kubeconfig of this situation in the home folder. */
  public Outcome run(String... arguments) throws Exception {
    writeKubeconfig();
    return context.run(arguments);
  }

  private void writeKubeconfig() {
    CaseContext.write(context.folder().resolve("home/.kube/config"), cluster.kubeconfig());
  }

  /** A command as it is typed, what it prints, and its exit code if it is not 0. */
  public String transcript(String... arguments) throws Exception {
    var outcome = run(arguments);
    var exit = outcome.exit() == 0 ? "" : "\n$ echo $?\n" + outcome.exit();
    return typed(arguments) + shown(outcome.out() + outcome.err()) + exit;
  }

  /**
   * The same of a command that runs until it is stopped: it is stopped when it has printed so many
   * lines, and only these are shown.
   */
  public String firstLines(int count, String... arguments) throws Exception {
    writeKubeconfig();
    try (var program = context.start(arguments)) {
      program.await(
          count + " lines",
          () -> program.out().chars().filter(each -> each == '\n').count() >= count);
      var lines = program.lines().subList(0, count);
      return typed(arguments) + shown(String.join("\n", lines));
    }
  }

  private static String typed(String... arguments) {
    return "$ java -jar modules/%1$s/target/%1$s.jar %2$s\n"
        .formatted(SHOWN, String.join(" ", arguments));
  }

  private String shown(String printed) {
    return steady(printed).strip().replace(context.driver().client(), SHOWN);
  }

  /** Compares a block with a text that is the same of all three clients. */
  public void holds(String block, String text) throws IOException {
    page.holds(block, "text", text);
  }

  /** Without what differs from run to run. A UID is its place, and a time an hour of its own. */
  public String steady(String text) {
    var shown =
        text.replace(context.namespace(), namespace)
            .replace(context.folder().resolve("home").toString(), "/home/me")
            .replaceAll("127\\.0\\.0\\.1:\\d+", "localhost:6443")
            .replaceAll("(\"continue\":\"|continue=)[^&\\s\"]{20,}", "$1…")
            .replace("(certificate_unknown) PKIX", "PKIX") // the alert is named by newer JDKs
            .replaceAll("(response headers: \\{).*}", "$1…}")
            .replaceAll("(\"resourceVersion\":\")\\d+", "$1…")
            .replaceAll("fixed content-length: \\d+", "fixed content-length: 5583");
    var named =
        UID.matcher(shown)
            .replaceAll(found -> "00000000-0000-4000-8000-%012d".formatted(place(uids, found) + 1));
    return TIME.matcher(named)
        .replaceAll(found -> "2026-01-01T%02d:00:00Z".formatted(place(times, found) + 12));
  }

  private static int place(List<String> known, MatchResult found) {
    if (!known.contains(found.group())) {
      known.add(found.group());
    }
    return known.indexOf(found.group());
  }
}

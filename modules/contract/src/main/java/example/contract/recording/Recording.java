package example.contract.recording;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import example.contract.AdminClient;
import example.contract.CaseContext;
import example.contract.Command;
import example.contract.Contract.TestLevel;
import example.contract.KubeconfigText;
import example.contract.RunningProgram.Outcome;
import example.contract.recording.NaiveProgram.Called;
import example.contract.recording.NaiveProgram.Said;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What the page of a pattern quotes of one situation: the naive call of each client, what this
 * repository's program says in its place, and what the program prints when nothing is wrong.
 */
public final class Recording {

  /** In whose name a page shows what all three programs print alike. */
  static final String SHOWN = "fabric8";

  private static final int LONGEST = 310; // characters of a message; more of it is a body

  private final CaseContext context;
  private final RecordedPage page;
  private final OutputNormalizer normalizer = new OutputNormalizer();
  private String caPem;
  private String token;
  private String namespace;
  private String shownNamespace = "team-a";

  private Recording(CaseContext context, RecordedPage page) {
    this.context = context;
    this.page = page;
    this.caPem = context.api().caPem();
    this.token = context.token();
    this.namespace = context.namespace();
    normalizer
        .replace(context.folder().resolve("home").toString(), "/home/me")
        .replace(context.api().server().getAuthority(), "localhost:6443");
  }

  /** On the page of a pattern, with the service account of the case. */
  public static Recording of(CaseContext context, String pattern) {
    return on(context, "docs/patterns/%s.md".formatted(pattern));
  }

  /** On any page, with the service account of the case. */
  public static Recording on(CaseContext context, String page) {
    return new Recording(context, new RecordedPage(AdminClient.inRepository(page)));
  }

  /**
   * @param token empty for a client without a credential
   */
  public Recording withToken(String token) {
    this.token = token;
    return this;
  }

  public Recording withCa(String caPem) {
    this.caPem = caPem;
    return this;
  }

  public Recording withNamespace(String namespace) {
    this.namespace = namespace;
    return this;
  }

  /** As the page names the namespace of the case. */
  public Recording shownAs(String namespace) {
    shownNamespace = namespace;
    return this;
  }

  // ---- the naive call ----

  /**
   * Compares this client's line of a block with what comes of the naive call: its last line, or
   * what it throws; and after how many requests, if not one.
   *
   * @param pattern whose naive call it is
   */
  public void naive(String block, String pattern, String... arguments) throws Exception {
    if (context.level() != TestLevel.FAKE) {
      holdsLine(block, result(said(inAProcess(List.of(), pattern, arguments).printed())));
      return;
    }
    context.fake().forgetRequests();
    var call = NaiveCall.of(NaiveCall.className(context.driver().client(), pattern));
    var result =
        result(NaiveProgram.said(call, writtenKubeconfig(), namespace, List.of(arguments)));
    var requests = arguments.length > 0 ? 1 : context.fake().requests().size();
    holdsLine(block, requests < 2 ? result : "%s, after %d requests".formatted(result, requests));
  }

  /** The same in a process of its own, so that it can run out of memory. */
  public void naiveInAProcess(String block, String pattern, List<String> jvm, String... arguments)
      throws Exception {
    var outcome = inAProcess(jvm, pattern, arguments);
    var ended = outcome.out().startsWith("["); // else it ran out of memory
    var printed = outcome.out() + outcome.err();
    holdsLine(block, ended ? result(said(outcome.out())) : normalized(printed).strip());
  }

  private Outcome inAProcess(List<String> jvm, String pattern, String... arguments)
      throws Exception {
    var client = context.driver().client();
    var call = new Called(writtenKubeconfig().toString(), namespace, List.of(arguments));
    var words = new ArrayList<>(List.of("-cp", classPath(client), NaiveProgram.class.getName()));
    words.addAll(NaiveProgram.arguments(client, pattern, List.of(call)));
    return Command.java(jvm, words).only(Map.of()).within(Duration.ofSeconds(90)).run();
  }

  /** A test on a node does not have the modules, and the naive calls in them, on its class path. */
  private String classPath(String client) {
    var own = System.getProperty("java.class.path");
    if (context.level() == TestLevel.FAKE) {
      return own;
    }
    var target = AdminClient.inRepository("modules/%s/target".formatted(client));
    return String.join(
        File.pathSeparator, target + "/test-classes", "%s/%s.jar".formatted(target, client), own);
  }

  private static Said said(String printed) {
    return AdminClient.JSON.readValue(printed, Said[].class)[0];
  }

  private String result(Said said) {
    var printed = said.printed();
    var last = printed.isEmpty() ? "" : normalized(printed.get(printed.size() - 1));
    if (said.thrown().isEmpty()) {
      return last;
    }
    // What was printed before it failed is a result too, if more than one line was to come.
    return (last.isEmpty() ? "" : last + ", then ") + thrown(said.thrown().get(0));
  }

  private void holdsLine(String block, String result) throws IOException {
    assertFalse(!token.isEmpty() && result.contains(token), "it shows a token");
    page.holdsLine(block, context.driver().client(), result);
  }

  /** The first line of a stack trace, or what would be it if messages had no line breaks. */
  private String thrown(String exception) {
    var message = exception.strip().replaceAll("\\s*\\R\\s*", " ");
    var all = normalized(message.replaceFirst("^([a-z0-9]+\\.)+(?=[A-Z])", ""));
    assertTrue(all.length() > 10, all);
    return all.length() > LONGEST ? all.substring(0, LONGEST) + " …" : all;
  }

  // ---- the program ----

  /** Compares a block with the one sentence that the program says in this situation. */
  public void told(String block, String... arguments) throws Exception {
    var outcome = run(arguments);
    assertEquals(1, outcome.exit(), outcome::toString);
    assertEquals(1, outcome.err().lines().count(), outcome::toString);
    holds(block, normalized(outcome.err()));
  }

  /** Runs the program with a kubeconfig of this situation in the home folder. */
  public Outcome run(String... arguments) throws Exception {
    writtenKubeconfig();
    return context.run(arguments);
  }

  private Path writtenKubeconfig() {
    var user = token.isEmpty() ? "{}" : "{token: %s}".formatted(token);
    var server = context.api().server().toString();
    var file = context.folder().resolve("home/.kube/config");
    CaseContext.write(file, KubeconfigText.of(server, caPem, user, namespace));
    return file;
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
    writtenKubeconfig();
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
    return normalized(printed).strip().replace(context.driver().client(), SHOWN);
  }

  /** Compares a block with a string that is the same for all three clients. */
  public void holds(String block, String text) throws IOException {
    page.holds(block, "text", text);
  }

  /** As the page shows it; see {@link OutputNormalizer}. */
  public String normalized(String text) {
    return normalizer.normalize(text.replace(context.namespace(), shownNamespace));
  }
}

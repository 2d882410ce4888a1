package example.contract.recording;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import example.contract.AdminClient;
import example.contract.CaseContext;
import example.contract.recording.NaiveProgram.Called;
import example.contract.recording.NaiveProgram.Said;
import example.contract.runner.IsolatedProcess;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.function.Executable;

/**
 * What the pages of {@code docs/troubleshooting} quote of a situation: in the block {@code fabric8}
 * what that library says when it is used naively, in the block {@code list-pods} what this
 * repository's program says in its place. A page holds as many of these blocks as it needs.
 */
public final class MessageRecording {

  private static final String LIST = "list-pods";
  private static final String WHO = "who-am-i";

  /** A line of who-am-i, and not the sentence at its end. */
  private static final Pattern FACT = Pattern.compile("[a-z ]{13} ");

  /** Pages on which client-java falls back to {@code localhost:8080}. */
  private static final List<String> AT_8080 =
      List.of("no-cluster-found", "localhost-8080", "ca-missing-in-pod");

  private final CaseContext context;
  private final String client;
  private final Map<String, String> words = new LinkedHashMap<>();

  /**
   * One situation, beside the environment of the case.
   *
   * @param page where it is told
   * @param variant the end of its blocks' names on that page; mostly empty
   * @param kubeconfig the one in the home directory; null if there is none
   * @param namespace the one that the naive call lists
   * @param clockAhead by how much this machine's clock is ahead, for our program
   */
  public record Situation(
      String page, String variant, String kubeconfig, String namespace, Duration clockAhead) {

    String block(String name) {
      return variant.isEmpty() ? name : name + "-" + variant;
    }
  }

  public MessageRecording(CaseContext context) throws IOException {
    this.context = context;
    this.client = context.driver().client();
    IsolatedProcess.prepare(context.folder());
    for (var each : Map.of("home", "/home/me", "tmp", "/tmp", "root", "").entrySet()) {
      replace(context.folder().resolve(each.getKey()).toString(), each.getValue());
    }
  }

  /** Has a name or address of this run shown as another. */
  public void replace(String varying, String word) {
    words.put(varying, word);
  }

  /** Compares the blocks of these situations with what is said in them now, or replaces them. */
  public void record(List<Situation> situations) throws Exception {
    var homes = new ArrayList<Path>();
    var calls = new ArrayList<Called>();
    for (var each : situations) {
      var home = context.folder().resolve("laptops/%02d".formatted(homes.size()));
      homes.add(home);
      replace(home.toString(), "/home/me");
      var file = each.kubeconfig() == null ? null : home.resolve(".kube/config");
      if (file != null) {
        CaseContext.write(file, each.kubeconfig());
      }
      var path = file == null ? null : file.toString();
      calls.add(new Called(path, each.namespace(), List.of("status")));
    }
    var naive = NaiveProgram.run(context, LIST, calls);
    var comparisons = new ArrayList<Executable>();
    for (var i = 0; i < homes.size(); i++) {
      var situation = situations.get(i);
      var home = homes.get(i);
      var said = shown(naive.get(i));
      comparisons.add(() -> compare(situation, home, said));
    }
    assertAll(comparisons);
  }

  /** Warnings in the log, then the result or the exception. */
  private static String shown(Said said) {
    var lines = new ArrayList<>(said.warnings());
    if (said.thrown().isEmpty()) {
      lines.addAll(said.printed());
    } else {
      lines.add(NaiveProgram.trace(said.thrown()));
    }
    return String.join("\n", lines).replaceFirst("(?m)^(?=\\d+ pods$)", "No exception: ");
  }

  private void compare(Situation situation, Path home, String naive) throws Exception {
    var file = AdminClient.inRepository("docs/troubleshooting/%s.md".formatted(situation.page()));
    var page = new RecordedPage(file);
    var normalizer = new OutputNormalizer();
    words.forEach(normalizer::replace);
    context.home(home);
    context.clockIsAhead(situation.clockAhead());

    var ours = situation.block(client);
    var list = situation.block(LIST);
    var who = situation.block(WHO);
    assertTrue(page.has(ours) || page.has(list) || page.has(who), situation::toString);
    if (page.has(ours) && !isAnsweredByOthers(situation)) {
      page.holds(ours, "text", normalizer.normalize(naive));
    }
    if (page.has(list)) {
      page.holdsOf(list, client, normalizer.normalize(printed(LIST)));
    }
    if (page.has(who)) {
      whoAmI(page, who, normalizer.normalize(printed(WHO)).strip());
    }
  }

  private String printed(String command) throws Exception {
    var outcome = context.run(command);
    return outcome.out() + outcome.err();
  }

  /** A program of whoever runs this test may answer in the place of nobody. */
  private boolean isAnsweredByOthers(Situation situation) {
    if (!client.equals("client-java") || !AT_8080.contains(situation.page())) {
      return false;
    }
    try (var socket = new Socket("localhost", 8080)) {
      System.out.printf("%s: not compared, since %s answers%n", situation.page(), socket);
      return true;
    } catch (IOException nobody) {
      return false;
    }
  }

  /** All three print the same facts, with a sentence at the end that may be the library's. */
  private void whoAmI(RecordedPage page, String block, String printed) throws IOException {
    if (client.equals(Recording.SHOWN)) {
      page.holds(block, "text", printed);
    } else if (!Boolean.getBoolean("record")) {
      var shown = printed.replaceFirst("^(client +)\\S+", "$1" + Recording.SHOWN);
      assertEquals(
          facts(OutputNormalizer.comparable(page.text(block))),
          facts(OutputNormalizer.comparable(shown)),
          () -> "%s prints other facts than the page, %s.".formatted(client, block));
    }
  }

  private static List<String> facts(String text) {
    return text.lines().filter(line -> FACT.matcher(line).lookingAt()).toList();
  }
}

package example.contract.recording;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import example.contract.Client;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A page whose transcripts were recorded and not typed. Between {@code <!-- recorded:NAME -->} and
 * {@code <!-- /recorded -->} stands what a run printed; {@code -Drecord=true} writes it anew.
 */
public final class RecordedPage {

  /** A line of who-am-i, and not the sentence at its end. */
  private static final Pattern FACT = Pattern.compile("[a-z ]{13} ");

  private final Path file;

  /**
   * @param file a Markdown page
   */
  public RecordedPage(Path file) {
    this.file = file;
  }

  /** Compares a block with what was printed now, or replaces it. */
  public void holds(String name, String language, String text) throws IOException {
    synchronized (RecordedPage.class) {
      hold(name, language, text(name), text.strip(), text.strip());
    }
  }

  /**
   * Compares one client's line of a block with what came of it now, or replaces it. The clients of
   * a block are tested by different modules; the others' lines stay as they are.
   *
   * @param client a module, which the line begins with
   */
  public void holdsLine(String name, String client, String text) throws IOException {
    holdsPart(name, client, text.strip(), false);
  }

  /** The same for a block that is one text as long as all clients say the same. */
  public void holdsOf(String name, String client, String text) throws IOException {
    holdsPart(name, client, text.strip(), true);
  }

  /**
   * The same for facts that all clients print alike, with a sentence at the end that may be the
   * library's. The page shows one client's; the others are compared by their facts.
   */
  public void holdsFacts(String name, String client, String text) throws IOException {
    if (client.equals(Recording.SHOWN)) {
      holds(name, "text", text);
    } else if (!Boolean.getBoolean("record")) {
      var shown = text.replaceFirst("^(client +)\\S+", "$1" + Recording.SHOWN);
      assertEquals(
          facts(text(name)),
          facts(shown),
          () -> "%s prints other facts than the page, %s.".formatted(client, name));
    }
  }

  private static List<String> facts(String text) {
    var lines = OutputNormalizer.comparable(text).lines();
    return lines.filter(line -> FACT.matcher(line).lookingAt()).toList();
  }

  private void holdsPart(String name, String client, String text, boolean oneIfAlike)
      throws IOException {
    synchronized (RecordedPage.class) {
      var old = text(name);
      var parts = new LinkedHashMap<String, String>();
      for (var each : Client.names()) {
        var line = Pattern.compile("(?m)^%s {2,}(.*)$".formatted(Pattern.quote(each))).matcher(old);
        if (line.find()) {
          parts.put(each, line.group(1));
        } else if (oneIfAlike && !old.isEmpty()) {
          parts.put(each, old);
        } else if (each.equals(client)) {
          parts.put(each, "");
        }
      }
      var before = parts.put(client, text);
      var one = oneIfAlike && new HashSet<>(parts.values()).size() == 1;
      var all =
          parts.entrySet().stream()
              .map(part -> "%-13s  %s".formatted(part.getKey(), part.getValue()))
              .collect(Collectors.joining("\n"));
      hold(name, "text", before, text, one ? text : all);
    }
  }

  /**
   * @param before what the page holds of what is compared
   * @param now what it should hold of it
   * @param all the whole block
   */
  private void hold(String name, String language, String before, String now, String all)
      throws IOException {
    if (Boolean.getBoolean("record")) {
      var block = block(name);
      var printed = block.group(1) + "```%s\n%s\n```\n".formatted(language, all) + block.group(3);
      Files.writeString(file, block.replaceFirst(Matcher.quoteReplacement(printed)));
    } else {
      assertEquals(
          OutputNormalizer.comparable(before),
          OutputNormalizer.comparable(now),
          () -> "%s, recorded:%s is old. Record it with -Drecord=true.".formatted(file, name));
    }
    leaveTrace(name);
  }

  /** So that a check can tell a block that this build compared from one that nobody looks at. */
  private void leaveTrace(String name) throws IOException {
    var reports = System.getProperty("reports");
    if (reports != null) {
      var folder = Files.createDirectories(Path.of(reports).resolveSibling("recorded"));
      var root = Path.of(System.getProperty("repository.root", "../.."));
      var page = root.toAbsolutePath().normalize().relativize(file.toAbsolutePath().normalize());
      Files.writeString(folder.resolve((page + "#" + name).replace('/', '!')), "");
    }
  }

  /** Whether the page has such a block. */
  public boolean has(String name) throws IOException {
    return Files.readString(file).contains("<!-- recorded:%s -->".formatted(name));
  }

  /** What stands in a block now, without its fence. */
  String text(String name) throws IOException {
    return block(name).group(2).replaceAll("(?m)^```.*\\n", "").strip();
  }

  private Matcher block(String name) throws IOException {
    var block =
        Pattern.compile(
                "(<!-- recorded:%s -->\n)(.*?)(<!-- /recorded -->)".formatted(Pattern.quote(name)),
                Pattern.DOTALL)
            .matcher(Files.readString(file));
    assertTrue(block.find(), file + " holds no block recorded:" + name);
    return block;
  }
}

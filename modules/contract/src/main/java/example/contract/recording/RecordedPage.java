package example.contract.recording;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import example.contract.Client;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A page whose transcripts were recorded and not typed. Between {@code <!-- recorded:NAME -->} and
 * {@code <!-- /recorded -->} stands what a run printed; {@code -Drecord=true} writes it anew.
 */
public final class RecordedPage {

  /**
   * What differs from run to run: UIDs, how far a pod is that sees itself start, and, with the
   * blanks that line them up, ports, seconds and memory.
   */
  private static final Pattern VARYING =
      Pattern.compile(
          "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
              + "|(?<=\\t)(Pending|Running|Succeeded)(?=\\t)"
              + "|(?<=localhost:)[0-9]+ *| +[0-9]+\\.[0-9] s\\b| +[0-9]+ MiB\\b");

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
      var block = block(name);
      var printed = "```%s\n%s\n```\n".formatted(language, text.strip());
      if (Boolean.getBoolean("record")) {
        write(block, printed);
      } else {
        assertEquals(alike(block.group(2)), alike(printed), () -> old(name));
      }
      leaveTrace(name);
    }
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

  /**
   * Compares one client's line of a block with what came of it now, or replaces it. The clients of
   * a block are tested by different modules; the others' lines stay as they are.
   *
   * @param client a module, which the line begins with
   */
  public void holdsLine(String name, String client, String text) throws IOException {
    synchronized (RecordedPage.class) {
      var block = block(name);
      var lines = new TreeMap<String, String>();
      block
          .group(2)
          .lines()
          .filter(line -> !line.startsWith("```"))
          .forEach(line -> lines.put(line.split(" ", 2)[0], line));
      var line = "%-13s  %s".formatted(client, text.strip());
      if (Boolean.getBoolean("record")) {
        lines.put(client, line);
        write(block, "```text\n%s\n```\n".formatted(String.join("\n", lines.values())));
      } else {
        assertEquals(alike(lines.getOrDefault(client, "")), alike(line), () -> old(name));
      }
      leaveTrace(name);
    }
  }

  /**
   * The same for a block in which three clients speak: one text if all say the same, else a line
   * for each that begins with its name.
   *
   * @param client whose text it is
   */
  public void holdsOf(String client, String name, String text) throws IOException {
    synchronized (RecordedPage.class) {
      var old = text(name);
      var lines = new LinkedHashMap<String, String>();
      for (var each : Client.names()) {
        var line = Pattern.compile("(?m)^%s {2,}(.*)$".formatted(Pattern.quote(each))).matcher(old);
        lines.put(each, line.find() ? line.group(1) : old);
      }
      if (Boolean.getBoolean("record")) {
        // What the others say is not known before their modules have run.
        lines.replaceAll((each, said) -> said.isEmpty() ? text.strip() : said);
        lines.put(client, text.strip());
        var one = new HashSet<>(lines.values()).size() == 1;
        var all = new StringJoiner("\n");
        lines.forEach((each, said) -> all.add("%-13s  %s".formatted(each, said)));
        write(block(name), "```text\n%s\n```\n".formatted(one ? text.strip() : all));
      } else {
        assertEquals(alike(lines.get(client)), alike(text.strip()), () -> old(name));
      }
      leaveTrace(name);
    }
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

  private void write(Matcher block, String printed) throws IOException {
    var with = Matcher.quoteReplacement(block.group(1) + printed + block.group(3));
    Files.writeString(file, block.replaceFirst(with));
  }

  private String old(String name) {
    return "%s, recorded:%s is old. Record it with -Drecord=true.".formatted(file, name);
  }

  private static String alike(String text) {
    return VARYING.matcher(text).replaceAll("*");
  }
}

package example.onk3s;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.HtmlBlock;
import org.commonmark.parser.IncludeSourceSpans;
import org.commonmark.parser.Parser;

/**
 * A command as a reader types it: a line of an {@code sh} block of a page, or several that the
 * shell takes for one.
 *
 * @param page from the root of the repository
 * @param line of the page, where the command begins
 * @param text with its line breaks, without the last
 */
record TypedCommand(String page, int line, String text) {

  private static final Parser PARSER =
      Parser.builder().includeSourceSpans(IncludeSourceSpans.BLOCKS).build();

  /** What stands between a beginning and its end was printed or made, and is not typed. */
  private static final Pattern MARKER = Pattern.compile("<!-- (/?)[a-z]+(:.*)? -->");

  /**
   * The commands of a page, in its order.
   *
   * @throws IllegalStateException if there is none, or if a block ends within one
   */
  static List<TypedCommand> of(Path repository, String page) throws IOException {
    var commands = new ArrayList<TypedCommand>();
    var blocks = new Blocks();
    PARSER.parse(Files.readString(repository.resolve(page))).accept(blocks);
    for (var block : blocks.typed) {
      var line = block.getSourceSpans().get(0).getLineIndex() + 2; // the fence is above the first
      var begun = new StringBuilder();
      for (var text : block.getLiteral().lines().toList()) {
        begun.append(begun.isEmpty() ? "" : "\n").append(text);
        if (begun.toString().isBlank()) {
          begun.setLength(0);
        } else if (isWhole(begun.toString())) {
          commands.add(
              new TypedCommand(
                  page,
                  line - (int) begun.chars().filter(c -> c == '\n').count(),
                  begun.toString()));
          begun.setLength(0);
        }
        line++;
      }
      if (!begun.isEmpty()) {
        throw new IllegalStateException(
            "%s: the block that ends in line %d ends within a command: %s. Complete it."
                .formatted(page, line, begun));
      }
    }
    if (commands.isEmpty()) {
      throw new IllegalStateException(
          "%s: no sh block is there to type. Look at where this looks.".formatted(page));
    }
    return commands;
  }

  /** Whether the shell would run it, and not wait for the end of a loop or a here-document. */
  private static boolean isWhole(String text) throws IOException {
    if (text.endsWith("\\")) {
      return false;
    }
    var shell = new ProcessBuilder("bash", "-n", "-c", text).redirectErrorStream(true).start();
    var said = new String(shell.getInputStream().readAllBytes());
    try {
      return shell.waitFor() == 0 && said.isBlank();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while bash read " + text, interrupted);
    }
  }

  private static final class Blocks extends AbstractVisitor {
    private final List<FencedCodeBlock> typed = new ArrayList<>();
    private boolean made;

    @Override
    public void visit(FencedCodeBlock fence) {
      if (!made && fence.getInfo().strip().equals("sh")) {
        typed.add(fence);
      }
    }

    @Override
    public void visit(HtmlBlock html) {
      var marker = MARKER.matcher(html.getLiteral().strip());
      if (marker.matches()) {
        made = marker.group(1).isEmpty();
      }
    }
  }

  /** Its place and its first line. */
  @Override
  public String toString() {
    return "%s, line %d: %s".formatted(page, line, text.lines().findFirst().orElse(""));
  }
}

package example.repochecks.docs;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.HtmlBlock;
import org.commonmark.parser.IncludeSourceSpans;
import org.commonmark.parser.Parser;

/**
 * A part of a page that is made and not typed, between {@code <!-- KIND:NAME -->} and {@code <!--
 * /KIND -->}. What stands in a fence is text, also if it looks like that.
 *
 * @param first the line after the opening marker, counted from 0
 * @param end the line of the closing marker
 */
record Block(String kind, String name, int first, int end) {

  private static final Pattern MARKER =
      Pattern.compile("<!-- (?:(?<begin>[a-z]+):(?<name>\\S.*)|/(?<end>[a-z]+)) -->");
  private static final List<String> KINDS =
      List.of("file", "generated", "manifest", "recorded", "snippet");
  private static final Parser PARSER =
      Parser.builder().includeSourceSpans(IncludeSourceSpans.BLOCKS).build();

  /**
   * The blocks of a page in their order.
   *
   * @throws IllegalStateException if markers do not pair, or a name is there twice; without a full
   *     stop
   */
  static List<Block> of(String page) {
    var reader = new Reader();
    PARSER.parse(page).accept(reader);
    if (reader.open != null) {
      throw open(reader.open);
    }
    return reader.blocks;
  }

  String address() {
    return kind + ":" + name;
  }

  private static IllegalStateException open(Block block) {
    return new IllegalStateException(
        "%s has no <!-- /%s -->".formatted(block.address(), block.kind));
  }

  private static final class Reader extends AbstractVisitor {

    private final List<Block> blocks = new ArrayList<>();
    private final HashSet<String> names = new HashSet<>();
    private Block open;

    @Override
    public void visit(HtmlBlock html) {
      var marker = MARKER.matcher(html.getLiteral().strip());
      if (!marker.matches()) {
        return;
      }
      var line = html.getSourceSpans().get(0).getLineIndex();
      if (marker.group("end") == null) {
        begins(marker.group("begin"), marker.group("name"), line);
      } else {
        ends(marker.group("end"), line);
      }
    }

    private void begins(String kind, String name, int line) {
      if (!KINDS.contains(kind)) {
        throw new IllegalStateException(
            "%s:%s is no kind of block. Choose one of %s"
                .formatted(kind, name, String.join(", ", KINDS)));
      }
      if (open != null) {
        throw open(open);
      }
      open = new Block(kind, name, line + 1, line + 1);
    }

    private void ends(String kind, int line) {
      if (open == null) {
        throw new IllegalStateException("<!-- /%s --> ends what does not begin".formatted(kind));
      }
      if (!kind.equals(open.kind)) {
        throw open(open);
      }
      if (!names.add(open.address())) {
        throw new IllegalStateException(open.address() + " is there twice");
      }
      blocks.add(new Block(open.kind, open.name, open.first, line));
      open = null;
    }
  }
}

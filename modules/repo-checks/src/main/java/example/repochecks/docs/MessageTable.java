package example.repochecks.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Code;
import org.commonmark.node.Heading;
import org.commonmark.node.Node;
import org.commonmark.node.Paragraph;
import org.commonmark.node.SoftLineBreak;
import org.commonmark.node.Text;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.markdown.MarkdownRenderer;

/** The index of docs/troubleshooting: each page's title, and the sentence after Cause. */
final class MessageTable {

  private static final String FOLDER = "docs/troubleshooting";
  private static final String CAUSE = "Cause. ";

  private final Path repository;
  private final PageLocation here;

  MessageTable(Path repository, PageLocation here) {
    this.repository = repository;
    this.here = here;
  }

  String markdown() throws IOException {
    var table = new Table("message", "cause");
    for (var file : pages()) {
      var where = repository.relativize(file).toString();
      var page = new Reader(Files.readString(file));
      if (page.title == null || page.cause == null) {
        throw new IllegalStateException(
            "%s needs a title, and a paragraph that begins with **Cause.**".formatted(where));
      }
      table.row(here.link("`" + page.title.replace("`", "") + "`", where), page.cause);
    }
    return table.markdown();
  }

  /** The pages but the index, sorted. */
  List<Path> pages() throws IOException {
    if (!Files.isDirectory(repository.resolve(FOLDER))) {
      return List.of();
    }
    try (var files = Files.list(repository.resolve(FOLDER))) {
      return files
          .filter(file -> file.toString().endsWith(".md") && !file.endsWith("README.md"))
          .sorted()
          .toList();
    }
  }

  /** What stands in the first heading, or null. */
  static String title(String page) {
    return new Reader(page).title;
  }

  private static final class Reader extends AbstractVisitor {

    private String title;
    private String cause;

    Reader(String page) {
      Parser.builder().build().parse(page).accept(this);
    }

    @Override
    public void visit(Heading heading) {
      if (heading.getLevel() == 1) {
        title = text(heading);
      }
    }

    @Override
    public void visit(Paragraph paragraph) {
      if (cause == null && text(paragraph).startsWith(CAUSE)) {
        var written = MarkdownRenderer.builder().build().render(paragraph).strip();
        cause =
            written.replaceFirst("^\\*\\*Cause\\.\\*\\*\\s*", "").replaceAll("\\s*\\n\\s*", " ");
      }
    }

    private static String text(Node node) {
      var text = new StringBuilder();
      node.accept(
          new AbstractVisitor() {
            @Override
            public void visit(Text each) {
              text.append(each.getLiteral());
            }

            @Override
            public void visit(Code each) {
              text.append(each.getLiteral());
            }

            @Override
            public void visit(SoftLineBreak each) {
              text.append(' ');
            }
          });
      return text.toString();
    }
  }
}

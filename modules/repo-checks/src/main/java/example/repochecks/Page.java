package example.repochecks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.ext.heading.anchor.IdGenerator;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Code;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.Heading;
import org.commonmark.node.HtmlBlock;
import org.commonmark.node.Image;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.node.Paragraph;
import org.commonmark.node.Text;
import org.commonmark.parser.IncludeSourceSpans;
import org.commonmark.parser.Parser;

/**
 * A Markdown page as a reader's browser sees it: what it links to, what it quotes, what it names.
 */
final class Page {

  private static final Parser PARSER =
      Parser.builder()
          .extensions(List.of(TablesExtension.create()))
          .includeSourceSpans(IncludeSourceSpans.BLOCKS)
          .build();

  /** Blocks that a test or a generator writes: {@code <!-- recorded:NAME -->} to its end. */
  static final Pattern MARKER =
      Pattern.compile("<!-- (?<end>/)?(?<kind>file|generated|manifest|recorded|snippet)(:.*)? -->");

  /**
   * A fenced block.
   *
   * @param typed by hand: no marker says that a test or a generator wrote it
   */
  record Fence(String language, String text, int line, boolean typed) {}

  final Path path;
  final String where;
  final List<String> links = new ArrayList<>();
  final List<String> codeSpans = new ArrayList<>();
  final List<Fence> fences = new ArrayList<>();
  final Set<String> anchors = new TreeSet<>();

  /** The headings of the second level, in their order. */
  final List<String> sections = new ArrayList<>();

  /** Lines of paragraphs that hold the dashes of a table. */
  final List<Integer> brokenTables = new ArrayList<>();

  /** Markers that do not pair: what opens is never closed, or the other way round. */
  final List<String> loose = new ArrayList<>();

  private Page(Path repository, Path path) throws IOException {
    this.path = path;
    where = repository.relativize(path).toString();
    PARSER.parse(Files.readString(path)).accept(new Reader());
  }

  /** The two pages at the root and those below docs, sorted. */
  static List<Page> all(Path repository) throws IOException {
    var pages = new ArrayList<Page>();
    for (var name : List.of("README.md", "CONTRIBUTING.md")) {
      if (Files.exists(repository.resolve(name))) {
        pages.add(new Page(repository, repository.resolve(name)));
      }
    }
    for (var file : Repository.files(repository.resolve("docs"), ".md")) {
      pages.add(new Page(repository, file));
    }
    return pages;
  }

  static Page of(Path repository, Path path) throws IOException {
    return new Page(repository, path);
  }

  private final class Reader extends AbstractVisitor {

    private final IdGenerator ids = IdGenerator.builder().build();
    private String open = "";

    @Override
    public void visit(Heading heading) {
      anchors.add(ids.generateId(textOf(heading)));
      if (heading.getLevel() == 2) {
        sections.add(textOf(heading));
      }
      visitChildren(heading);
    }

    @Override
    public void visit(Link link) {
      links.add(link.getDestination());
      visitChildren(link);
    }

    @Override
    public void visit(Image image) {
      links.add(image.getDestination());
    }

    @Override
    public void visit(Code code) {
      codeSpans.add(code.getLiteral());
    }

    @Override
    public void visit(Paragraph paragraph) {
      if (textOf(paragraph).contains("| --- |") || textOf(paragraph).contains("|---|")) {
        brokenTables.add(paragraph.getSourceSpans().get(0).getLineIndex() + 1);
      }
      visitChildren(paragraph);
    }

    @Override
    public void visit(FencedCodeBlock fence) {
      var line = fence.getSourceSpans().get(0).getLineIndex() + 1;
      var language = fence.getInfo().strip().split("\\s")[0];
      fences.add(new Fence(language, fence.getLiteral(), line, open.isEmpty()));
    }

    @Override
    public void visit(HtmlBlock html) {
      var marker = MARKER.matcher(html.getLiteral().strip());
      if (marker.matches()) {
        var ends = marker.group("end") != null;
        if (ends ? !open.equals(marker.group("kind")) : !open.isEmpty()) {
          loose.add(html.getLiteral().strip());
        }
        open = ends ? "" : marker.group("kind");
      }
    }

    @Override
    public void visit(org.commonmark.node.Document document) {
      visitChildren(document);
      if (!open.isEmpty()) {
        loose.add("the last <!-- %s:… -->".formatted(open));
      }
    }

    private String textOf(Node node) {
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
          });
      return text.toString();
    }
  }
}

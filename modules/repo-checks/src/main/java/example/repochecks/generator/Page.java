package example.repochecks.generator;

import example.repochecks.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.ext.heading.anchor.IdGenerator;
import org.commonmark.node.Code;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.Heading;
import org.commonmark.node.HtmlBlock;
import org.commonmark.node.Image;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.node.Paragraph;
import org.commonmark.node.SoftLineBreak;
import org.commonmark.node.SourceSpan;
import org.commonmark.node.Text;
import org.commonmark.parser.IncludeSourceSpans;
import org.commonmark.parser.Parser;

/**
 * A Markdown page as a browser shows it, and its blocks: the parts between {@code <!-- KIND:NAME
 * -->} and {@code <!-- /KIND -->}, which the build writes. A marker inside a fence is text.
 */
public final class Page {

  private static final Parser PARSER =
      Parser.builder()
          .extensions(List.of(TablesExtension.create()))
          .includeSourceSpans(IncludeSourceSpans.BLOCKS)
          .build();
  private static final Pattern MARKER =
      Pattern.compile("<!-- (?:(?<begin>[a-z]+):(?<name>\\S.*)|/(?<end>[a-z]+)) -->");
  private static final List<String> KINDS =
      List.of("file", "generated", "manifest", "recorded", "snippet");

  /**
   * A part of a page that the build writes.
   *
   * @param first where in the page's text the line after the opening marker begins
   * @param end where the closing marker begins
   */
  public record Block(String kind, String name, int first, int end) {
    String address() {
      return kind + ":" + name;
    }
  }

  /**
   * A fenced block.
   *
   * @param line counted from 1
   * @param typed whether it is outside of all blocks, so that a person wrote it
   */
  public record Fence(String language, String text, int line, boolean typed) {}

  public final Path path;

  /** Its path in the repository. */
  public final String where;

  final String text;

  public final List<Block> blocks = new ArrayList<>();
  public final List<String> links = new ArrayList<>();
  public final List<String> codeSpans = new ArrayList<>();
  public final List<Fence> fences = new ArrayList<>();

  /** The anchors of its headings. */
  public final Set<String> anchors = new TreeSet<>();

  /** The headings of the second level, in their order. */
  public final List<String> sections = new ArrayList<>();

  /** The lines of paragraphs that hold the dashes of a table: what was meant for one is none. */
  public final List<Integer> brokenTables = new ArrayList<>();

  final List<Paragraph> paragraphs = new ArrayList<>();

  private String title = "";
  private final IdGenerator ids = IdGenerator.builder().build();

  /** While the page is read: the block that has begun and not ended. */
  private Block open;

  /**
   * @throws IllegalStateException if its markers do not pair
   */
  public Page(Path repository, Path path) throws IOException {
    this.path = path;
    where = repository.relativize(path).toString();
    text = Files.readString(path);
    read(PARSER.parse(text));
    noBlockMayBeOpen();
  }

  /**
   * The two pages at the root and those below docs, sorted.
   *
   * @throws IllegalStateException if the markers of a page do not pair, or there is no page
   */
  public static List<Page> all(Path repository) throws IOException {
    var pages = new ArrayList<Page>();
    for (var name : List.of("README.md", "CONTRIBUTING.md")) {
      if (Files.exists(repository.resolve(name))) {
        pages.add(new Page(repository, repository.resolve(name)));
      }
    }
    for (var file : Repository.files(repository.resolve("docs"), ".md")) {
      pages.add(new Page(repository, file));
    }
    if (pages.isEmpty()) {
      throw new IllegalStateException("%s: there is no page to read.".formatted(repository));
    }
    return pages;
  }

  /** What a block holds now. */
  String content(Block block) {
    return text.substring(block.first, block.end);
  }

  /** The text of its first heading, or empty. */
  public String title() {
    return title;
  }

  /** What its transcripts hold. */
  public String recorded() {
    return blocks.stream()
        .filter(block -> block.kind.equals("recorded"))
        .map(this::content)
        .collect(Collectors.joining());
  }

  /** Whether it is one of the pages that are titled with an error message. */
  public boolean isAboutMessage() {
    return where.matches("docs/troubleshooting/(?!README).*");
  }

  /** What a reader sees of a heading or paragraph. */
  public static String textOf(Node node) {
    var text = new StringBuilder();
    for (var each = node.getFirstChild(); each != null; each = each.getNext()) {
      if (each instanceof Text literal) {
        text.append(literal.getLiteral());
      } else if (each instanceof Code code) {
        text.append(code.getLiteral());
      } else {
        text.append(each instanceof SoftLineBreak ? " " : textOf(each));
      }
    }
    return text.toString();
  }

  private void read(Node node) {
    if (node instanceof Heading heading) {
      heading(heading.getLevel(), textOf(heading));
    } else if (node instanceof Link link) {
      links.add(link.getDestination());
    } else if (node instanceof Image image) {
      links.add(image.getDestination());
    } else if (node instanceof Code code) {
      codeSpans.add(code.getLiteral());
    } else if (node instanceof Paragraph paragraph) {
      paragraphs.add(paragraph);
      if (textOf(paragraph).matches(".*\\| ?--- ?\\|.*")) {
        brokenTables.add(line(paragraph));
      }
    } else if (node instanceof FencedCodeBlock fence) {
      var language = fence.getInfo().strip().split("\\s")[0];
      fences.add(new Fence(language, fence.getLiteral(), line(fence), open == null));
    } else if (node instanceof HtmlBlock html) {
      marker(MARKER.matcher(html.getLiteral().strip()), html.getSourceSpans().get(0));
    }
    for (var child = node.getFirstChild(); child != null; child = child.getNext()) {
      read(child);
    }
  }

  private static int line(Node node) {
    return node.getSourceSpans().get(0).getLineIndex() + 1;
  }

  private void heading(int level, String text) {
    anchors.add(ids.generateId(text));
    if (level == 2) {
      sections.add(text);
    } else if (level == 1 && title.isEmpty()) {
      title = text;
    }
  }

  private void marker(Matcher marker, SourceSpan line) {
    if (marker.matches() && marker.group("end") != null) {
      end(marker.group("end"), line.getInputIndex());
    } else if (marker.matches()) {
      noBlockMayBeOpen();
      var next = line.getInputIndex() + line.getLength() + 1;
      open = new Block(marker.group("begin"), marker.group("name"), next, next);
      if (!KINDS.contains(open.kind)) {
        throw wrong(
            "%s is no kind of block. Choose one of %s", open.address(), String.join(", ", KINDS));
      }
    }
  }

  private void end(String kind, int index) {
    if (open == null) {
      throw wrong("<!-- /%s --> ends what does not begin", kind);
    }
    if (!open.kind.equals(kind)) {
      noBlockMayBeOpen();
    }
    if (blocks.stream().map(Block::address).anyMatch(open.address()::equals)) {
      throw wrong("%s is there twice", open.address());
    }
    blocks.add(new Block(kind, open.name, open.first, index));
    open = null;
  }

  private void noBlockMayBeOpen() {
    if (open != null) {
      throw wrong("%s has no <!-- /%s -->", open.address(), open.kind);
    }
  }

  private IllegalStateException wrong(String sentence, Object... parts) {
    return new IllegalStateException("%s: %s.".formatted(where, sentence.formatted(parts)));
  }
}

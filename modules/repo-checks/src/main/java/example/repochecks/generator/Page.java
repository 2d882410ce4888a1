package example.repochecks.generator;

import example.repochecks.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
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
   * @param first the line after the opening marker, counted from 0
   * @param end the line of the closing marker
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

  /** Its lines, each with its end. */
  final List<String> lines;

  public final List<Block> blocks = new ArrayList<>();
  public final List<String> links = new ArrayList<>();
  public final List<String> codeSpans = new ArrayList<>();
  public final List<Fence> fences = new ArrayList<>();

  /** The anchors of its headings. */
  public final Set<String> anchors = new TreeSet<>();

  /** The headings of the second level, in their order. */
  public final List<String> sections = new ArrayList<>();

  /** The text of its first heading, or empty. */
  String title = "";

  final List<Paragraph> paragraphs = new ArrayList<>();

  public Page(Path repository, Path path) throws IOException {
    this.path = path;
    where = repository.relativize(path).toString();
    var text = Files.readString(path);
    lines = List.of(text.split("(?<=\n)"));
    try {
      var reader = new Reader();
      reader.read(PARSER.parse(text));
      reader.mustBeClosed();
    } catch (IllegalStateException wrong) {
      throw new IllegalStateException("%s: %s.".formatted(where, wrong.getMessage()), wrong);
    }
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

  /** Some of its lines. */
  String lines(int from, int to) {
    return String.join("", lines.subList(from, to));
  }

  /** What a block holds now. */
  String content(Block block) {
    return lines(block.first, block.end);
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

  /** The lines of paragraphs that hold the dashes of a table: what was meant for one is none. */
  public List<Integer> brokenTables() {
    return paragraphs.stream()
        .filter(each -> textOf(each).matches(".*\\| ?--- ?\\|.*"))
        .map(Page::line)
        .collect(Collectors.toList());
  }

  private static int line(Node node) {
    return node.getSourceSpans().get(0).getLineIndex() + 1;
  }

  /** Collects what the page holds. */
  private final class Reader {

    private final IdGenerator ids = IdGenerator.builder().build();
    private final Set<String> names = new HashSet<>();
    private Block open;

    void read(Node node) {
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
      } else if (node instanceof FencedCodeBlock fence) {
        var language = fence.getInfo().strip().split("\\s")[0];
        fences.add(new Fence(language, fence.getLiteral(), line(fence), open == null));
      } else if (node instanceof HtmlBlock html) {
        marker(MARKER.matcher(html.getLiteral().strip()), line(html));
      }
      for (var child = node.getFirstChild(); child != null; child = child.getNext()) {
        read(child);
      }
    }

    private void heading(int level, String text) {
      anchors.add(ids.generateId(text));
      if (level == 2) {
        sections.add(text);
      } else if (level == 1 && title.isEmpty()) {
        title = text;
      }
    }

    private void marker(Matcher marker, int line) {
      if (marker.matches() && marker.group("end") == null) {
        begin(marker.group("begin"), marker.group("name"), line);
      } else if (marker.matches()) {
        end(marker.group("end"), line - 1);
      }
    }

    private void begin(String kind, String name, int next) {
      if (!KINDS.contains(kind)) {
        throw new IllegalStateException(
            "%s:%s is no kind of block. Choose one of %s"
                .formatted(kind, name, String.join(", ", KINDS)));
      }
      mustBeClosed();
      open = new Block(kind, name, next, next);
    }

    private void end(String kind, int line) {
      if (open == null) {
        throw new IllegalStateException("<!-- /%s --> ends what does not begin".formatted(kind));
      }
      if (!kind.equals(open.kind)) {
        mustBeClosed();
      }
      if (!names.add(open.address())) {
        throw new IllegalStateException(open.address() + " is there twice");
      }
      blocks.add(new Block(open.kind, open.name, open.first, line));
      open = null;
    }

    /** Fails if a block is open where none may be. */
    void mustBeClosed() {
      if (open != null) {
        throw new IllegalStateException(
            "%s has no <!-- /%s -->".formatted(open.address(), open.kind));
      }
    }
  }
}

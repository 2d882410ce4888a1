package example.repochecks.docs;

import example.repochecks.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The blocks of the pages that are made and not typed: {@code generated} ones from what the
 * repository holds, {@code snippet} ones from a region of a Java file, {@code manifest} and {@code
 * file} ones from a file; {@code recorded} ones are written by a test and left alone here. Run as a
 * program it writes them anew.
 */
public final class Docs {

  /** A page as it stands and as it ought to. */
  private record Page(String where, Path file, String text, String made, List<String> old) {}

  /** What readers copy from, and what shows them the other way; other tests hold broken regions. */
  private static final Pattern QUOTABLE =
      Pattern.compile(
          "docs/.*|modules/[^/]+/src/main/java/.*|modules/(%s)/src/test/java/.*"
              .formatted(String.join("|", Repository.CLIENTS)));

  private final Path repository;
  private final BlockGenerators makers;
  private final Set<String> quoted = new HashSet<>();

  /**
   * @param repository the pages are its README, CONTRIBUTING and what is below docs
   * @throws IllegalStateException if a report is there and empty
   */
  public Docs(Path repository) throws IOException {
    this.repository = repository;
    this.makers = new BlockGenerators(repository);
  }

  /** Exit codes: 0 the pages are fresh; 1 a sentence says which block cannot be made. */
  public static void main(String[] arguments) throws IOException {
    try {
      new Docs(Path.of(System.getProperty("repository.root"))).write().forEach(System.out::println);
    } catch (IllegalStateException wrong) {
      System.err.println(wrong.getMessage());
      System.exit(1);
    }
  }

  /**
   * A sentence for each block that is not what would be made of the committed files now, and for
   * each region that no page quotes.
   *
   * @throws IllegalStateException if a block cannot be made; the sentence names page and block
   */
  public List<String> old() throws IOException {
    var sentences = new ArrayList<String>();
    for (var page : pages()) {
      page.old.forEach(
          name -> sentences.add("%s, %s is old. Run make docs.".formatted(page.where, name)));
    }
    sentences.addAll(unused());
    return sentences;
  }

  /**
   * Writes the blocks that are old.
   *
   * @return a line for each page that was written
   */
  public List<String> write() throws IOException {
    var written = new ArrayList<String>();
    for (var page : pages()) {
      if (!page.made.equals(page.text)) {
        Files.writeString(page.file, page.made);
        written.add("%s: wrote %s".formatted(page.where, String.join(", ", page.old)));
      }
    }
    return written;
  }

  private List<Page> pages() throws IOException {
    var pages = new ArrayList<Page>();
    var blocks = 0;
    for (var file : pages(repository)) {
      var text = Files.readString(file);
      var where = repository.relativize(file).toString();
      try {
        var found = Block.of(text);
        pages.add(made(file, where, text, found));
        blocks += found.size();
      } catch (IllegalStateException wrong) {
        throw new IllegalStateException("%s: %s.".formatted(where, wrong.getMessage()), wrong);
      }
    }
    if (blocks == 0) {
      throw new IllegalStateException(
          "%s: no page holds a generated block. Look at where this looks.".formatted(repository));
    }
    return pages;
  }

  /** The files that are pages, sorted. */
  static List<Path> pages(Path repository) throws IOException {
    var files = new ArrayList<Path>();
    for (var name : List.of("README.md", "CONTRIBUTING.md")) {
      if (Files.exists(repository.resolve(name))) {
        files.add(repository.resolve(name));
      }
    }
    if (Files.isDirectory(repository.resolve("docs"))) {
      try (var found = Files.walk(repository.resolve("docs"))) {
        found.filter(file -> file.toString().endsWith(".md")).sorted().forEach(files::add);
      }
    }
    return files;
  }

  private Page made(Path file, String where, String text, List<Block> blocks) throws IOException {
    var lines = text.split("(?<=\n)");
    var folder = Path.of(where).getParent();
    var here = new PageLocation(folder == null ? Path.of("") : folder);
    var made = new StringBuilder();
    var old = new ArrayList<String>();
    var next = 0;
    for (var block : blocks) {
      made.append(join(lines, next, block.first()));
      var is = join(lines, block.first(), block.end());
      var shouldBe = block.kind().equals("recorded") ? is : made(block, here);
      made.append(shouldBe);
      if (!is.equals(shouldBe)) {
        old.add(block.address());
      }
      next = block.end();
    }
    made.append(join(lines, next, lines.length));
    return new Page(where, file, text, made.toString(), old);
  }

  private static String join(String[] lines, int from, int to) {
    return String.join("", List.of(lines).subList(from, to));
  }

  private String made(Block block, PageLocation here) throws IOException {
    try {
      return switch (block.kind()) {
        case "snippet" -> {
          quoted.add(block.name());
          yield Snippet.of(repository, block.name()).fenced();
        }
        case "manifest" -> FileExcerpt.manifest(repository, block.name()).fenced();
        case "file" -> FileExcerpt.file(repository, block.name()).fenced();
        default -> "\n" + makers.make(block.name(), here) + "\n";
      };
    } catch (IllegalStateException wrong) {
      throw new IllegalStateException(
          "%s: %s".formatted(block.address(), wrong.getMessage()), wrong);
    }
  }

  /** A region that is marked and quoted nowhere: its page has gone, or never came. */
  private List<String> unused() throws IOException {
    var sentences = new ArrayList<String>();
    for (var file : Repository.files(repository, ".java")) {
      var where = repository.relativize(file).toString();
      if (!QUOTABLE.matcher(where).matches()) {
        continue;
      }
      try {
        for (var region : Snippet.regions(Files.readAllLines(file), where).keySet()) {
          if (!quoted.contains(where + "#" + region)) {
            sentences.add(
                "%s: no page quotes region \"%s\". Quote it, or delete its marks."
                    .formatted(where, region));
          }
        }
      } catch (IllegalStateException wrong) {
        sentences.add("%s.".formatted(wrong.getMessage()));
      }
    }
    return sentences;
  }
}

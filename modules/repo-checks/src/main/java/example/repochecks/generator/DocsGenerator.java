package example.repochecks.generator;

import example.repochecks.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Writes the blocks of the pages: {@code generated} ones from what the repository holds, {@code
 * snippet} ones from a region of a Java file, {@code manifest} and {@code file} ones from a file.
 * It does not change {@code recorded} ones, which a test writes.
 */
public final class DocsGenerator {

  /** Where a region is meant for a page; other tests hold broken regions. */
  private static final Pattern QUOTABLE =
      Pattern.compile(
          "docs/.*|modules/[^/]+/src/main/java/.*|modules/(%s)/src/test/java/.*"
              .formatted(String.join("|", Repository.CLIENTS)));

  private final Path repository;
  private final BlockGenerators generators;
  private final List<Page> pages;

  /**
   * @param repository the pages are its README, CONTRIBUTING and what is below docs
   */
  public DocsGenerator(Path repository) throws IOException {
    this.repository = repository;
    this.generators = new BlockGenerators(repository);
    this.pages = Page.all(repository);
  }

  /** Exit codes: 0 the pages are fresh; 1 a sentence says which block cannot be made. */
  public static void main(String[] arguments) throws IOException {
    try {
      new DocsGenerator(Repository.ROOT).write().forEach(System.out::println);
    } catch (IllegalStateException wrong) {
      System.err.println(wrong.getMessage());
      System.exit(1);
    }
  }

  /**
   * A sentence for each page or plot that is not what would be made of the committed files now, and
   * for each region that no page quotes.
   *
   * @throws IllegalStateException if a block cannot be made; the sentence names page and block
   */
  public List<String> old() throws IOException {
    var sentences = new ArrayList<String>();
    for (var file : stale().keySet()) {
      sentences.add("%s is old. Run make docs.".formatted(repository.relativize(file)));
    }
    sentences.addAll(unused());
    return sentences;
  }

  /**
   * Writes the pages and plots that are old.
   *
   * @return a line for each
   */
  public List<String> write() throws IOException {
    var written = new ArrayList<String>();
    for (var old : stale().entrySet()) {
      Files.writeString(old.getKey(), old.getValue());
      written.add("wrote " + repository.relativize(old.getKey()));
    }
    return written;
  }

  /** The pages and plots that are not what would be made now, with what they should hold. */
  private Map<Path, String> stale() throws IOException {
    if (pages.stream().allMatch(page -> page.blocks.isEmpty())) {
      throw new IllegalStateException("%s: no page holds a block.".formatted(repository));
    }
    var made = new TreeMap<>(generators.files());
    for (var page : pages) {
      made.put(page.path, made(page));
    }
    for (var file : List.copyOf(made.keySet())) {
      if (Files.exists(file) && Files.readString(file).equals(made.get(file))) {
        made.remove(file);
      }
    }
    return made;
  }

  private String made(Page page) throws IOException {
    var here = new PageLocation(repository.relativize(page.path.getParent()));
    var text = new StringBuilder();
    var next = 0;
    for (var block : page.blocks) {
      try {
        text.append(page.text, next, block.first()).append(made(page, block, here));
      } catch (IllegalStateException wrong) {
        throw new IllegalStateException(
            "%s: %s: %s.".formatted(page.where, block.address(), wrong.getMessage()), wrong);
      }
      next = block.end();
    }
    return text + page.text.substring(next);
  }

  private String made(Page page, Page.Block block, PageLocation here) throws IOException {
    return switch (block.kind()) {
      case "recorded" -> page.content(block);
      case "snippet" -> FileExcerpt.region(repository, block.name());
      case "manifest" -> FileExcerpt.manifest(repository, block.name());
      case "file" -> FileExcerpt.file(repository, block.name());
      default -> "\n" + generators.generate(block.name(), here) + "\n";
    };
  }

  /** The regions that no page quotes: their page has gone, or never came. */
  private List<String> unused() throws IOException {
    var quoted =
        pages.stream()
            .flatMap(page -> page.blocks.stream())
            .map(Page.Block::name)
            .collect(Collectors.toSet());
    var sentences = new ArrayList<String>();
    for (var file : Repository.files(repository, ".java")) {
      var where = repository.relativize(file).toString();
      if (QUOTABLE.matcher(where).matches()) {
        for (var region : FileExcerpt.regions(Files.readString(file), where).keySet()) {
          if (!quoted.contains(where + "#" + region)) {
            sentences.add(
                "%s: no page quotes region \"%s\". Quote it, or delete its marks."
                    .formatted(where, region));
          }
        }
      }
    }
    return sentences;
  }
}

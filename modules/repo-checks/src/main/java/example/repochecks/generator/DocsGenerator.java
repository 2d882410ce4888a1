package example.repochecks.generator;

import example.repochecks.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Writes the blocks of the pages: {@code generated} ones from what the repository holds, {@code
 * snippet} ones from a region of a Java file, {@code manifest} and {@code file} ones from a file.
 * It does not change {@code recorded} ones, which a test writes.
 */
public final class DocsGenerator {

  /** A page with fresh blocks, and the addresses of the blocks that were old. */
  private record Made(Page page, String text, List<String> old) {}

  /** Where a region is meant for a page; other tests hold broken regions. */
  private static final Pattern QUOTABLE =
      Pattern.compile(
          "docs/.*|modules/[^/]+/src/main/java/.*|modules/(%s)/src/test/java/.*"
              .formatted(String.join("|", Repository.CLIENTS)));

  private final Path repository;
  private final BlockGenerators generators;
  private final Set<String> quoted = new HashSet<>();

  /**
   * @param repository the pages are its README, CONTRIBUTING and what is below docs
   */
  public DocsGenerator(Path repository) throws IOException {
    this.repository = repository;
    this.generators = new BlockGenerators(repository);
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
   * A sentence for each block that is not what would be made of the committed files now, and for
   * each region that no page quotes.
   *
   * @throws IllegalStateException if a block cannot be made; the sentence names page and block
   */
  public List<String> old() throws IOException {
    var sentences = new ArrayList<String>();
    for (var made : made()) {
      made.old.forEach(
          block ->
              sentences.add("%s: %s is old. Run make docs.".formatted(made.page.where, block)));
    }
    oldFiles().keySet().stream()
        .map(file -> "%s is old. Run make docs.".formatted(repository.relativize(file)))
        .forEach(sentences::add);
    sentences.addAll(unused());
    return sentences;
  }

  /**
   * The files beside the pages that are not what would be made now, with what should be in them.
   */
  private Map<Path, String> oldFiles() throws IOException {
    var old = new TreeMap<>(generators.files());
    for (var file : List.copyOf(old.keySet())) {
      if (Files.exists(file) && Files.readString(file).equals(old.get(file))) {
        old.remove(file);
      }
    }
    return old;
  }

  /**
   * Writes the blocks and plots that are old.
   *
   * @return a line for each file that was written
   */
  public List<String> write() throws IOException {
    var written = new ArrayList<String>();
    for (var old : oldFiles().entrySet()) {
      Files.writeString(old.getKey(), old.getValue());
      written.add("wrote " + repository.relativize(old.getKey()));
    }
    for (var made : made()) {
      if (!made.old.isEmpty()) {
        Files.writeString(made.page.path, made.text);
        written.add("%s: wrote %s".formatted(made.page.where, String.join(", ", made.old)));
      }
    }
    return written;
  }

  private List<Made> made() throws IOException {
    var all = new ArrayList<Made>();
    for (var page : Page.all(repository)) {
      all.add(made(page));
    }
    if (all.stream().allMatch(each -> each.page.blocks.isEmpty())) {
      throw new IllegalStateException("%s: no page holds a block.".formatted(repository));
    }
    return all;
  }

  private Made made(Page page) throws IOException {
    var folder = Path.of(page.where).getParent();
    var here = new PageLocation(folder == null ? Path.of("") : folder);
    var text = new StringBuilder();
    var old = new ArrayList<String>();
    var next = 0;
    for (var block : page.blocks) {
      try {
        var is = page.content(block);
        var shouldBe = block.kind().equals("recorded") ? is : made(block, here);
        text.append(page.lines(next, block.first())).append(shouldBe);
        if (!is.equals(shouldBe)) {
          old.add(block.address());
        }
      } catch (IllegalStateException wrong) {
        throw new IllegalStateException(
            "%s: %s: %s.".formatted(page.where, block.address(), wrong.getMessage()), wrong);
      }
      next = block.end();
    }
    text.append(page.lines(next, page.lines.size()));
    return new Made(page, text.toString(), old);
  }

  private String made(Page.Block block, PageLocation here) throws IOException {
    return switch (block.kind()) {
      case "snippet" -> {
        quoted.add(block.name());
        yield FileExcerpt.region(repository, block.name()).fenced();
      }
      case "manifest" -> FileExcerpt.manifest(repository, block.name()).fenced();
      case "file" -> FileExcerpt.file(repository, block.name()).fenced();
      default -> "\n" + generators.generate(block.name(), here) + "\n";
    };
  }

  /** The regions that no page quotes: their page has gone, or never came. */
  private List<String> unused() throws IOException {
    var sentences = new ArrayList<String>();
    for (var file : Repository.files(repository, ".java")) {
      var where = repository.relativize(file).toString();
      if (QUOTABLE.matcher(where).matches()) {
        for (var region : FileExcerpt.regions(Files.readAllLines(file), where).keySet()) {
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

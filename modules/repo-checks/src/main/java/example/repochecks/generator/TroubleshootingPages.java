package example.repochecks.generator;

import example.repochecks.Repository;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.commonmark.renderer.markdown.MarkdownRenderer;

/**
 * The pages about error messages. Each title must be what a client printed, word for word, because
 * people paste that into a search box.
 */
final class TroubleshootingPages {

  private static final String FOLDER = "docs/troubleshooting";

  private TroubleshootingPages() {}

  /** All but the index, sorted. */
  private static List<Page> all(Path repository) throws IOException {
    var pages = new ArrayList<Page>();
    for (var file : Repository.files(repository.resolve(FOLDER), ".md")) {
      if (!file.endsWith("README.md")) {
        pages.add(new Page(repository, file));
      }
    }
    return pages;
  }

  /** The index: each page's title, and its cause. */
  static String table(Path repository, PageLocation here) throws IOException {
    var table = new Table("message", "cause");
    for (var page : all(repository)) {
      table.row(here.link("`" + page.title + "`", page.where), cause(page));
    }
    return table.markdown();
  }

  private static String cause(Page page) {
    var cause =
        page.paragraphs.stream()
            .filter(each -> Page.textOf(each).startsWith("Cause. "))
            .findFirst();
    if (page.title.isEmpty() || cause.isEmpty()) {
      throw new IllegalStateException(
          "%s needs a title, and a paragraph that begins with **Cause.**".formatted(page.where));
    }
    var markdown = MarkdownRenderer.builder().build().render(cause.get()).strip();
    return markdown.replaceFirst("^\\*\\*Cause\\.\\*\\*\\s*", "").replaceAll("\\s*\\n\\s*", " ");
  }

  /** A sentence for each page whose title no client printed; finding no page is one. */
  static List<String> problems(Path repository) throws IOException {
    var pages = all(repository);
    if (pages.isEmpty()) {
      return List.of(FOLDER + ": there is no page to read.");
    }
    return pages.stream()
        .filter(page -> !recorded(page).contains(page.title))
        .map(
            page ->
                "%s: no recorded block holds its title, \"%s\". Title it with what a client printed."
                    .formatted(page.where, page.title))
        .toList();
  }

  private static String recorded(Page page) {
    return page.blocks.stream()
        .filter(block -> block.kind().equals("recorded"))
        .map(page::content)
        .collect(Collectors.joining());
  }
}

package example.repochecks.generator;

import java.io.IOException;
import java.nio.file.Path;
import org.commonmark.renderer.markdown.MarkdownRenderer;

/** The index of the pages about error messages. */
final class TroubleshootingPages {

  private TroubleshootingPages() {}

  /** Each page's title, and its cause. */
  static String table(Path repository, PageLocation here) throws IOException {
    var table = new Table("message", "cause");
    for (var page : Page.all(repository)) {
      if (page.isAboutMessage()) {
        table.row(here.link(Cell.code(page.title()), page.where), cause(page));
      }
    }
    return table.markdown();
  }

  private static String cause(Page page) {
    var cause =
        page.paragraphs.stream()
            .filter(each -> Page.textOf(each).startsWith("Cause. "))
            .findFirst();
    if (page.title().isEmpty() || cause.isEmpty()) {
      throw new IllegalStateException(
          "%s needs a title, and a paragraph that begins with **Cause.**".formatted(page.where));
    }
    var markdown = MarkdownRenderer.builder().build().render(cause.get()).strip();
    return markdown.replaceFirst("^\\*\\*Cause\\.\\*\\*\\s*", "").replaceAll("\\s*\\n\\s*", " ");
  }
}

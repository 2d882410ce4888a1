package example.repochecks.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The title of a page about a message is text that a client printed, word for word: it is what
 * people paste into a search box, and a paraphrase is found by nobody.
 */
public final class MessagePages {

  /** Begins the sentence of a page whose message no test can provoke. */
  static final String NOT_REPRODUCED = "No test here provokes this message, because ";

  private MessagePages() {}

  /** A sentence for each page that is titled otherwise; finding no page is one. */
  public static List<String> problems(Path repository) throws IOException {
    var problems = new ArrayList<String>();
    var pages = new MessageTable(repository, new PageLocation(Path.of(""))).pages();
    if (pages.isEmpty()) {
      return List.of("docs/troubleshooting: no page is there to read. Look at where this looks.");
    }
    for (var file : pages) {
      var where = repository.relativize(file).toString();
      var text = Files.readString(file);
      var recorded = recorded(text);
      var title = MessageTable.title(text);
      if (recorded.isBlank() && !text.contains(NOT_REPRODUCED)) {
        problems.add(
            "%s: nothing on it was recorded. Write the test, or a sentence that begins with \"%s\"."
                .formatted(where, NOT_REPRODUCED.strip()));
      } else if (!recorded.isBlank() && !recorded.contains(title)) {
        problems.add(
            "%s: no client printed its title, \"%s\". Title it with what one did print."
                .formatted(where, title));
      }
    }
    return problems;
  }

  private static String recorded(String text) {
    var lines = text.lines().toList();
    return Block.of(text).stream()
        .filter(block -> block.kind().equals("recorded"))
        .flatMap(block -> lines.subList(block.first(), block.end()).stream())
        .collect(Collectors.joining("\n"));
  }
}

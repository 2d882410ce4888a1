package example.repochecks.docs;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A table as a forge shows it. */
final class Table {

  private final List<String> heads;
  private final List<List<String>> rows = new ArrayList<>();

  Table(List<String> heads) {
    this.heads = List.copyOf(heads);
  }

  Table(String... heads) {
    this(List.of(heads));
  }

  Table row(List<String> cells) {
    if (cells.size() != heads.size()) {
      throw new IllegalArgumentException(cells + " does not fit under " + heads);
    }
    rows.add(List.copyOf(cells));
    return this;
  }

  Table row(String... cells) {
    return row(List.of(cells));
  }

  boolean isEmpty() {
    return rows.isEmpty();
  }

  /**
   * Its lines, the last of which ends too.
   *
   * @throws IllegalStateException if it has no row: what found nothing has looked in the wrong
   *     place
   */
  String markdown() {
    if (rows.isEmpty()) {
      throw new IllegalStateException("a table of %s has no row".formatted(heads));
    }
    var text = new StringBuilder(line(heads));
    text.append(line(heads.stream().map(head -> "---").toList()));
    rows.forEach(row -> text.append(line(row)));
    return text.toString();
  }

  private static String line(List<String> cells) {
    return cells.stream()
        .map(cell -> cell.replace("|", "\\|").replace("\n", " "))
        .collect(Collectors.joining(" | ", "| ", " |\n"));
  }
}

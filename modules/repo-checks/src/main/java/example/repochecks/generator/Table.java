package example.repochecks.generator;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A table in Markdown. A cell is given as itself, several as a list. */
final class Table {

  private final List<String> heads;
  private final List<List<String>> rows = new ArrayList<>();

  Table(Object... heads) {
    this.heads = flat(heads);
  }

  Table row(Object... cells) {
    var row = flat(cells);
    if (row.size() != heads.size()) {
      throw new IllegalArgumentException(row + " does not fit under " + heads);
    }
    rows.add(row);
    return this;
  }

  private static List<String> flat(Object... cells) {
    return Stream.of(cells)
        .flatMap(cell -> cell instanceof Collection<?> several ? several.stream() : Stream.of(cell))
        .map(String::valueOf)
        .toList();
  }

  /**
   * Its lines, each with its end.
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

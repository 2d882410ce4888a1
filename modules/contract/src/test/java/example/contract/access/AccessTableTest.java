package example.contract.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import example.contract.AdminClient;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** A table leaves no combination out, and gives none to two rows. */
class AccessTableTest {

  private static final String ROWS =
      """
      rows:
      - {id: dark, table: colours, where: {light: off}}
      - {id: red, table: colours, where: {light: on, wall: red}}
      - {id: other, table: colours, where: {light: on, wall: [blue, none]}}
      """;

  private final JsonNode file =
      AdminClient.YAML.readTree(
          """
          tables:
            colours:
              light: {on: {env: {LIGHT: "1"}}, off: {}}
              wall: {red: {files: {wall: red}}, blue: {args: [--blue]}, none: {}}
          """);
  private final AccessTable table = AccessTable.of(file, "colours");

  private static List<JsonNode> rows(String text) {
    return AccessRow.rowsOf(AdminClient.YAML.readTree(text), "colours");
  }

  @Test
  void a_row_stands_for_all_that_it_leaves_open() {
    table.check(rows(ROWS));
    assertEquals(
        List.of("light off, wall red", "light off, wall blue", "light off, wall none"),
        table.combinations(rows(ROWS).get(0)).stream()
            .map(AccessTable.Combination::label)
            .toList());
  }

  @Test
  void the_values_add_to_what_the_row_has() {
    var row = "{id: x, env: {OWN: a}, args: [--own], where: {light: on, wall: blue}}";
    var expected =
        "{id: x, env: {OWN: a, LIGHT: '1'}, args: [--own, --blue], where: {light: on, wall: blue}}";
    assertEquals(
        AdminClient.YAML.readTree(expected),
        table.combinations(AdminClient.YAML.readTree(row)).get(0).row());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[blue, none] | blue | table colours leaves out 1 combinations, the first: light on, wall none",
        "[blue, none] | [none, blue, red] | other: light on, wall red belongs to red too",
        "wall: red | walls: red | red: there is no axis walls",
        "wall: red | wall: rot | red: wall has no value rot",
      })
  void a_mistake_in_the_rows(String right, String wrong, String sentence) {
    var rows = rows(ROWS.replace(right, wrong));
    var error = assertThrows(IllegalStateException.class, () -> table.check(rows));
    assertEquals("access-cases.yaml: " + sentence, error.getMessage());
  }

  @Test
  void a_table_that_is_not_there() {
    var wrong = assertThrows(IllegalStateException.class, () -> AccessTable.of(file, "colors"));
    assertEquals("access-cases.yaml: there is no table colors", wrong.getMessage());
  }
}

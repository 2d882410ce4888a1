package example.contract.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import example.contract.AdminClient;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** A table leaves no combination out, and gives none to two rows. */
class AccessTableTest {

  private static final String TABLE =
      """
      tables:
        colours:
          light: {on: {env: {LIGHT: "1"}}, off: {}}
          wall: {red: {files: {wall: red}}, blue: {args: [--blue]}, none: {}}
      """;
  private static final String ROWS =
      """
      rows:
      - {id: dark, table: colours, where: {light: off}}
      - {id: red, table: colours, where: {light: on, wall: red}}
      - {id: other, table: colours, where: {light: on, wall: [blue, none]}}
      """;

  private static AccessTable table() {
    return AccessTable.of(AdminClient.YAML.readTree(TABLE), "colours");
  }

  private static List<JsonNode> rows(String text) {
    return AccessRow.rowsOf(AdminClient.YAML.readTree(text), "colours");
  }

  private static void says(String sentence, String rows) {
    var wrong = assertThrows(IllegalStateException.class, () -> table().check(rows(rows)));
    assertEquals("access-cases.yaml: " + sentence, wrong.getMessage());
  }

  @Test
  void theTableAboveIsSound() {
    table().check(rows(ROWS));
  }

  @Test
  void aRowStandsForAllThatItLeavesOpen() {
    var labels =
        table().combinations(rows(ROWS).get(0)).stream()
            .map(AccessTable.Combination::label)
            .toList();

    assertEquals(
        List.of("light off, wall red", "light off, wall blue", "light off, wall none"), labels);
  }

  @Test
  void theValuesAddToWhatTheRowHas() {
    var row =
        AdminClient.YAML.readTree(
            "{id: x, env: {OWN: a}, args: [--own], where: {light: on, wall: blue}, error: e}");

    assertEquals(
        AdminClient.YAML.readTree(
            "{id: x, env: {OWN: a, LIGHT: '1'}, args: [--own, --blue], where: {light: on, wall: blue}, error: e}"),
        table().combinations(row).get(0).row());
  }

  @Test
  void aCombinationThatIsLeftOutIsAnError() {
    says(
        "table colours leaves out 1 combinations, the first: light on, wall none",
        ROWS.replace("[blue, none]", "blue"));
  }

  @Test
  void aCombinationOfTwoRowsIsAnError() {
    says(
        "other: light on, wall red belongs to red too",
        ROWS.replace("wall: [blue, none]", "wall: [blue, none, red]"));
  }

  @Test
  void anAxisOrValueThatIsNotThereIsAnError() {
    says("red: there is no axis walls", ROWS.replace("wall: red", "walls: red"));
    says("red: wall has no value rot", ROWS.replace("wall: red", "wall: rot"));
  }

  @Test
  void aTableThatIsNotThereIsAnError() {
    var file = AdminClient.YAML.readTree(TABLE);
    var wrong = assertThrows(IllegalStateException.class, () -> AccessTable.of(file, "colors"));
    assertEquals("access-cases.yaml: there is no table colors", wrong.getMessage());
  }
}

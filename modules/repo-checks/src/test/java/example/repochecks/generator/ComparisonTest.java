package example.repochecks.generator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import example.contract.AdminClient;
import example.contract.Case;
import example.contract.Client;
import example.contract.Contract.TestLevel;
import example.contract.results.LastFullRun;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The states in the comparison: shown, and never merged. */
class ComparisonTest {

  private static final List<Case> CASES =
      List.of(
          new Case("count-things.guess", "It guesses", Set.of(TestLevel.FAKE), context -> {}),
          new Case("count-things.none", "It finds none", Set.of(TestLevel.FAKE), context -> {}),
          new Case("count-things.pages", "It goes on", Set.of(TestLevel.FAKE), context -> {}),
          new Case("count-things.role", "It may", Set.of(TestLevel.NODE), context -> {}));

  private static final List<Client> CLIENTS =
      List.of(
          new Client("one", "1", Map.of("count-things.pages", "It has none."), Map.of()),
          new Client("two", "1", Map.of(), Map.of("count-things.none", "It fails.")));

  private static final LastFullRun NEVER = new LastFullRun("not run", Map.of(), Map.of(), Map.of());

  private static Comparison comparison(String regex) {
    var sections = "topics: [{says: things, cases: ['%s']}]".formatted(regex);
    return new Comparison(Proven.of(CASES, CLIENTS, NEVER), AdminClient.YAML.readTree(sections));
  }

  @Test
  void onlyWhereTheyDifferOrFail() {
    assertEquals(
        """
        All three clients pass 1 of 4 cases. The others, which differ or were not run:

        | what holds | one | two | case |
        | --- | --- | --- | --- |
        | It finds none | yes | **no** | `count-things.none` |
        | It goes on | **not supported** | yes | `count-things.pages` |
        | It may | **not run** | **not run** | `count-things.role` |

        - one: It has none.
        - two: It fails.
        """,
        comparison("count-things[.].*").differences());
  }

  @Test
  void aSectionOfCasesThatAreNot() {
    var wrong = assertThrows(IllegalStateException.class, () -> comparison("count-stars[.].*"));
    assertEquals(
        "comparison.yaml: no case is called count-stars[.].*. Correct it", wrong.getMessage());
  }
}

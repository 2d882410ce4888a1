package example.contract.results;

import static org.junit.jupiter.api.Assertions.assertEquals;

import example.contract.Case;
import example.contract.Client;
import example.contract.Contract.TestLevel;
import example.contract.results.LastFullRun.Program;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Four states, from the cases, what a client is said not to do, and the last complete run. */
class StatesTest {

  private static final String ALL = "count-things.all";
  private static final String GONE = "count-things.gone";

  private static Case on(String id, TestLevel... levels) {
    return new Case(id, "says " + id, Set.of(levels), context -> {});
  }

  private static Client echo(String notSupported, String known) {
    return new Client("echo", "1", reason(notSupported), reason(known));
  }

  private static Map<String, String> reason(String entry) {
    return entry == null ? Map.of() : Map.of(entry, "why");
  }

  /** A complete run that held one case on the node. */
  private static LastFullRun run(String version) {
    return new LastFullRun(
        "v1",
        Map.of(),
        Map.of("echo", new Program(version, List.of(17), 1, 3L)),
        Map.of("node", List.of(ALL)));
  }

  /** The worst level decides; on the node only a complete run of the same version knows. */
  @ParameterizedTest
  @CsvSource({
    "count-things.all, FAKE, PROCESS, , , 1, YES",
    "count-things.all, FAKE, PROCESS, , count-things.all, 1, NO",
    "count-things.all, FAKE, PROCESS, count-things.all, , 1, NOT_SUPPORTED",
    "count-things.all, FAKE, PROCESS, count-things.*, , 1, NOT_SUPPORTED",
    "count-things.all, FAKE, NODE, , , 1, YES",
    "count-things.all, FAKE, NODE, , , 0, NOT_RUN",
    "count-things.gone, FAKE, NODE, , , 1, NOT_RUN",
    "count-things.gone, FAKE, NODE, , count-things.gone, 1, NO",
  })
  void the_state_of_a_case(
      String id,
      TestLevel level,
      TestLevel other,
      String notSupported,
      String known,
      String version,
      State expected) {
    var states =
        new States(List.of(on(id, level, other)), List.of(echo(notSupported, known)), run(version));
    assertEquals(expected, states.of("echo", id));
    var listed = notSupported != null || known != null;
    assertEquals(listed ? "why" : "", states.reason("echo", id));
  }

  @Test
  void a_case_that_a_client_refuses_on_purpose() {
    var refused =
        new Case(ALL, "says", Set.of(TestLevel.FAKE), Map.of("echo", "why"), context -> {});
    var states = new States(List.of(refused), List.of(echo(null, null)), run("1"));
    assertEquals(State.NOT_SUPPORTED, states.of("echo", ALL));
    assertEquals("why", states.reason("echo", ALL));
  }

  @Test
  void an_id_of_the_last_run_that_is_not_a_case() {
    var file = "docs/reference/last-full-run.yaml: ";
    var level = file + "count-things.all is not a case at level node. Remove the line.";
    assertEquals(List.of(), run("1").problems(List.of(on(ALL, TestLevel.NODE))));
    assertEquals(List.of(level), run("1").problems(List.of(on(ALL, TestLevel.FAKE))));
    assertEquals(List.of(level), run("1").problems(List.of(on(GONE, TestLevel.NODE))));
  }
}

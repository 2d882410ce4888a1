package example.contract.results;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import example.contract.AdminClient;
import example.contract.Case;
import example.contract.Client;
import example.contract.Contract.TestLevel;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Four states, from the cases, what a client is said not to do, and the last complete run. */
class StatesTest {

  private static final String ALL = "count-things.all";
  private static final String GONE = "count-things.gone";

  private static Case on(String id, TestLevel... levels) {
    return new Case(id, "says " + id, Set.of(levels), context -> {});
  }

  private static Client echo(Map<String, String> notSupported, Map<String, String> known) {
    return new Client("echo", "1", notSupported, known);
  }

  /** A complete run that held one case on the node. */
  private static LastFullRun run(String version) {
    var run = AdminClient.object();
    run.withObject("clients").putObject("echo").put("version", version);
    run.withObject("passed").putArray("node").add(ALL);
    run.withObject("facts").withObject(ALL).withObject("requests").put("echo", 3);
    return new LastFullRun(run);
  }

  private static State state(Case one, Client client, LastFullRun last) {
    return new States(List.of(one), List.of(client), last).of("echo", one.id());
  }

  private static final Client SOUND = echo(Map.of(), Map.of());

  @Test
  void whatNeedsNoNodeIsYesUnlessTheFileSaysOtherwise() {
    var one = on(ALL, TestLevel.FAKE, TestLevel.PROCESS);
    var never = new LastFullRun(AdminClient.object());
    assertEquals(State.YES, state(one, SOUND, never));
    assertEquals(State.NO, state(one, echo(Map.of(), Map.of(ALL, "why")), never));
    assertEquals(State.NOT_SUPPORTED, state(one, echo(Map.of(ALL, "why"), Map.of()), never));
    assertEquals(
        State.NOT_SUPPORTED, state(one, echo(Map.of("count-things.*", "why"), Map.of()), never));
  }

  @Test
  void onTheNodeOnlyACompleteRunKnows() {
    assertEquals(State.YES, state(on(ALL, TestLevel.NODE), SOUND, run("1")));
    assertEquals(State.NOT_RUN, state(on(GONE, TestLevel.NODE), SOUND, run("1")), "not in it");
    assertEquals(State.NOT_RUN, state(on(ALL, TestLevel.NODE), SOUND, run("0")), "another version");
  }

  @Test
  void theWorstLevelDecides() {
    var both = on(GONE, TestLevel.FAKE, TestLevel.NODE);
    assertEquals(State.NOT_RUN, state(both, SOUND, run("1")));
    assertEquals(State.NO, state(both, echo(Map.of(), Map.of(GONE, "why")), run("1")));
  }

  @Test
  void theReasonStandsBesideTheState() {
    var row =
        new Case(ALL, "says", Set.of(TestLevel.FAKE), Map.of("echo", "refused"), context -> {});
    assertEquals(State.NOT_SUPPORTED, state(row, SOUND, run("1")));
    assertEquals("refused", new States(List.of(row), List.of(SOUND), run("1")).reason("echo", ALL));
    var plain = List.of(on(ALL, TestLevel.FAKE));
    var known = echo(Map.of(), Map.of(ALL, "it fails"));
    assertEquals("it fails", new States(plain, List.of(known), run("1")).reason("echo", ALL));
    assertEquals("", new States(plain, List.of(SOUND), run("1")).reason("echo", ALL));
  }

  @Test
  void anEntryThatMatchesNoCase() {
    var wrong =
        assertThrows(
            IllegalStateException.class,
            () -> state(on(ALL, TestLevel.FAKE), echo(Map.of(GONE, "why"), Map.of()), run("1")));
    assertEquals(
        "clients.yaml, echo: count-things.gone matches no case. Correct or remove the entry.",
        wrong.getMessage());
  }

  @Test
  void anIdOfTheLastRunThatIsNotACase() {
    assertEquals(List.of(), run("1").problems(List.of(on(ALL, TestLevel.NODE))));
    assertEquals(
        List.of(
            "docs/reference/last-full-run.yaml: count-things.all is not a case at level node."
                + " Remove the line."),
        run("1").problems(List.of(on(ALL, TestLevel.FAKE))));
    assertEquals(
        List.of(
            "docs/reference/last-full-run.yaml: count-things.all is not a case at level node."
                + " Remove the line.",
            "docs/reference/last-full-run.yaml: facts names count-things.all, which is not a case."
                + " Remove it."),
        run("1").problems(List.of(on(GONE, TestLevel.NODE))));
  }
}

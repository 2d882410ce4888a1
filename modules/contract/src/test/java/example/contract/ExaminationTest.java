package example.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import example.contract.Contract.Distance;
import example.contract.Contract.Tier;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** An examination that passes whoever is examined proves nothing. */
class ExaminationTest {

  private static final String SECRET = "a-secret-marker";

  @TempDir Path folder;

  /** A program that prints its arguments. */
  private static final class Echo implements Driver {
    @Override
    public String client() {
      return "echo";
    }

    @Override
    public Outcome run(Call call) {
      return new Outcome(0, String.join(" ", call.arguments()), "");
    }
  }

  private static Case fails() {
    return one(
        "echo.fails",
        scene -> {
          throw new AssertionError("as it should");
        });
  }

  private static Case passes() {
    return one("echo.passes", scene -> assertEquals("hello", scene.run("hello").out()));
  }

  private static Case one(String id, Case.Body body) {
    return new Case(id, "says " + id, Tier.OURS, Set.of(Distance.FAKE), body);
  }

  /** Runs one case and gives its entry in the report; what it threw is thrown after that. */
  private JsonNode examine(Case one, Map<String, String> notOffered, Map<String, String> known)
      throws Throwable {
    var client = new Client("echo", "1", notOffered, known);
    var examination = Examination.onFake(new Echo(), client, List.of(one), Distance.FAKE, folder);
    Throwable thrown = null;
    try (examination) {
      for (var test : examination.tests().toList()) {
        try {
          test.getExecutable().execute();
        } catch (Throwable failed) {
          thrown = failed;
        }
      }
    }
    entry = Report.merge(List.of(folder.resolve("fake.json"))).at("/cases/0");
    if (thrown != null) {
      throw thrown;
    }
    return entry;
  }

  private JsonNode entry;

  @Test
  void aCaseThatPassesIsYes() throws Throwable {
    assertEquals("yes", examine(passes(), Map.of(), Map.of()).get("state").asString());
  }

  @Test
  void aCaseThatFailsIsRedAndNo() {
    var red = assertThrows(AssertionError.class, () -> examine(fails(), Map.of(), Map.of()));
    assertEquals("echo.fails: as it should", red.getMessage());
    assertEquals("no", entry.get("state").asString());
  }

  @Test
  void aKnownFailureIsNoWithItsReason() throws Throwable {
    var pinned = examine(fails(), Map.of(), Map.of("echo.fails", "because"));
    assertEquals("no", pinned.get("state").asString());
    assertEquals("because", pinned.get("reason").asString());
  }

  @Test
  void aKnownFailureThatPassesIsRed() {
    var known = Map.of("echo.passes", "because");
    var red = assertThrows(AssertionError.class, () -> examine(passes(), Map.of(), known));
    assertTrue(red.getMessage().startsWith("echo.passes passes now"), red.getMessage());
  }

  @Test
  void whatIsNotOfferedIsNotRun() throws Throwable {
    var refused = examine(fails(), Map.of("echo.fails", "refused on purpose"), Map.of());
    assertEquals("not offered", refused.get("state").asString());
    assertEquals("refused on purpose", refused.get("reason").asString());
  }

  @Test
  void whatIsSeenToBeRefusedIsNotOffered() throws Throwable {
    var one =
        one(
            "echo.refuses",
            scene -> {
              throw new NotOffered("refused by name");
            });
    var refused = examine(one, Map.of(), Map.of());
    assertEquals("not offered", refused.get("state").asString());
    assertEquals("refused by name", refused.get("reason").asString());
  }

  @Test
  void aSecretInTheOutputIsRed() {
    var leaks = one("echo.leaks", scene -> scene.run(scene.secret(SECRET)));
    var red = assertThrows(AssertionError.class, () -> examine(leaks, Map.of(), Map.of()));
    assertEquals("echo.leaks: the output holds a token or key", red.getMessage());
  }

  @Test
  void aClientThatSpeaksOfNoCaseIsAnError() {
    var known = Map.of("echo.gone", "because");
    var wrong = assertThrows(IllegalStateException.class, () -> examine(passes(), Map.of(), known));
    assertTrue(wrong.getMessage().contains("echo.gone"), wrong.getMessage());
  }

  @Test
  void onlyTheCasesAskedForAreRun() throws Exception {
    assertEquals(List.of("echo.passes"), namesWith("echo[.]p.*"));
    assertEquals(List.of("echo.fails", "echo.passes"), namesWith("echo.*"));
    var none = assertThrows(IllegalStateException.class, () -> namesWith("echo"));
    assertEquals("-Dcases=echo names no case", none.getMessage());
  }

  private List<String> namesWith(String cases) {
    var before = System.setProperty("cases", cases);
    var client = new Client("echo", "1", Map.of(), Map.of());
    var both = List.of(passes(), fails());
    try (var asked = Examination.onFake(new Echo(), client, both, Distance.FAKE, folder)) {
      return asked.tests().map(DynamicTest::getDisplayName).toList();
    } finally {
      if (before == null) {
        System.clearProperty("cases");
      } else {
        System.setProperty("cases", before);
      }
    }
  }
}

package example.repochecks.generator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import example.contract.Contract.TestLevel;
import example.contract.results.LastFullRun;
import example.repochecks.SmallRepository;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What stands over and under a table: how the clients did, and where the cases ran. */
class ProvenTest {

  private static final List<String> IDS = List.of("count-things.all", "count-things.none");

  @TempDir Path folder;
  private SmallRepository small;

  @BeforeEach
  void twoCases() throws IOException {
    small =
        new SmallRepository(folder)
            .withCase("count-things.all", TestLevel.FAKE, TestLevel.NODE)
            .withCase("count-things.none", TestLevel.FAKE);
  }

  private Proven proven() throws IOException {
    var index = new CaseIndex(folder, small.cases());
    return new Proven(index, small.clients(), LastFullRun.of(folder));
  }

  @Test
  void withoutACompleteRunTheNodeWasNotRun() throws IOException {
    assertEquals("All three clients: yes, 1 row; not run, 1 row.", proven().sentence(IDS, ""));
    assertEquals("Ran: in process on the fake API server.\n\n", proven().where(IDS));
  }

  @Test
  void whatACompleteRunHeldIsYes() throws IOException {
    small.ran("count-things.all");
    assertEquals("All three clients: yes, 2 rows, 9 pods.", proven().sentence(IDS, "9 pods"));
    assertFalse(proven().needed(IDS));
    assertEquals(
        "Ran: in process on the fake API server; the packaged program on Kubernetes v1.36.1, a node."
            + " On `rancher/k3s`: not run.\n\n",
        proven().where(IDS));
  }

  @Test
  void whereTheClientsDifferTheRowSaysSo() throws IOException {
    small.ran("count-things.all").twoFails("count-things.none");
    assertEquals(
        "All three clients: yes, 1 row. They differ in 1 row.", proven().sentence(IDS, ""));
    assertTrue(proven().needed(IDS));
    assertEquals("one: yes; two: no (It fails)", proven().note("count-things.none", IDS));
    assertEquals("", proven().note("count-things.all", IDS));
  }

  @Test
  void aTableWithoutRowsIsAnError() throws IOException {
    var proven = proven();
    assertThrows(IllegalStateException.class, () -> proven.sentence(List.of(), ""));
    assertThrows(IllegalStateException.class, () -> new Table("one").markdown());
    assertEquals("Ran: nowhere.\n\n", proven.where(List.of()));
  }
}

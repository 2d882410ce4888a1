package example.repochecks.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import example.contract.Contract.TestLevel;
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
  private Small small;

  @BeforeEach
  void twoCases() {
    small =
        new Small(folder)
            .with("count-things.all", TestLevel.FAKE, TestLevel.NODE)
            .with("count-things.none", TestLevel.FAKE);
  }

  @Test
  void withoutACompleteRunTheNodeWasNotRun() throws IOException {
    var proven = small.proven();
    assertEquals("All three clients: yes, 1 row; not run, 1 row.", proven.sentence(IDS, ""));
    assertEquals("Ran: in process on the fake API server.\n\n", proven.where(IDS));
  }

  @Test
  void whatACompleteRunHeldIsYes() throws IOException {
    var proven = small.ran("count-things.all").proven();
    assertEquals("All three clients: yes, 2 rows, 9 pods.", proven.sentence(IDS, "9 pods"));
    assertFalse(proven.needed(IDS));
    assertEquals(
        "Ran: in process on the fake API server; the packaged program on Kubernetes v1.36.1, a node."
            + " On `rancher/k3s`: not run.\n\n",
        proven.where(IDS));
  }

  @Test
  void whatAClientDoesNotSupportRanNowhere() throws IOException {
    var proven = small.notSupported("one", "count-things.*").proven();
    assertEquals("Ran: in process on the fake API server.\n\n", proven.where(IDS));
    proven = small.notSupported("two", "count-things.*").proven();
    assertEquals("Ran: nowhere.\n\n", proven.where(IDS));
  }

  @Test
  void whereTheClientsDifferTheRowSaysSo() throws IOException {
    var proven = small.ran("count-things.all").fails("two", "count-things.none").proven();
    assertEquals("All three clients: yes, 1 row. They differ in 1 row.", proven.sentence(IDS, ""));
    assertTrue(proven.needed(IDS));
    assertEquals("one: yes; two: no (It fails)", proven.note("count-things.none", IDS));
    assertEquals("", proven.note("count-things.all", IDS));
  }

  @Test
  void aTableWithoutRowsIsAnError() throws IOException {
    var proven = small.proven();
    var empty = assertThrows(IllegalStateException.class, () -> proven.sentence(List.of(), ""));
    assertEquals("access-cases.yaml holds no row for a table of the docs", empty.getMessage());
  }
}

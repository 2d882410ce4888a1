package example.contract.defaults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import example.contract.AdminClient;
import example.contract.access.AccessRow;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class LibraryDefaultsTableTest {

  private final String table = LibraryDefaultsTable.markdown();

  @Test
  void itHasOneLinePerScenarioAndAsManyCellsInEach() {
    var lines = table.lines().filter(line -> line.startsWith("|")).toList();

    assertEquals(LibraryDefaults.file().get("rows").size() + 2, lines.size());
    for (var line : lines) {
      assertEquals(9, line.replace("\\|", "").chars().filter(c -> c == '|').count(), line);
    }
  }

  @Test
  void itSaysWhatWasRunAndWhatWasRead() {
    assertTrue(
        table.startsWith(
            "| scenario | this repository's rule | client-java 27.0.0 | fabric8 8.0.0 | client-go, read from source | controller-runtime, read from source | kubectl, read from source | python, read from source |\n"),
        table);
    assertTrue(
        table.contains(
            "| In a pod there is a home file | in-cluster, `https://10.43.0.1:443`, namespace team-pod | `https://home.example:6443`, token home, trusts CN=home | `https://home.example:6443/`, namespace team-home, token home, trusts CN=home, JVM | in-cluster (`client_config.go:680-690`) |"),
        table);
  }

  @Test
  void itSaysWhereTheJdkMakesADifference() {
    assertTrue(
        table.contains(
            "| `https://home.example:6443`, token home, trusts CN=home; from Java 25 error: FileNotFoundException:  (No such file or directory) |"),
        table);
  }

  @Test
  void pathsOfTheTestAreNotInIt() {
    assertEquals(-1, table.indexOf("${"), table);
  }

  @Test
  void itIsTheSameEachTime() {
    assertEquals(table, LibraryDefaultsTable.markdown());
  }

  @Test
  void aFileWithoutRowsIsAnError() {
    for (var text : new String[] {"", "rows: []", "measured: {client-java: 27.0.0}"}) {
      var in = new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
      var empty =
          assertThrows(
              IllegalStateException.class, () -> LibraryDefaults.checked(AccessRow.tree(in)), text);
      assertEquals("library-defaults.yaml holds no row", empty.getMessage());
    }
  }

  @Test
  void aRowWithoutAnAnswerIsAnError() {
    var row =
        AdminClient.YAML.readTree("rows: [{id: x, says: X, ours: {error: none}, fabric8: {}}]");

    var incomplete = assertThrows(IllegalStateException.class, () -> LibraryDefaults.checked(row));

    assertEquals("library-defaults.yaml: x has no client-java", incomplete.getMessage());
  }
}

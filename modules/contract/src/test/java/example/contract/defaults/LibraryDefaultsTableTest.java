package example.contract.defaults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LibraryDefaultsTableTest {

  private final String table = LibraryDefaultsTable.markdown();

  @Test
  void it_has_a_line_for_each_scenario_and_as_many_cells_in_each() {
    var lines = table.lines().filter(line -> line.startsWith("|")).toList();

    assertEquals(LibraryDefaults.file().get("rows").size() + 2, lines.size());
    for (var line : lines) {
      assertEquals(9, line.replace("\\|", "").chars().filter(c -> c == '|').count(), line);
    }
    assertFalse(table.contains("${"), "a path of the test is in it");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // what was run, and what was read
        "| scenario | this repository's rule | client-java 27.0.0 | fabric8 8.0.0 | client-go, read from source | controller-runtime, read from source | kubectl, read from source | python, read from source |\n",
        "| In a pod there is a home file | in-cluster, `https://10.43.0.1:443`, namespace team-pod | `https://home.example:6443`, token home, trusts CN=home | `https://home.example:6443/`, namespace team-home, token home, trusts CN=home, JVM | in-cluster (`client_config.go:680-690`) |",
        // where the JDK makes a difference
        "| `https://home.example:6443`, token home, trusts CN=home; from Java 25 error: FileNotFoundException:  (No such file or directory) |",
      })
  void it_says(String line) {
    assertTrue(table.contains(line), table);
  }
}

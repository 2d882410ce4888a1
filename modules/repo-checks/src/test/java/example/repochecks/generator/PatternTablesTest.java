package example.repochecks.generator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import example.contract.Contract.TestLevel;
import example.contract.results.LastFullRun;
import example.repochecks.SmallRepository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whether a pattern needs a Role is read from its folder, whatever its cases are called. */
class PatternTablesTest {

  private static final String ROLE = "manifests/rbac/count-things/role.yaml";

  @TempDir Path folder;

  private PatternTables tables(String id) throws IOException {
    var small =
        new SmallRepository(folder)
            .withCase(id, TestLevel.FAKE)
            .with(ROLE, "rules: [{resources: [things], verbs: [list]}]\n");
    var proven = new Proven(small.cases(), small.clients(), LastFullRun.of(folder));
    return new PatternTables(folder, proven, new PageLocation(Path.of("docs")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ':',
      textBlock =
          """
          count-things.all  : [1 case](reference/cases.md) |
          count-things.role : `count-things.role` |
          """)
  void aPatternWithARoleNeedsIt(String id, String proof) throws IOException {
    var table = tables(id).permission("count-things");
    var row = "| count-things | `list things` | [role.yaml](../%s) | ".formatted(ROLE) + proof;
    assertTrue(table.contains(row), table);
  }

  @Test
  void aPatternWithoutAFolderNeedsNone() throws IOException {
    var tables = tables("count-things.role");
    Files.delete(folder.resolve(ROLE));
    assertEquals("It needs no Role.\n", tables.permission("count-things"));
  }

  @Test
  void aPatternSaysWhenItIsNeeded() throws IOException {
    var page = "docs/patterns/count-things.md";
    var header =
        "// Permission: list things\n// Cases: count-things.*\n// Page: %s\n".formatted(page);
    var small = new SmallRepository(folder).with(page, "# Count things\n");
    small.with("modules/fabric8/src/main/java/example/fabric8/CountThings.java", header);
    var tables = tables("count-things.all");
    var missing = assertThrows(IllegalStateException.class, tables::index).getMessage();
    assertTrue(missing.contains("begins with **When you need `CountThings`:**"), missing);

    small.with(page, "# Count things\n\n**When you need `CountThings`:** you count.\n");
    var row = "| [`CountThings`](patterns/count-things.md) | you count | list things |";
    assertTrue(tables.index().contains(row), tables.index());
  }
}

package example.repochecks.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import example.contract.Contract.TestLevel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whether a pattern needs a Role is read from its folder, whatever its cases are called. */
class PatternTablesTest {

  private static final String ROLE = "manifests/rbac/count-things/role.yaml";

  @TempDir Path folder;

  private PatternTables tables(String id) throws IOException {
    var small =
        new Small(folder)
            .with(id, TestLevel.FAKE)
            .write(
                ROLE,
                "kind: Role\nrules: [{apiGroups: [''], resources: [things], verbs: [list]}]\n");
    return new PatternTables(
        folder, small.proven(), small.evidence(), new PageLocation(Path.of("docs")));
  }

  @Test
  void aPatternWithARoleNeedsIt() throws IOException {
    var table = tables("count-things.all").permission("count-things");
    assertTrue(
        table.contains(
            "| count-things | `list things` | [role.yaml](../%s) | [1 case](cases.md) |"
                .formatted(ROLE)),
        table);
  }

  @Test
  void aCaseOfTheRoleIsNamed() throws IOException {
    var table = tables("count-things.role").permission("count-things");
    assertTrue(table.contains("| [`count-things.role`](../modules/contract/"), table);
  }

  @Test
  void aPatternWithoutAFolderNeedsNone() throws IOException {
    var tables = tables("count-things.role");
    Files.delete(folder.resolve(ROLE));
    assertEquals("It needs no Role.\n", tables.permission("count-things"));
  }
}

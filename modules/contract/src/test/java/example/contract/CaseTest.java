package example.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class CaseTest {

  static final class OneCase {
    @Contract(id = "echo.fails", says = "It fails", on = Contract.TestLevel.FAKE)
    void fails(CaseContext context) throws Exception {
      throw new Exception("as it was written");
    }

    void isNoCase(CaseContext context) {}
  }

  static final class NoCases {}

  @Test
  void aClassIsItsAnnotatedMethods() {
    var cases = Case.of(OneCase.class);

    assertEquals(List.of("echo.fails"), cases.stream().map(Case::id).toList());
    var thrown = assertThrows(Exception.class, () -> cases.get(0).body().run(null));
    assertEquals("as it was written", thrown.getMessage());
  }

  @Test
  void aClassWithoutACaseIsNamed() {
    var empty = assertThrows(IllegalStateException.class, () -> Case.of(NoCases.class));
    assertEquals(
        "example.contract.CaseTest$NoCases holds no case. Annotate a method with @Contract, or"
            + " delete the class.",
        empty.getMessage());
  }
}

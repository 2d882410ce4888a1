package example.contract.cases;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import example.contract.AdminClient;
import org.junit.jupiter.api.Test;

class RequestRowTest {

  @Test
  void a_field_that_means_nothing_is_named() {
    for (var fields : new String[] {"eror: no", "each: [eror: no]"}) {
      var row = AdminClient.YAML.readTree("{id: echo.typo, says: It fails, %s}".formatted(fields));
      var wrong = assertThrows(IllegalStateException.class, () -> RequestRow.of(row));
      assertEquals("request-cases.yaml: echo.typo has a field eror", wrong.getMessage());
    }
  }
}

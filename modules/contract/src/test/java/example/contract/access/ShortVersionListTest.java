package example.contract.access;

import static org.junit.jupiter.api.Assertions.assertEquals;

import example.contract.AdminClient;
import example.contract.access.ShortVersionGrades.Grade;
import example.contract.access.ShortVersionGrades.Graded;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ShortVersionListTest {

  private static List<String> problems(Grade grade) {
    var file = AdminClient.JSON.readTree("{\"A list\": {\"all\": [\"k1-list\"]}}");
    var other = new Graded(grade, "", "{server=a}", "{server=b}");
    var listed = new Graded(Grade.DIFFERS, "", "{}", "error: no list");
    return new ShortVersionList(file)
        .problems("fabric8", Map.of("k1-list", listed, "k5-other", other));
  }

  @Test
  void aRowThatDiffersMustBeListed() {
    assertEquals(List.of(), problems(Grade.DIFFERENT_MESSAGE));
    assertEquals(
        List.of(
            "k5-other, fabric8: expected {server=a}, and the short version gives {server=b}. Mend InClusterOrKubeconfig, or list it in short-version.yaml under the reason."),
        problems(Grade.DIFFERS));
  }

  @Test
  void aListedRowThatIsGoneIsToldOf() {
    var file = AdminClient.JSON.readTree("{\"A list\": {\"fabric8\": [\"gone\"]}}");

    assertEquals(1, new ShortVersionList(file).problems("fabric8", Map.of()).size());
    assertEquals(List.of(), new ShortVersionList(file).problems("client-java", Map.of()));
  }
}

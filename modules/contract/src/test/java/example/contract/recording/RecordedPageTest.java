package example.contract.recording;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A page that is recorded by several modules holds what each of them saw. */
class RecordedPageTest {

  private static final String EMPTY = "# Page\n\n<!-- recorded:a -->\n<!-- /recorded -->\n";

  @TempDir private Path folder;
  private final String before = System.getProperty("record", "");
  private Path file;
  private RecordedPage page;

  @BeforeEach
  void aPageWithAnEmptyBlock() throws IOException {
    file = Files.writeString(folder.resolve("page.md"), EMPTY);
    page = new RecordedPage(file);
    System.setProperty("record", "true");
    page.holdsLine("a", "fabric8", "2 pods\n");
    page.holdsLine("a", "client-java", "ApiException: 429");
    System.setProperty("record", "false");
  }

  @AfterEach
  void asItWas() {
    System.setProperty("record", before);
  }

  @Test
  void eachClientHasItsLine() throws IOException {
    assertEquals(
        EMPTY.replace(
            "a -->\n",
            "a -->\n```text\nclient-java    ApiException: 429\nfabric8        2 pods\n```\n"),
        Files.readString(file));
    page.holdsLine("a", "client-java", "ApiException: 429");
    page.holdsLine("a", "fabric8", "2 pods");
  }

  @Test
  void aLineThatIsOldIsNamed() {
    var old = assertThrows(AssertionError.class, () -> page.holdsLine("a", "fabric8", "3 pods"));
    assertTrue(old.getMessage().contains("recorded:a is old. Record it with -Drecord=true."));
  }

  @Test
  void aLineThatIsMissingIsOld() {
    assertThrows(AssertionError.class, () -> page.holdsLine("a", "java-net-http", "2 pods"));
  }

  @Test
  void aBlockThatIsMissingIsNamed() {
    var none = assertThrows(AssertionError.class, () -> page.holdsLine("b", "fabric8", "2 pods"));
    assertTrue(none.getMessage().contains("holds no block recorded:b"));
  }
}

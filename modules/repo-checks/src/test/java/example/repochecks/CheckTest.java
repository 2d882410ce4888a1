package example.repochecks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import example.contract.AdminClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * One check: this repository passes it, and so does the small repository in a file of {@code
 * src/test/resources/checks}. The file also holds changes, each of which breaks the small one; the
 * check must answer each with its sentence and no other. {@code README.md} there explains the keys.
 */
public abstract class CheckTest {

  @TempDir protected Path folder;
  private final Check check;
  private final Check ofTheSmallOne;
  private final JsonNode file;

  protected CheckTest(String file, Check check) {
    this(file, check, check);
  }

  /**
   * @param ofTheSmallOne the same check, with the cases or clients of the small repository
   */
  protected CheckTest(String file, Check check, Check ofTheSmallOne) {
    this.check = check;
    this.ofTheSmallOne = ofTheSmallOne;
    this.file = AdminClient.YAML.readTree(getClass().getResourceAsStream("/checks/" + file));
  }

  @Test
  void thisRepositoryPasses() throws Exception {
    assertEquals("", String.join("\n", check.problems(Repository.ROOT)));
  }

  @Test
  void theSmallOnePasses() throws Exception {
    assertEquals(List.of(), said(small()));
  }

  @Test
  void nothingToCheckIsAProblem() throws Exception {
    assertEquals(List.of(file.required("empty").asString()), said(new SmallRepository(folder)));
  }

  @TestFactory
  Stream<DynamicTest> eachChangeIsAnswered() {
    var changes = file.required("changes").valueStream().toList();
    assertFalse(changes.isEmpty(), "without a change nothing shows that the check finds anything");
    return changes.stream()
        .map(each -> dynamicTest(each.path("says").asString("nothing"), () -> answered(each)));
  }

  private void answered(JsonNode change) throws Exception {
    var small = small();
    var where = "";
    if (change.has("in")) {
      where = small.find(change.get("in").asString());
      small.broken(where, text(change.get("replace")), text(change.get("with")));
    }
    for (var added : change.path("files").properties()) {
      small.with(added.getKey(), text(added.getValue()));
    }
    if (change.has("of")) {
      where = text(change.get("of"));
    }
    var sentence = where + ": " + change.path("says").asString("");
    assertEquals(change.has("says") ? List.of(sentence) : List.of(), said(small));
  }

  private List<String> said(SmallRepository small) throws Exception {
    List<String> problems;
    try {
      problems = ofTheSmallOne.problems(small.root());
    } catch (IllegalStateException wrong) { // then nothing more can be read
      problems = List.of(wrong.getMessage().replace(small.root().toString(), "REPOSITORY"));
    }
    return problems.stream().map(this::shown).toList();
  }

  /** A fresh copy of the small repository. */
  protected SmallRepository small() throws Exception {
    var small = new SmallRepository(Files.createTempDirectory(folder, "small"));
    for (var each : file.required("files").properties()) {
      small.with(each.getKey(), text(each.getValue()));
    }
    return small;
  }

  private String text(JsonNode text) throws Exception {
    return filled(text.asString().replace("{60 blank lines}", "\n".repeat(60)));
  }

  /** Replaces what stands in the file for something that only the build knows. */
  protected String filled(String text) throws Exception {
    return text;
  }

  /** What is compared of a problem. */
  protected String shown(String problem) {
    return problem;
  }
}

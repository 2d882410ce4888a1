package example.repochecks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Phrases that readers had to decode. */
class WordingTest {
  private static final Pattern ODD =
      Pattern.compile(
          "(?i)the\\sswitch|left\\salone|(rejected|refused)\\sby\\sname|not\\soffered|kept\\sso\\sby|\\ban\\sURL"
              + "|service-account\\sfolder|line\\sfeed|is\\sno\\stext|no\\struth\\svalue|\\bhad\\sfrom|say\\sgoodbye"
              + "|takes\\saway\\sthe\\svar|the\\ssurround[i]ngs\\ssay|after\\sthe\\schoice|kept\\slibrary|puts\\sbeside\\sit"
              + "|credential\\sfrom\\sa\\sprogram|another\\scluster\\sthan|whom\\sno\\sRole|they\\sweigh|provok[e]s");

  @Test
  void noPhraseMustBeDecoded(@TempDir Path small) throws IOException {
    var file = Files.writeString(small.resolve("A.java"), "/** How much they\n * weigh. */");
    assertEquals(List.of(file + ": they weigh"), odd(small));
    assertEquals(List.of(), odd(Repository.ROOT));
  }

  private static List<String> odd(Path root) throws IOException {
    var found = new ArrayList<String>();
    for (var file : Repository.files(root, "")) {
      if (file.toString().matches("(?!.*(target/|WordingTest)).*(\\.(md|java|yaml)|Makefile)")) {
        var text = Files.readString(file).replaceAll("\\s+(?:(?:\\*|//|#|>)\\s+)?", " ");
        ODD.matcher(text).results().forEach(odd -> found.add(file + ": " + odd.group()));
      }
    }
    return found;
  }
}

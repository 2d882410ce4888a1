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

/** Phrases that readers had to decode; CONTRIBUTING asks for plain English in their place. */
class WordingTest {
  private static final Pattern ODD =
      Pattern.compile(
          "(?i)\\b(the switch|when left alone|(rejected|refused) by name|not offered|kept so by|an URL"
              + "|service-account folder|line feed at the end|is no text|no truth value|had from"
              + "|takes away the variable|whatever the surroundings|certificate is shown once"
              + "|credential from a program|after the choice|found another cluster|puts beside it"
              + "|one sentence for people|is told from a server|say goodbye|whom no RoleBinding"
              + "|is not left because|what they weigh|stand-in node|kept library|provokes)\\b");

  @Test
  void noPhraseMustBeDecoded(@TempDir Path small) throws IOException {
    Files.writeString(small.resolve("A.java"), "/** It is kept\n * so by B. */");
    assertEquals(List.of("A.java: kept so by"), odd(small));
    assertEquals(List.of(), odd(Repository.ROOT));
  }

  private static List<String> odd(Path root) throws IOException {
    var found = new ArrayList<String>();
    for (var file : Repository.files(root, "")) {
      var where = root.relativize(file).toString();
      if (where.matches("(?!.*(target/|WordingTest)).*(\\.md|\\.java|\\.yaml|Makefile)")) {
        var text = Files.readString(file).replaceAll("\\s+(?:(?:\\*|//|#|>)\\s+)?", " ");
        ODD.matcher(text).results().forEach(odd -> found.add(where + ": " + odd.group()));
      }
    }
    return found;
  }
}

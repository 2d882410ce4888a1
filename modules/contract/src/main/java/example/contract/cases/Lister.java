package example.contract.cases;

import static org.junit.jupiter.api.Assertions.assertEquals;

import example.contract.CaseContext;
import example.contract.RunningProgram;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/**
 * {@code list-pods --repeat}: one client that lists whenever it is told to, for cases about what
 * happens to it over time.
 */
final class Lister implements AutoCloseable {

  private static final Pattern LAST_LINE = Pattern.compile("(?m)^\\d+ pods\\R");

  private final RunningProgram program;
  private String seen = "";
  private String said = "";

  private Lister(RunningProgram program) {
    this.program = program;
  }

  static Lister inPod(CaseContext context) throws Exception {
    return inPod(context, context.api().server());
  }

  /** As a pod of another cluster. */
  static Lister inPod(CaseContext context, URI server) throws Exception {
    return new Lister(context.startInPod(server, "list-pods", "--repeat"));
  }

  static Lister with(CaseContext context, Path kubeconfig) throws Exception {
    return new Lister(
        context.start("list-pods", "--repeat", "--kubeconfig", kubeconfig.toString()));
  }

  /** The names of the pods; fails with the program's sentence if it could not list them. */
  List<String> list() throws Exception {
    next();
    assertEquals("", newly(program.err(), said));
    var lines = newly(program.out(), seen).lines().map(line -> line.split("\t"));
    seen = program.out();
    return lines.filter(line -> line.length == 4).map(line -> line[1]).toList();
  }

  /** The sentence with which it could not list them; fails if it could. */
  String refusal() throws Exception {
    next();
    assertEquals("", newly(program.out(), seen));
    var sentence = newly(program.err(), said);
    said = program.err();
    return sentence.strip();
  }

  /** Has it list once, and waits for the last line of the answer or for the sentence. */
  private void next() throws Exception {
    program.type("");
    program.await(
        "answer",
        () ->
            LAST_LINE.matcher(newly(program.out(), seen)).find()
                || newly(program.err(), said).endsWith("\n"));
  }

  private static String newly(String all, String before) {
    return all.substring(before.length());
  }

  @Override
  public void close() {
    program.close();
  }
}

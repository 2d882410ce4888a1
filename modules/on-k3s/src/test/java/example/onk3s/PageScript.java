package example.onk3s;

import example.contract.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * The commands of a page's {@code sh} blocks, in the order of the page, as one script: a variable
 * or a directory of one command is there for the next.
 *
 * @param page from the root of the repository
 */
record PageScript(String page, List<Typed> commands) {

  private static final Pattern BLOCK = Pattern.compile("(?m)^```sh\\n((?:.*\\n)*?)```$");

  /** A command begins at a line that is not indented and ends no loop. */
  private static final Pattern BEGIN = Pattern.compile("(?m)^(?!\\s|done\\b|fi\\b|$)");

  /** Stands before the line number of a command in what the script prints. */
  private static final String MARK = "\u001e";

  /** Of the slowest page, which starts a node and runs six programs, on a busy machine. */
  private static final Duration LIMIT = Duration.ofMinutes(10);

  /** What the commands printed: the check that looks for secrets reads it too. */
  private static final Path LOG =
      SharedNode.REPOSITORY.resolve("modules/on-k3s/target/doc-walkthrough.log");

  /**
   * A command of a page.
   *
   * @param line of the page, where it begins
   */
  record Typed(int line, String text) {}

  /** A command and what it printed. */
  record Printed(Typed command, String out, String err) {}

  static PageScript of(Path repository, String page) throws IOException {
    var text = Files.readString(repository.resolve(page));
    var commands = new ArrayList<Typed>();
    var block = BLOCK.matcher(text);
    while (block.find()) {
      var line = (int) text.substring(0, block.start(1)).lines().count() + 1;
      for (var command : BEGIN.split(block.group(1))) {
        if (!command.isBlank()) {
          commands.add(new Typed(line, command.strip()));
        }
        line += (int) command.lines().count();
      }
    }
    return new PageScript(page, commands);
  }

  /** The script without some of its commands. */
  PageScript without(Predicate<String> unwanted) {
    return new PageScript(
        page, commands.stream().filter(each -> !unwanted.test(each.text())).toList());
  }

  /** The script from the first command that begins so, with other words in each command. */
  PageScript from(String begin, UnaryOperator<String> changed) {
    var rest = commands.stream().dropWhile(each -> !each.text().startsWith(begin));
    return new PageScript(
        page, rest.map(each -> new Typed(each.line(), changed.apply(each.text()))).toList());
  }

  /** The script up to the first command that begins so. */
  PageScript until(String begin) {
    return new PageScript(
        page, commands.stream().takeWhile(each -> !each.text().startsWith(begin)).toList());
  }

  /**
   * Runs it with {@code bash -euo pipefail}, so that it ends with the first command that fails.
   *
   * @throws AssertionError that names page, line and command of that one
   */
  List<Printed> run(Path folder, Map<String, String> environment) throws Exception {
    if (commands.isEmpty()) {
      throw new IllegalStateException(page + ": no command is there. Look at where this looks.");
    }
    var script = Files.createTempFile("page", ".sh");
    for (var command : commands) {
      // diff says by its exit code 1 that two files differ, which they do on the pages.
      var text = command.text() + (command.text().startsWith("diff ") ? " || test $? = 1" : "");
      Files.writeString(
          script,
          "printf '%1$s%2$d\\n'; printf '%1$s%2$d\\n' >&2%n%3$s%n"
              .formatted("\\036", command.line(), text),
          StandardOpenOption.APPEND);
    }
    var bash = Command.of("bash", "-euo", "pipefail", script.toString());
    var outcome = bash.in(folder).only(environment).within(LIMIT).run();
    Files.delete(script);
    Files.writeString(
        LOG, page + "\n" + outcome + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    var out = outcome.out().split(MARK);
    var err = outcome.err().split(MARK);
    var printed = new ArrayList<Printed>();
    for (var i = 1; i < out.length; i++) { // before the first mark stands nothing
      printed.add(new Printed(commands.get(i - 1), afterLine(out[i]), afterLine(err[i])));
    }
    if (outcome.exit() != 0) {
      var last = printed.get(printed.size() - 1);
      throw new AssertionError(
          "%s, line %d: \"%s\" ended with exit code %d. Correct the page, or what it runs. It said:%n%s%s"
              .formatted(
                  page,
                  last.command().line(),
                  last.command().text(),
                  outcome.exit(),
                  last.out(),
                  last.err()));
    }
    return printed;
  }

  private static String afterLine(String marked) {
    return marked.substring(marked.indexOf('\n') + 1);
  }
}

// SPDX-License-Identifier: MIT-0
package example.javanethttp.commands;

import java.io.PrintStream;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Help, mistakes, and all arguments that {@link PlainOptions} does not read. */
final class Picocli {

  private static final Pattern OPTION = Pattern.compile("--?[a-z][a-z-]*");

  private Picocli() {}

  @Command(sortOptions = false, synopsisSubcommandLabel = "COMMAND")
  private static final class Root {
    @Option(names = "--commands", description = "print the names of the commands")
    private boolean commands;

    @Option(names = "--help", usageHelp = true, description = "print this")
    private boolean help;
  }

  /** Prints what commands there are. */
  static void help(String program, PrintStream out) {
    var line = line(program);
    CommandFinder.names().forEach(each -> line.addSubcommand(CommandFinder.find(each)));
    line.usage(out);
  }

  /** Sets the fields of a command; returns the exit code if there is nothing to run. */
  static OptionalInt set(CommandBase command, String program, String[] args) {
    var subcommand = new CommandLine(command);
    var line = line(program).addSubcommand(args[0], subcommand);
    line.setCaseInsensitiveEnumValuesAllowed(true);
    try {
      line.parseArgs(args);
    } catch (CommandLine.ParameterException wrong) {
      command.err.println(wrongArgument(args[0], wrong));
      return OptionalInt.of(2);
    }
    if (subcommand.isUsageHelpRequested()) {
      subcommand.usage(command.out);
      return OptionalInt.of(0);
    }
    return OptionalInt.empty();
  }

  private static CommandLine line(String program) {
    return new CommandLine(new Root()).setCommandName(program);
  }

  /**
   * The sentence for arguments that a command does not take. Values are not quoted: one may be a
   * token.
   */
  private static String wrongArgument(String command, CommandLine.ParameterException wrong) {
    var more = "Run %s --help to see its options.".formatted(command);
    if (wrong instanceof CommandLine.UnmatchedArgumentException unmatched) {
      var option = unmatched.getUnmatched().get(0).replaceFirst("=.*", "");
      return OPTION.matcher(option).matches()
          ? "%s has no option %s. %s".formatted(command, option, more)
          : "%s takes options only, and an argument is none. %s".formatted(command, more);
    }
    var missing =
        wrong instanceof CommandLine.MissingParameterException none
            ? none.getMissing().get(0)
            : wrong.getArgSpec();
    if (missing instanceof CommandLine.Model.OptionSpec option) {
      return "%s: %s needs a value, %s. %s"
          .formatted(command, option.longestName(), option.paramLabel(), more);
    }
    return "%s: these arguments do not go together. %s".formatted(command, more);
  }
}

// SPDX-License-Identifier: MIT-0
package example.javanethttp.commands;

import example.javanethttp.WhoAmI;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code cluster-access}: prints where the configuration came from. It sends no request. */
@Command(
    name = "cluster-access",
    sortOptions = false,
    description = "Prints which cluster would be used, as whom, and where that is configured.")
public final class ClusterAccessCommand extends CommandBase {

  @Option(names = "--json", description = "print JSON")
  private boolean json;

  @Override
  protected int run(Opened opened) {
    if (opened.strict() == null) {
      return needsStrict();
    }
    var origin = origin(opened);
    return attempt(() -> out.print(json ? json(origin) + "\n" : WhoAmI.text(origin)));
  }
}

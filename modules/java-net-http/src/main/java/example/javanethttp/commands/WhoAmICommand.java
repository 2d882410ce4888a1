// SPDX-License-Identifier: MIT-0
package example.javanethttp.commands;

import example.javanethttp.WhoAmI;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code who-am-i}: prints who the API server takes the caller for, and what they may do. */
@Command(
    name = "who-am-i",
    sortOptions = false,
    description = "Prints who the API server takes you for, and what you may do.")
public final class WhoAmICommand extends CommandBase {

  @Option(names = "--json", description = "print JSON")
  private boolean json;

  private final Map<String, Object> answer = new LinkedHashMap<>();

  @Override
  protected int run(Opened opened) {
    var access = opened.strict();
    if (access == null) {
      return needsStrict();
    }
    answer.putAll(origin(opened));
    return attempt(
        () -> {
          try {
            new WhoAmI(access.http(), access.server(), opened.namespace(), environment.clock())
                .ask(answer, access.claims());
          } finally {
            // When the server refuses, where the configuration came from matters most.
            out.print(json ? json(answer) + "\n" : WhoAmI.text(answer));
          }
        });
  }

  /** Who-am-i knows more of the token than the exception. */
  @Override
  protected String describe(Exception failed) {
    return answer.get("refused") instanceof String why ? why : super.describe(failed);
  }
}

// SPDX-License-Identifier: MIT-0
package example.fabric8.commands;

import example.fabric8.UpdateOnConflict;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code update-on-conflict}: counts in a ConfigMap, together with whoever else does. */
@Command(
    name = "update-on-conflict",
    sortOptions = false,
    description = "Adds one to a number in a ConfigMap that others may change at the same time.")
public final class UpdateOnConflictCommand extends CommandBase {

  @Option(names = "--name", paramLabel = "NAME", description = "the ConfigMap; counter if absent")
  private String name = "counter";

  @Option(names = "--key", paramLabel = "KEY", description = "the number's key; count if absent")
  private String key = "count";

  @Option(names = "--times", paramLabel = "N", description = "how often; once if absent")
  private int times = 1;

  @Override
  protected int run(Opened opened) {
    // @start region="call"
    var counter = new UpdateOnConflict(opened.client(), opened.namespace());
    return attempt(
        () -> {
          for (int i = 0; i < times; i++) {
            var written = counter.update(name, map -> map.setData(incremented(map.getData())));
            out.printf("%s of %s: %s%n", key, name, written.getData().get(key));
          }
        });
    // @end
  }

  private Map<String, String> incremented(Map<String, String> data) {
    var changed = new TreeMap<>(data == null ? Map.of() : data);
    changed.merge(key, "1", (old, one) -> String.valueOf(Long.parseLong(old) + 1));
    return changed;
  }

  @Override
  protected String describe(Exception failed) {
    return failed instanceof NumberFormatException
        ? "configmaps \"%s\": data.%s is not a whole number. Set it to one.".formatted(name, key)
        : super.describe(failed);
  }
}

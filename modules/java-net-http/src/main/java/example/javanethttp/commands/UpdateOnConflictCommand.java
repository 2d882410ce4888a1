// SPDX-License-Identifier: MIT-0
package example.javanethttp.commands;

import example.javanethttp.UpdateOnConflict;
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
    var counter = new UpdateOnConflict(opened.http(), opened.server(), opened.namespace());
    return attempt(
        () -> {
          for (int i = 0; i < times; i++) {
            var written = counter.update(name, map -> map.put("data", incremented(map)));
            out.printf("%s of %s: %s%n", key, name, ((Map<?, ?>) written.get("data")).get(key));
          }
        });
  }

  private Map<String, Object> incremented(Map<String, Object> map) {
    var data = new TreeMap<String, Object>();
    if (map.get("data") instanceof Map<?, ?> old) {
      old.forEach((name, value) -> data.put(name.toString(), value));
    }
    data.merge(key, "1", (old, one) -> String.valueOf(Long.parseLong(old.toString()) + 1));
    return data;
  }

  @Override
  protected String describe(Exception failed) {
    return failed instanceof NumberFormatException
        ? "configmaps \"%s\": data.%s is not a whole number. Set it to one.".formatted(name, key)
        : super.describe(failed);
  }
}

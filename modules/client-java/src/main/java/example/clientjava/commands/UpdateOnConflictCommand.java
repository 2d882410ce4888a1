// SPDX-License-Identifier: MIT-0
package example.clientjava.commands;

import com.google.gson.JsonObject;
import example.clientjava.UpdateOnConflict;
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
    var counter = new UpdateOnConflict(opened.client(), opened.namespace());
    return attempt(
        () -> {
          for (int i = 0; i < times; i++) {
            var written = counter.update(name, this::increment);
            var count = written.getAsJsonObject("data").get(key).getAsString();
            out.printf("%s of %s: %s%n", key, name, count);
          }
        });
  }

  private void increment(JsonObject map) {
    var data = map.has("data") ? map.getAsJsonObject("data") : new JsonObject();
    var old = data.has(key) ? data.get(key).getAsString() : "0";
    data.addProperty(key, String.valueOf(Long.parseLong(old) + 1));
    map.add("data", data);
  }

  @Override
  protected String describe(Exception failed) {
    return failed instanceof NumberFormatException
        ? "configmaps \"%s\": data.%s is not a whole number. Set it to one.".formatted(name, key)
        : super.describe(failed);
  }
}

// SPDX-License-Identifier: MIT-0
package example.fabric8.commands;

import example.fabric8.ApplyConfigMap;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code apply-config-map}: owns some keys of a ConfigMap, and leaves those of others. */
@Command(
    name = "apply-config-map",
    sortOptions = false,
    description = "Sets keys of a ConfigMap with server-side apply; others may own other keys.")
public final class ApplyConfigMapCommand extends CommandBase {

  @Option(names = "--name", paramLabel = "NAME", description = "the ConfigMap; settings if absent")
  private String name = "settings";

  @Option(
      names = "--data",
      paramLabel = "KEY=VALUE",
      description = "a key to own, with its value; may be repeated; level=info if there is none")
  private List<String> data = List.of();

  @Option(
      names = "--stdin",
      paramLabel = "KEY",
      description = "a key to own, with its value on standard input")
  private String stdin;

  @Option(
      names = "--field-manager",
      paramLabel = "NAME",
      description = "who owns the keys; apply-config-map if absent")
  private String fieldManager = "apply-config-map";

  @Option(names = "--force", description = "take over keys that other field managers own")
  private boolean force;

  @Override
  protected int run(Opened opened) {
    // @start region="call"
    var maps = new ApplyConfigMap(opened.client(), opened.namespace(), fieldManager);
    return attempt(
        () -> {
          var applied = maps.apply(name, data(), force);
          out.printf("keys of %s: %s%n", name, new TreeSet<>(applied.getData().keySet()));
        });
    // @end
  }

  private Map<String, String> data() throws IOException {
    var all = new TreeMap<String, String>();
    for (var each : data) {
      var pair = each.split("=", 2);
      all.put(pair[0], pair.length == 1 ? "" : pair[1]);
    }
    if (stdin != null) {
      all.put(stdin, new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
    return all.isEmpty() ? Map.of("level", "info") : all;
  }

  // @start region="describe"
  @Override
  protected String describe(Exception failed) {
    var conflicts =
        ApplyConfigMap.conflicts(failed).stream()
            .map(each -> "%s belongs to \"%s\"".formatted(each.field(), each.manager()))
            .collect(Collectors.joining(", "));
    return conflicts.isEmpty()
        ? super.describe(failed)
        : "configmaps \"%s\": %s (409), and nothing was changed. Leave it out, or take it over with --force."
            .formatted(name, conflicts);
  }
  // @end
}

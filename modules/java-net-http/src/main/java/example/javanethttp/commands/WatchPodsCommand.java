// SPDX-License-Identifier: MIT-0
package example.javanethttp.commands;

import example.javanethttp.WatchPods;
import java.time.Duration;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code watch-pods}: prints the pods of the namespace and every change, until it is ended. */
@Command(
    name = "watch-pods",
    sortOptions = false,
    description = "Prints the pods of the namespace, and every change, until it is ended.")
public final class WatchPodsCommand extends CommandBase {

  @Option(
      names = "--silence",
      paramLabel = "SECONDS",
      description = "after which a connection counts as dead; 150 if absent")
  private int silence = 150;

  @Override
  protected int run(Opened opened) {
    if (silence < 1) {
      err.println("watch-pods: --silence needs a number of seconds above 0.");
      return 2;
    }
    var patience = Duration.ofSeconds(silence);
    var pods = new WatchPods(opened.http(), opened.server(), opened.namespace(), patience);
    return attempt(() -> pods.run(new Printer()));
  }

  private final class Printer implements WatchPods.Listener {
    @Override
    public void changed(Map<String, Object> pod) {
      var name = ((Map<?, ?>) pod.get("metadata")).get("name");
      var phase = pod.get("status") instanceof Map<?, ?> status ? status.get("phase") : null;
      out.printf("CHANGED\t%s\t%s%n", name, phase == null ? "Unknown" : phase);
      out.flush();
    }

    @Override
    public void deleted(String name, String uid) {
      out.printf("DELETED\t%s%n", name);
      out.flush();
    }
  }
}

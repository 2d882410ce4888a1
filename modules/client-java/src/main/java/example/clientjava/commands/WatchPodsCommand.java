// SPDX-License-Identifier: MIT-0
package example.clientjava.commands;

import example.clientjava.WatchPods;
import io.kubernetes.client.openapi.models.V1Pod;
import java.time.Duration;
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
    var pods = new WatchPods(opened.client(), opened.namespace(), patience);
    return attempt(() -> pods.run(new Printer()));
  }

  private final class Printer implements WatchPods.Listener {
    @Override
    public void changed(V1Pod pod) {
      var phase = pod.getStatus() == null ? null : pod.getStatus().getPhase();
      out.printf(
          "CHANGED\t%s\t%s%n", pod.getMetadata().getName(), phase == null ? "Unknown" : phase);
      out.flush();
    }

    @Override
    public void deleted(String name, String uid) {
      out.printf("DELETED\t%s%n", name);
      out.flush();
    }
  }
}

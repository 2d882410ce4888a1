package example.javanethttp.plain;

import example.contract.recording.NaiveCall;
import example.javanethttp.InClusterOrKubeconfig;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** Creates a ConfigMap once, as far as the caller can see. */
final class HandleApiErrorsPlain implements NaiveCall {

  @Override
  public void call(Path kubeconfig, String namespace, Consumer<String> print, List<String> none)
      throws Exception {
    var cluster = InClusterOrKubeconfig.open(kubeconfig.toString(), null);
    var maps = cluster.server().resolve("api/v1/namespaces/" + namespace + "/configmaps");
    SmallTasks.create(cluster.http(), maps);
    print.accept("created");
  }
}

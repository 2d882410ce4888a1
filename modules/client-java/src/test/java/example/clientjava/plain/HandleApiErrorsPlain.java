package example.clientjava.plain;

import example.contract.recording.NaiveCall;
import io.kubernetes.client.util.Config;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** Creates a ConfigMap once, as far as the caller can see. */
final class HandleApiErrorsPlain implements NaiveCall {

  @Override
  public void call(Path kubeconfig, String namespace, Consumer<String> print, List<String> none)
      throws Exception {
    SmallTasks.create(Config.fromConfig(kubeconfig.toString()), namespace);
    print.accept("created");
  }
}

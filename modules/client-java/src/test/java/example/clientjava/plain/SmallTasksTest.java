package example.clientjava.plain;

import static java.util.concurrent.ForkJoinPool.commonPool;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import example.clientjava.InClusterOrKubeconfig;
import example.fakeapiserver.FakeApiServer;
import io.kubernetes.client.custom.V1Patch;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.CoreV1Api;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The four small tasks do what the page about choosing says, against the embedded API server. */
class SmallTasksTest {

  @Test
  void eachTaskDoesWhatItSays(@TempDir Path folder) throws Exception {
    try (var server = FakeApiServer.start()) {
      var kubeconfig = Files.writeString(folder.resolve("config"), server.kubeconfig());
      var connection = InClusterOrKubeconfig.open(kubeconfig.toString(), null);
      var client = connection.client();
      SmallTasks.create(client, "default");
      assertEquals(List.of("greeting", "kube-root-ca.crt"), SmallTasks.list(client, "default"));
      assertEquals("good morning", SmallTasks.patch(client, "default"));
      var patch =
          new CoreV1Api(client).patchNamespacedConfigMap("greeting", "default", new V1Patch("{}"));
      assertEquals(415, assertThrows(ApiException.class, patch::execute).getCode());
      var events = new LinkedBlockingQueue<String>();
      commonPool().submit(() -> watch(client, events)); // until the server closes
      assertEquals("ADDED greeting", events.poll(10, TimeUnit.SECONDS));
    }
  }

  private static Void watch(ApiClient client, Queue<String> events) throws Exception {
    SmallTasks.watch(client, "default", events::add);
    return null;
  }
}

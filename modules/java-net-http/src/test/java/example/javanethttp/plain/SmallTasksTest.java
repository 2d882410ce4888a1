package example.javanethttp.plain;

import static java.util.concurrent.ForkJoinPool.commonPool;
import static org.junit.jupiter.api.Assertions.assertEquals;

import example.fakeapiserver.FakeApiServer;
import example.javanethttp.InClusterOrKubeconfig;
import java.net.URI;
import java.net.http.HttpClient;
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
      var http = connection.http();
      var maps = connection.server().resolve("api/v1/namespaces/default/configmaps");
      SmallTasks.create(http, maps);
      assertEquals(List.of("greeting", "kube-root-ca.crt"), SmallTasks.list(http, maps));
      assertEquals("good morning", SmallTasks.patch(http, maps));
      var events = new LinkedBlockingQueue<String>();
      commonPool().submit(() -> watch(http, maps, events)); // until the server closes
      assertEquals("ADDED greeting", events.poll(10, TimeUnit.SECONDS));
    }
  }

  private static Void watch(HttpClient http, URI maps, Queue<String> events) throws Exception {
    SmallTasks.watch(http, maps, events::add);
    return null;
  }
}

package example.fabric8.plain;

import static org.junit.jupiter.api.Assertions.assertEquals;

import example.fabric8.InClusterOrKubeconfig;
import example.fakeapiserver.FakeApiServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The four small tasks do what the page about choosing says, against the embedded API server. */
class SmallTasksTest {

  @Test
  @Timeout(60)
  void eachTaskDoesWhatItSays(@TempDir Path folder) throws Exception {
    try (var server = FakeApiServer.start()) {
      var kubeconfig = Files.writeString(folder.resolve("config"), server.kubeconfig());
      var connection = InClusterOrKubeconfig.open(kubeconfig.toString(), null);
      try (var client = connection.client()) {
        client.getConfiguration().setOnlyHttpWatches(true); // the embedded server has no WebSockets
        SmallTasks.create(client, "default");
        assertEquals(List.of("greeting", "kube-root-ca.crt"), SmallTasks.list(client, "default"));
        assertEquals("good morning", SmallTasks.patch(client, "default"));
        var events = new LinkedBlockingQueue<String>();
        try (var watch = SmallTasks.watch(client, "default", events::add)) {
          assertEquals("ADDED greeting", events.poll(10, TimeUnit.SECONDS), watch::toString);
        }
      }
    }
  }
}

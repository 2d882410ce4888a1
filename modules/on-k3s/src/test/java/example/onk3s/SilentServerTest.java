package example.onk3s;

import static org.junit.jupiter.api.Assertions.assertEquals;

import example.contract.RunningProgram.Outcome;
import example.fakeapiserver.FakeApiServer;
import example.fakeapiserver.faults.Fault;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * A server that takes the request and then says nothing, or stops in the middle of its answer. All
 * programs wait at once, and the other tests meanwhile: the wait is a minute long.
 */
@Execution(ExecutionMode.CONCURRENT)
class SilentServerTest {

  @Test
  void isGivenUpOnAfterAMinute(@TempDir Path temp) throws Exception {
    try (var mute = FakeApiServer.start();
        var stalled = FakeApiServer.start()) {
      mute.fault(Fault.silence("GET", ".*/pods").withTimes(99));
      stalled.fault(Fault.silenceAfter("GET", ".*/pods", 20).withTimes(99));
      var first = Files.writeString(temp.resolve("mute"), mute.kubeconfig());
      var second = Files.writeString(temp.resolve("stalled"), stalled.kubeconfig());
      assertEachSays(
          "The server did not answer in time. Check the address and network policies.\n",
          List.of(first, second));
    }
  }

  /** The program that a kubeconfig names for a token is a server of a kind, too. */
  @Test
  void anExecPluginIsGivenUpOnAfterAMinute(@TempDir Path temp) throws Exception {
    var config =
        Files.writeString(
            temp.resolve("kubeconfig"),
            """
            clusters: [{name: c, cluster: {server: "https://127.0.0.1:1"}}]
            users:
            - name: u
              user: {exec: {apiVersion: client.authentication.k8s.io/v1beta1, command: sleep, args: ["600"]}}
            contexts: [{name: x, context: {cluster: c, user: u}}]
            current-context: x
            """);
    assertEachSays(
        "The request failed: %s: exec of user \"u\" runs \"sleep\", which has not ended after 60 s and was stopped; if it waits for a login, log in beforehand.\n"
            .formatted(config),
        List.of(config));
  }

  /** Every client with every kubeconfig. They wait together, but start one after the other. */
  private static void assertEachSays(String sentence, List<Path> kubeconfigs) throws Exception {
    var threads = Executors.newScheduledThreadPool(kubeconfigs.size() * SharedNode.MODULES.size());
    try {
      var running = new ArrayList<Future<Outcome>>();
      for (var config : kubeconfigs) {
        var environment = Map.of("KUBECONFIG", config.toString());
        for (var module : SharedNode.MODULES) {
          running.add(
              threads.schedule(
                  () -> PackagedProgram.run(module, environment, List.of("list-pods")),
                  3L * running.size(),
                  TimeUnit.SECONDS));
        }
      }
      for (var program : running) {
        assertEquals(new Outcome(1, "", sentence), program.get());
      }
    } finally {
      threads.shutdownNow();
    }
  }
}
